// The environment variables that git processes get.

export type Variables = Readonly<Record<string, string>>;

/**
 * The `GIT_*` variables that are the user's own settings. Any other one could point git at another repository or make
 * it run a program.
 */
const KEPT: readonly RegExp[] = [
  /^GIT_(SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|EXEC_PATH|SSL_\w+)$/,
  /^GIT_CONFIG_(NOSYSTEM|GLOBAL|SYSTEM)$/,
  /^GIT_(AUTHOR|COMMITTER)_(NAME|EMAIL)$/,
];

/** The variables that are needed to read a repository's layout and config. */
const READING = /^(PATH|HOME|USERPROFILE|XDG_CONFIG_HOME|SYSTEMROOT|GIT_CONFIG_(NOSYSTEM|GLOBAL|SYSTEM))$/i;

/**
 * The environment of every git process: git does not prompt, does not translate its messages, and works in no other
 * repository because of an inherited variable.
 * @param sshCommand the user's `core.sshCommand`, to which ssh's batch mode is added
 */
export function gitEnvironment(environment: Variables, sshCommand?: string): Variables {
  return {
    ...pick(environment, (name) => !name.startsWith("GIT_") || KEPT.some((pattern) => pattern.test(name))),
    ...sshVariables(environment, sshCommand),
    GIT_ASKPASS: environment["GIT_ASKPASS"] ?? "",
    ...ALWAYS,
  };
}

/** The smaller environment of commands that only read and use no network. */
export function readingEnvironment(environment: Variables): Variables {
  return { ...pick(environment, (name) => READING.test(name)), ...ALWAYS, GIT_OPTIONAL_LOCKS: "0" };
}

const ALWAYS: Variables = { GIT_TERMINAL_PROMPT: "0", SSH_ASKPASS_REQUIRE: "never", LC_ALL: "C", LANGUAGE: "C" };

function sshVariables(environment: Variables, sshCommand = "ssh"): Variables {
  if (environment["GIT_SSH_COMMAND"] !== undefined || environment["GIT_SSH"] !== undefined) return {};
  // Other programs (plink, wrappers) do not accept OpenSSH's options.
  const isOpenSsh = /^("?)(\S*[\\/])?ssh(\.exe)?\1(\s|$)/.test(sshCommand);
  return { GIT_SSH_COMMAND: isOpenSsh ? `${sshCommand} -o BatchMode=yes` : sshCommand };
}

function pick(environment: Variables, wanted: (name: string) => boolean): Variables {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => wanted(name)));
}
