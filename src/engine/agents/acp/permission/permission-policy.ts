import { z } from "zod";
import type { AgentTask } from "../../agent.ts";
import type { PermissionRequest } from "../../../model/stop.ts";
import { leadsOutside, reachesOut } from "./forbidden-command.ts";
import { isHarmless } from "./harmless-command.ts";
import type { ToolCall } from "../protocol/observer.ts";
import { isReallyInside } from "./real-place.ts";

export interface PermissionRule {
  readonly task: AgentTask["kind"];
  /** Absolute path of the worktree. */
  readonly cwd: string;
  /** Confined from the outside, so that a command cannot do more than the task may. */
  readonly isConfined: boolean;
  /** Command lines the config names. */
  readonly commands: readonly string[];
}

/** `ask`: neither allowed nor forbidden by any rule, so the user decides. */
export type Verdict = "allow" | "refuse" | "ask";

/** What nobody would read to its end is not asked about, in characters. */
const READABLE = 4000;
/** Of what the agent said, this much is shown. */
const WORDS = 600;

/** Whether a tool call may go ahead: by what kind of thing it does, and by where the files really are. */
export async function judgeCall(call: ToolCall, rule: PermissionRule): Promise<Verdict> {
  const verdict = await judgeKind(call, rule);
  const { command, input } = requestFor(call, "");
  return verdict === "ask" && (command ?? input ?? "").length > READABLE ? "refuse" : verdict;
}

/** What the user gets to see of a call. @param words what the agent said before it */
export function requestFor(call: ToolCall, words: string): PermissionRequest {
  const command = commandOf(call);
  const input = command === undefined && call.rawInput !== undefined ? JSON.stringify(call.rawInput) : undefined;
  return {
    tool: call.kind,
    title: call.title.replaceAll(/\s+/g, " "),
    command,
    input,
    paths: call.paths,
    words: words.trim().slice(-WORDS),
  };
}

async function judgeKind(call: ToolCall, rule: PermissionRule): Promise<Verdict> {
  const paths = pathsOf(call);
  const areInside = await everyInside(rule.cwd, paths);
  switch (call.kind) {
    case "read":
    case "search":
    case "think":
      return rule.isConfined || areInside ? "allow" : "refuse";
    case "edit":
    case "delete":
    case "move":
      if (rule.task === "review" || !areInside) return "refuse";
      // A change without a place could be anywhere.
      return paths.length > 0 ? "allow" : "ask";
    case "execute": {
      const command = commandOf(call);
      if (command !== undefined && isHarmless(command, rule.task === "review" ? [] : rule.commands)) return "allow";
      if (rule.task === "review" || (command !== undefined && reachesOut(command))) return "refuse";
      return rule.isConfined ? "allow" : askUnless(!areInside, command, rule);
    }
    case "switch_mode":
      // To one in which it would not ask any more.
      return "refuse";
    case "fetch":
      return askUnless(!areInside, undefined, rule);
    default:
      return askUnless(rule.task === "review" || !areInside, commandOf(call), rule);
  }
}

async function askUnless(isForbidden: boolean, command: string | undefined, { cwd }: PermissionRule): Promise<Verdict> {
  if (isForbidden) return "refuse";
  return command !== undefined && (reachesOut(command) || (await leadsOutside(command, cwd))) ? "refuse" : "ask";
}

export interface Choice {
  readonly optionId: string;
  readonly kind: string;
}

/** The option that says so for this once; undefined where there is none, and then the call is cancelled. Never for always. */
export function chooseOption<T extends Choice>(options: readonly T[], allowed: boolean): T | undefined {
  return options.find(({ kind }) => kind === (allowed ? "allow_once" : "reject_once"));
}

async function everyInside(cwd: string, paths: readonly string[]): Promise<boolean> {
  const answers = await Promise.all(paths.map((path) => isReallyInside(cwd, path)));
  return answers.every(Boolean);
}

const PATH_NAMES = [
  "path",
  "file_path",
  "filePath",
  "filepath",
  "abs_path",
  "absolute_path",
  "file",
  "notebook_path",
  "source",
  "destination",
  "from",
  "to",
  "directory",
  "dir_path",
];

/** Where a call goes: as told, and as its own arguments say. */
function pathsOf({ paths, rawInput }: ToolCall): readonly string[] {
  const { data } = z.record(z.string(), z.unknown()).safeParse(rawInput);
  const written = PATH_NAMES.flatMap((name) => (typeof data?.[name] === "string" ? [data[name]] : []));
  return [...paths, ...written];
}

const commandSchema = z.union([
  z.object({ command: z.string() }).transform(({ command }) => command),
  z.object({ cmd: z.string() }).transform(({ cmd }) => cmd),
  z.object({ command: z.array(z.string()) }).transform(({ command }) => command.join(" ")),
]);

function commandOf({ rawInput }: ToolCall): string | undefined {
  // Not by its title: that is for people, and may say anything.
  return commandSchema.safeParse(rawInput).data;
}
