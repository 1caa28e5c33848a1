import { parseArgs } from "node:util";
import { MAX_LANES } from "../engine/config/lanes.ts";
import { MilestoneError, messageOf } from "../engine/model/errors.ts";
import { nearMatches } from "../engine/text/near.ts";

/** A parsed command line. Only this file knows its syntax. */
export interface Invocation {
  readonly command: CommandName;
  /** The words after the command. */
  readonly operands: readonly string[];
  readonly flags: Flags;
}

/** The commands, each with the maximum number of operands. */
const COMMANDS = {
  run: 1,
  plan: 1,
  "plan-review": 1,
  status: 1,
  logs: 2,
  init: 0,
  doctor: 0,
  demo: 0,
  schema: 0,
  pr: 2,
  gate: 1,
  agents: 0,
  issues: 2,
  replay: 1,
} as const;
export type CommandName = keyof typeof COMMANDS | "help" | "version";

const OPTIONS = {
  plain: { type: "boolean" },
  json: { type: "boolean" },
  autonomous: { type: "boolean" },
  "dry-run": { type: "boolean" },
  verbose: { type: "boolean" },
  metrics: { type: "string" },
  "skip-plan-review": { type: "boolean" },
  "skip-code-review": { type: "boolean" },
  "no-worktree": { type: "boolean" },
  retry: { type: "string", multiple: true },
  lanes: { type: "string" },
  agent: { type: "string" },
  forge: { type: "string" },
  config: { type: "string" },
  directory: { type: "string", short: "C" },
  "force-unlock": { type: "string" },
  save: { type: "boolean" },
  sarif: { type: "boolean" },
  follow: { type: "boolean", short: "f" },
  speed: { type: "string" },
  ascii: { type: "boolean" },
  yes: { type: "boolean", short: "y" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
} as const;

export type Flags = ReturnType<typeof parse>["values"];

/**
 * Parses a command line. A first word that is no command is the milestone of `run`.
 * @throws MilestoneError `usage` for an unknown flag, a misspelled command or too many operands
 */
export function parseCommandLine(argv: readonly string[]): Invocation {
  const { values: flags, positionals } = parse(argv);
  if (flags.version === true) return { command: "version", operands: [], flags };
  const [first, ...rest] = positionals;
  if (flags.help === true || first === undefined || first === "help") return { command: "help", operands: [], flags };
  if (isCommand(first)) return { command: first, operands: atMost(COMMANDS[first], rest), flags };
  const [meant] = rest.length === 0 ? [] : nearMatches(first, Object.keys(COMMANDS));
  if (meant !== undefined)
    throw new MilestoneError("usage", `There is no command "${first}"`, { hint: `Did you mean ${meant}?` });
  return { command: "run", operands: atMost(1, positionals), flags };
}

function isCommand(word: string): word is keyof typeof COMMANDS {
  return Object.hasOwn(COMMANDS, word);
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: withMetricsFile(argv), options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new MilestoneError("usage", messageOf(error).split(". ")[0] ?? "", {
      hint: "See milestone-tui --help.",
      cause: error,
    });
  }
}

/** Allows `--metrics` without a file: the next word is its file only if it ends in `.json` or contains a slash. */
function withMetricsFile(argv: readonly string[]): string[] {
  return argv.flatMap((word, index) => {
    const isFile = (text: string | undefined) =>
      text !== undefined && !text.startsWith("-") && (text.endsWith(".json") || text.includes("/"));
    if (word === "--metrics") return isFile(argv[index + 1]) ? [word] : ["--metrics="];
    return [word];
  });
}

function atMost(limit: number, operands: readonly string[]): readonly string[] {
  if (operands.length <= limit) return operands;
  throw new MilestoneError("usage", `Too many words: ${operands.slice(limit).join(" ")}`, {
    hint: "See milestone-tui --help.",
  });
}

/** The issues named by `--retry`, as two-digit ids. `--retry 07,11` and `--retry 7 --retry 11` are the same. */
export function retriedIssues(flags: Flags): readonly string[] {
  return (flags.retry ?? [])
    .flatMap((list) => list.split(","))
    .map((id) => id.trim().replace(/^#/, "").padStart(2, "0"))
    .filter((id) => id !== "00");
}

/**
 * The number given by `--lanes`; undefined without the flag.
 * @throws MilestoneError `usage` where it is not a whole number from 1 to `MAX_LANES`
 */
export function requestedLanes({ lanes }: Pick<Flags, "lanes">): number | undefined {
  if (lanes === undefined) return undefined;
  const count = /^[0-9]+$/.test(lanes) ? Number(lanes) : 0;
  if (count >= 1 && count <= MAX_LANES) return count;
  throw new MilestoneError("usage", `--lanes ${lanes}: expected a whole number from 1 to ${MAX_LANES}`, {
    hint: "It says how many issues are worked on at the same time, e.g. --lanes 3.",
  });
}
