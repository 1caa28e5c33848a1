import type { Activity } from "../../../model/transient-events.ts";
import { paragraphs } from "./paragraphs.ts";
import { readUpdate, type ToolCallPart } from "./updates.ts";

/** A tool call with everything that was told of it so far. */
export interface ToolCall {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly state: "pending" | "running" | "done" | "failed";
  /** As the agent wrote them, in locations and in diffs. */
  readonly paths: readonly string[];
  readonly rawInput: unknown;
}

/** What was seen of a turn. */
export interface Observer {
  update(update: Readonly<Record<string, unknown>>): void;
  /** Adds what a permission request says of its call, which may be the first that is heard of it. */
  asked(part: ToolCallPart): ToolCall;
  /** Shows what is still held back of a message. */
  flush(): void;
  /** The last of what the agent said in this turn. */
  readonly text: string;
  /** True once a tool was used. */
  readonly hasWorked: boolean;
  /** Calls that changed files, or were to, and went through. */
  readonly edited: readonly string[];
  /** USD so far in this session, where the agent tells. */
  readonly usd: number | undefined;
  /** Private fields of the agent's last updates, as JSON. */
  readonly metas: readonly string[];
}

/** Enough for the answer of any review. */
const TEXT_LIMIT = 1024 * 1024;
const METAS = 20;
/** Calls, and edited files, that are kept in mind. */
const MOST = 1000;
const STATES = { pending: "pending", in_progress: "running", completed: "done", failed: "failed" } as const;
const EDITING = new Set(["edit", "delete", "move"]);

/** Turns an agent's updates into activity: messages by paragraph, tool calls by their id, states as they are. */
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

  /** What a call was given is of use only until it is through. */
  function remember(call: ToolCall): void {
    const isOver = call.state === "done" || call.state === "failed";
    calls.set(call.id, isOver ? { ...call, rawInput: undefined } : call);
    const [oldest] = calls.keys();
    if (calls.size > MOST && oldest !== undefined) calls.delete(oldest);
  }

  function upsert(part: ToolCallPart): ToolCall {
    const before = calls.get(part.toolCallId);
    const call = merged(before, part);
    remember(call);
    if (call.state === "done" && EDITING.has(call.kind)) {
      for (const path of call.paths) if (edited.size < MOST) edited.add(path);
    }
    if (before === undefined || shown(before) !== shown(call)) {
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
        metas.splice(0, metas.push(JSON.stringify(raw["_meta"])) - METAS);
      const update = readUpdate(raw);
      switch (update?.of) {
        case "message":
          thought.flush();
          text += update.text;
          // Not with each: a few letters at a time, cutting would cost the whole text a time.
          if (text.length > 2 * TEXT_LIMIT) text = text.slice(-TEXT_LIMIT);
          message.add(update.text);
          break;
        case "thought":
          message.flush();
          thought.add(update.text);
          break;
        case "tool":
          upsert(update.call);
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
    asked: upsert,
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
  const told = [...(part.locations ?? []), ...(part.content ?? [])].map(({ path }) => path);
  return {
    id: part.toolCallId,
    title: part.title ?? before?.title ?? part.toolCallId,
    kind: part.kind ?? before?.kind ?? "other",
    state: part.status === undefined ? (before?.state ?? "pending") : STATES[part.status],
    paths: [...new Set([...(before?.paths ?? []), ...told])],
    rawInput: part.rawInput ?? before?.rawInput,
  };
}

function shown({ title, kind, state, paths }: ToolCall): string {
  return JSON.stringify([title, kind, state, paths]);
}
