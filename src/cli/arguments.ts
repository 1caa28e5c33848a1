import { parseArgs } from "node:util";
import { MilestoneError, messageOf } from "../engine/errors.ts";

/** A command line, understood. Nothing of the program but this file knows its syntax. */
export interface Invocation {
  readonly command: CommandName;
  /** What stands after the command. */
  readonly operands: readonly string[];
  readonly flags: Flags;
}

const COMMANDS = [
  "run", "plan-review", "status", "logs", "init", "doctor", "demo", "schema", "pr", "gate", "agents", "issues", "replay",
] as const;
export type CommandName = (typeof COMMANDS)[number] | "help" | "version";

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

/** @throws MilestoneError `usage` for a flag or a number of operands that does not fit. */
export function understand(argv: readonly string[]): Invocation {
  const { values: flags, positionals } = parse(argv);
  if (flags.version === true) return { command: "version", operands: [], flags };
  const [first, ...rest] = positionals;
  if (flags.help === true || first === undefined || first === "help") return { command: "help", operands: [], flags };
  const command = COMMANDS.find((name) => name === first);
  return command === undefined ? { command: "run", operands: only(1, positionals), flags } : { command, operands: command === "gate" ? only(1, rest) : rest, flags };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: withMetricsFile(argv), options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new MilestoneError("usage", messageOf(error).split(". ")[0] ?? "", { mend: "See milestone-tui --help.", cause: error });
  }
}

/** `--metrics` may stand alone; a file is taken for one only where it looks like one. */
function withMetricsFile(argv: readonly string[]): string[] {
  return argv.flatMap((word, index) => {
    const isFile = (text: string | undefined) => text !== undefined && !text.startsWith("-") && (text.endsWith(".json") || text.includes("/"));
    if (word === "--metrics") return isFile(argv[index + 1]) ? [word] : ["--metrics="];
    return [word];
  });
}

function only(most: number, operands: readonly string[]): readonly string[] {
  if (operands.length <= most) return operands;
  throw new MilestoneError("usage", `Too many words: ${operands.slice(most).join(" ")}`, { mend: "See milestone-tui --help." });
}

/** `07,11` and `--retry 7 --retry 11` name the same issues. */
export function retried(flags: Flags): readonly string[] {
  return (flags.retry ?? []).flatMap((list) => list.split(",")).map((id) => id.trim().replace(/^#/, "").padStart(2, "0")).filter((id) => id !== "00");
}
