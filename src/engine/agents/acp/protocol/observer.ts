import type { Activity } from "../../../model/transient-events.ts";
import { paragraphs } from "./paragraphs.ts";
import { readUpdate, type ToolCallPart } from "./updates.ts";

/** A tool call, merged from everything that the agent has sent about it so far. */
export interface ToolCall {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly state: "pending" | "running" | "done" | "failed";
  /** Paths from locations and diffs, as the agent wrote them: absolute or relative to the worktree. */
  readonly paths: readonly string[];
  readonly rawInput: unknown;
}

/** Collects the updates of one turn. */
export interface Observer {
  update(update: Readonly<Record<string, unknown>>): void;
  /** Adds or updates the tool call of a permission request. The agent may not have sent the call before. */
  upsertCall(part: ToolCallPart): ToolCall;
  /** Emits the last, incomplete lines of messages. */
  flush(): void;
  /** The end of what the agent wrote in this turn, at most `TEXT_LIMIT` characters. */
  readonly text: string;
  /** True once the agent called a tool. */
  readonly hasWorked: boolean;
  /** Paths of the completed tool calls that edit, delete or move files. */
  readonly edited: readonly string[];
  /** Cost of the session so far in USD; undefined where the agent reports none. */
  readonly usd: number | undefined;
  /** The `_meta` fields of the last updates, as JSON. */
  readonly metas: readonly string[];
}

/** In characters; enough for the answer of any review. */
const TEXT_LIMIT = 1024 * 1024;
const MAX_METAS = 20;
/** How many tool calls, and how many edited files, are remembered. */
const MAX_REMEMBERED = 1000;
const STATES = { pending: "pending", in_progress: "running", completed: "done", failed: "failed" } as const;
const EDITING = new Set(["edit", "delete", "move"]);

/** Converts the updates of one turn into activity: text in whole lines, and tool calls whenever they change. */
export function createObserver(onActivity: (activity: Activity) => void): Observer {
  const calls = new Map<string, ToolCall>();
  const edited = new Set<string>();
  const metas: string[] = [];
  const message = paragraphs((text) => onActivity({ kind: "message", text }));
  const thought = paragraphs((text) => onActivity({ kind: "thought", text }));
  let text = "";
  let usd: number | undefined;

  function flush(): void {
    thought.flush();
    message.flush();
  }

  /** Stores a call. The input of a finished call is dropped, since only its permission request needs it. */
  function remember(call: ToolCall): void {
    const isFinished = call.state === "done" || call.state === "failed";
    calls.set(call.id, isFinished ? { ...call, rawInput: undefined } : call);
    const [oldest] = calls.keys();
    if (calls.size > MAX_REMEMBERED && oldest !== undefined) calls.delete(oldest);
  }

  function upsertCall(part: ToolCallPart): ToolCall {
    const before = calls.get(part.toolCallId);
    const call = merged(before, part);
    remember(call);
    if (call.state === "done" && EDITING.has(call.kind)) {
      for (const path of call.paths) if (edited.size < MAX_REMEMBERED) edited.add(path);
    }
    if (before === undefined || visibleParts(before) !== visibleParts(call)) {
      flush();
      onActivity({
        kind: "tool",
        id: call.id,
        title: call.title,
        tool: call.kind,
        state: call.state,
        files: call.paths,
      });
    }
    return call;
  }

  return {
    update(raw) {
      if (raw["_meta"] !== undefined && raw["_meta"] !== null)
        metas.splice(0, metas.push(JSON.stringify(raw["_meta"])) - MAX_METAS);
      const update = readUpdate(raw);
      switch (update?.of) {
        case "message":
          thought.flush();
          text += update.text;
          // Cuts only at twice the limit. To cut after every chunk would copy the whole text for a few characters.
          if (text.length > 2 * TEXT_LIMIT) text = text.slice(-TEXT_LIMIT);
          message.add(update.text);
          break;
        case "thought":
          message.flush();
          thought.add(update.text);
          break;
        case "tool":
          upsertCall(update.call);
          break;
        case "plan":
          onActivity({
            kind: "plan",
            entries: update.entries.map(({ content, status }) => ({
              text: content,
              state: status === "in_progress" ? "running" : status === "completed" ? "done" : "pending",
            })),
          });
          break;
        case "usage":
          usd = update.usd;
          break;
        case undefined:
          break;
      }
    },
    upsertCall,
    flush,
    get text() {
      return text.slice(-TEXT_LIMIT);
    },
    get hasWorked() {
      return calls.size > 0;
    },
    get edited() {
      return [...edited];
    },
    get usd() {
      return usd;
    },
    get metas() {
      return metas;
    },
  };
}

function merged(before: ToolCall | undefined, part: ToolCallPart): ToolCall {
  const paths = [...(part.locations ?? []), ...(part.content ?? [])].map(({ path }) => path);
  return {
    id: part.toolCallId,
    title: part.title ?? before?.title ?? part.toolCallId,
    kind: part.kind ?? before?.kind ?? "other",
    state: part.status === undefined ? (before?.state ?? "pending") : STATES[part.status],
    paths: [...new Set([...(before?.paths ?? []), ...paths])],
    rawInput: part.rawInput ?? before?.rawInput,
  };
}

function visibleParts({ title, kind, state, paths }: ToolCall): string {
  return JSON.stringify([title, kind, state, paths]);
}
