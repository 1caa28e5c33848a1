import { z } from "zod";
import type { AgentTask } from "../agent.ts";
import { isHarmless } from "./harmless-command.ts";
import type { ToolCall } from "./observer.ts";
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

/** Whether a tool call may go ahead: by what kind of thing it does, and by where the files really are. */
export async function isAllowed(call: ToolCall, { task, cwd, isConfined, commands }: PermissionRule): Promise<boolean> {
  switch (call.kind) {
    case "read":
    case "search":
    case "think":
      return isConfined || everyInside(cwd, pathsOf(call));
    case "edit":
    case "delete":
    case "move": {
      const paths = pathsOf(call);
      // A change without a place could be anywhere.
      return task !== "review" && paths.length > 0 && everyInside(cwd, paths);
    }
    case "execute": {
      const command = commandOf(call);
      if (command !== undefined && isHarmless(command, task === "review" ? [] : commands)) return true;
      return task !== "review" && isConfined;
    }
    default:
      // Among them the change to a mode in which it would not ask any more.
      return false;
  }
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

const PATH_NAMES = ["path", "file_path", "filePath", "filepath", "abs_path", "absolute_path", "file", "notebook_path", "source", "destination", "from", "to", "directory", "dir_path"];

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
