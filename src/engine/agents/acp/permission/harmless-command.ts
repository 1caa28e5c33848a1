/** Command lines without characters that a shell interprets or expands, such as `;`, `$` and `~`. */
const PLAIN = /^[\w@%+=:,./ "'-]+$/;

/** Programs that only read. `only` lists the allowed subcommands; `not` matches arguments that make them do more. */
const READERS: Readonly<Record<string, { readonly only?: readonly string[]; readonly not?: RegExp }>> = {
  git: {
    only: ["status", "diff", "log", "show", "ls-files", "rev-parse", "blame", "grep"],
    not: new RegExp(
      "^(-c|-C|--git-dir|--work-tree|--exec-path|--output|--ext-diff|--textconv" +
        "|-O|--open-files-in-pager|--no-index)",
    ),
  },
  ls: {},
  cat: {},
  head: {},
  tail: {},
  wc: {},
  pwd: {},
  echo: {},
  true: {},
  grep: {},
  which: {},
  basename: {},
  dirname: {},
  stat: {},
  rg: { not: /^(--pre|--search-zip|-z$|--hostname-bin)/ },
  find: { not: /^-(exec|ok|delete|fprint|fls)/ },
};

/**
 * Whether a command may run without a sandbox: a command line of the project's config, or a program that only reads
 * inside the folder. Returns false for every command that it does not understand.
 * @param known command lines of the config (setup, lint, test and the like)
 */
export function isHarmless(command: string, known: readonly string[]): boolean {
  const line = command.trim();
  if (known.includes(line)) return true;
  if (!PLAIN.test(line)) return false;
  const [program = "", ...args] = line.split(/\s+/).map((word) => word.replaceAll(/["']/g, ""));
  const rule = Object.hasOwn(READERS, program) ? READERS[program] : undefined;
  if (rule === undefined) return false;
  if (rule.only !== undefined && !rule.only.includes(args[0] ?? "")) return false;
  return args.every(
    (word) => !/^(--?[\w-]+=)?\//.test(word) && !word.split(/[/=]/).includes("..") && rule.not?.test(word) !== true,
  );
}
