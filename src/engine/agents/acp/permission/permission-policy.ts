import { z } from "zod";
import type { AgentTask } from "../../agent.ts";
import type { PermissionRequest } from "../../../model/stop.ts";
import { isForbidden, namesOutsidePath } from "./forbidden-command.ts";
import { isHarmless } from "./harmless-command.ts";
import type { ToolCall } from "../protocol/observer.ts";
import { resolvesInside } from "./resolves-inside.ts";

export interface PermissionRule {
  readonly task: AgentTask["kind"];
  /** Absolute path of the worktree. */
  readonly cwd: string;
  /** Whether a sandbox limits what a command can write. */
  readonly isConfined: boolean;
  /** Command lines of the config (setup, lint, test and the like). */
  readonly commands: readonly string[];
}

/** `ask`: no rule allows or refuses the call, so the user decides. */
export type Verdict = "allow" | "refuse" | "ask";

/** A longer command or input is refused instead of shown to the user, who would not read all of it. In characters. */
const MAX_SHOWN_CHARS = 4000;
/** How much of the text before a call is shown to the user, in characters. */
const MAX_EXCERPT_CHARS = 600;

/** Decides about a tool call by its kind and by the resolved paths of its files. */
export async function judgeCall(call: ToolCall, rule: PermissionRule): Promise<Verdict> {
  const verdict = await judgeKind(call, rule);
  const { command, input } = requestFor(call, "");
  return verdict === "ask" && (command ?? input ?? "").length > MAX_SHOWN_CHARS ? "refuse" : verdict;
}

/**
 * Builds the request that is shown to the user.
 * @param words what the agent wrote before the call
 */
export function requestFor(call: ToolCall, words: string): PermissionRequest {
  const command = commandOf(call);
  const input = command === undefined && call.rawInput !== undefined ? JSON.stringify(call.rawInput) : undefined;
  return {
    tool: call.kind,
    title: call.title.replaceAll(/\s+/g, " "),
    command,
    input,
    paths: call.paths,
    words: words.trim().slice(-MAX_EXCERPT_CHARS),
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
      // A change that names no path could be anywhere.
      return paths.length > 0 ? "allow" : "ask";
    case "execute": {
      const command = commandOf(call);
      if (command !== undefined && isHarmless(command, rule.task === "review" ? [] : rule.commands)) return "allow";
      if (rule.task === "review" || (command !== undefined && isForbidden(command))) return "refuse";
      return rule.isConfined ? "allow" : askUnless(!areInside, command, rule);
    }
    case "switch_mode":
      // The new mode could be one in which the agent no longer asks for permission.
      return "refuse";
    case "fetch":
      return askUnless(!areInside, undefined, rule);
    default:
      return askUnless(rule.task === "review" || !areInside, commandOf(call), rule);
  }
}

/** Refuses where `refused` is true or the command is forbidden or names an outside path; asks the user otherwise. */
async function askUnless(refused: boolean, command: string | undefined, { cwd }: PermissionRule): Promise<Verdict> {
  if (refused) return "refuse";
  return command !== undefined && (isForbidden(command) || (await namesOutsidePath(command, cwd))) ? "refuse" : "ask";
}

/** An option of a permission request, as the protocol names its fields. */
export interface Choice {
  readonly optionId: string;
  readonly kind: string;
}

/**
 * Returns the option that allows or rejects this one call, never one that applies to later calls. Undefined where the
 * agent offers no such option; the caller then cancels the request.
 */
export function chooseOption<T extends Choice>(options: readonly T[], allowed: boolean): T | undefined {
  return options.find(({ kind }) => kind === (allowed ? "allow_once" : "reject_once"));
}

async function everyInside(cwd: string, paths: readonly string[]): Promise<boolean> {
  const answers = await Promise.all(paths.map((path) => resolvesInside(cwd, path)));
  return answers.every(Boolean);
}

/** Names under which known agents pass a path in the arguments of a tool call. */
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

/** Returns the paths that a call reports, and those in its arguments. */
function pathsOf({ paths, rawInput }: ToolCall): readonly string[] {
  const { data } = z.record(z.string(), z.unknown()).safeParse(rawInput);
  const inArguments = PATH_NAMES.flatMap((name) => (typeof data?.[name] === "string" ? [data[name]] : []));
  return [...paths, ...inArguments];
}

const commandSchema = z.union([
  z.object({ command: z.string() }).transform(({ command }) => command),
  z.object({ cmd: z.string() }).transform(({ cmd }) => cmd),
  z.object({ command: z.array(z.string()) }).transform(({ command }) => command.join(" ")),
]);

function commandOf({ rawInput }: ToolCall): string | undefined {
  // The title is not used: it is text for people, and may differ from the command.
  return commandSchema.safeParse(rawInput).data;
}
