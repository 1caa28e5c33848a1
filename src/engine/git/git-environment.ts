// What git may know of the world it is started in.

export type Variables = Readonly<Record<string, string>>;

/** The user's own settings among git's variables; every other `GIT_*` would point git elsewhere or make it run something. */
const KEPT =
  /^GIT_(SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|EXEC_PATH|SSL_\w+|CONFIG_(NOSYSTEM|GLOBAL|SYSTEM)|(AUTHOR|COMMITTER)_(NAME|EMAIL))$/;

/** All that reading a repository's layout and config takes. */
const READING = /^(PATH|HOME|USERPROFILE|XDG_CONFIG_HOME|SYSTEMROOT|GIT_CONFIG_(NOSYSTEM|GLOBAL|SYSTEM))$/i;

/**
 * The environment of every git process: nothing asks a question, nothing is translated, nothing inherited redirects it.
 * `sshCommand` is the user's own `core.sshCommand`, which the batch mode for ssh is added to.
 */
export function gitEnvironment(environment: Variables, sshCommand?: string): Variables {
  return {
    ...pick(environment, (name) => !name.startsWith("GIT_") || KEPT.test(name)),
    ...sshVariables(environment, sshCommand),
    GIT_ASKPASS: environment["GIT_ASKPASS"] ?? "",
    ...ALWAYS,
  };
}

/** The smaller environment for reading without network. */
export function readingEnvironment(environment: Variables): Variables {
  return { ...pick(environment, (name) => READING.test(name)), ...ALWAYS, GIT_OPTIONAL_LOCKS: "0" };
}

const ALWAYS: Variables = { GIT_TERMINAL_PROMPT: "0", SSH_ASKPASS_REQUIRE: "never", LC_ALL: "C", LANGUAGE: "C" };

function sshVariables(environment: Variables, sshCommand = "ssh"): Variables {
  if (environment["GIT_SSH_COMMAND"] !== undefined || environment["GIT_SSH"] !== undefined) return {};
  // Other programs (plink, wrappers) do not know OpenSSH's options.
  const isOpenSsh = /^("?)(\S*[\\/])?ssh(\.exe)?\1(\s|$)/.test(sshCommand);
  return { GIT_SSH_COMMAND: isOpenSsh ? `${sshCommand} -o BatchMode=yes` : sshCommand };
}

function pick(environment: Variables, wanted: (name: string) => boolean): Variables {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => wanted(name)));
}
