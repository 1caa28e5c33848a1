#!/usr/bin/env node
// A coding agent over the real protocol that follows a script, including misbehavior. Its first argument is the path of
// the script, a JSON file such as { turns: [{ match, steps }] }. For each prompt the first turn whose `match` matches
// is performed. Without one, the agent writes a file for an implementation or a fix, and a review finds nothing. What
// the agent is asked is recorded in a file beside the script.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { Readable, Writable } from "node:stream";
import {
  agent,
  methods,
  ndJsonStream,
  PROTOCOL_VERSION,
  RequestError,
  type AgentContext,
  type PromptResponse,
  type SessionConfigOption,
  type SessionUpdate,
  type StopReason,
} from "@agentclientprotocol/sdk/unstable";
import { misbehave, performStep, recordCall, scriptFile, type Turn } from "./scripted-acp-steps.ts";

export interface AcpScript {
  /** `resume`: sessions can be resumed; `load`: they can only be loaded; `none`: neither. */
  readonly memory?: "resume" | "load" | "none";
  /** Answers every request of this method with an error. */
  readonly refuse?: {
    readonly method: string;
    readonly code: number;
    readonly message: string;
    readonly data?: unknown;
  };
  /** The model that the agent reports. */
  readonly model?: string;
  /** Performed when the process starts; only steps that `misbehave` handles. */
  readonly atStart?: readonly Step[];
  readonly turns?: readonly { readonly match?: string; readonly times?: number; readonly steps: readonly Step[] }[];
}

export type Step =
  | { readonly say: string }
  | { readonly think: string }
  | { readonly plan: readonly string[] }
  /** Asks for permission first, unless `ask` is false. `silent` leaves out the tool call before the request. */
  | { readonly write: string; readonly content: string; readonly ask?: boolean; readonly silent?: boolean }
  /** With `wait: false` the agent asks for permission, but neither waits for the answer nor runs the command. */
  | { readonly run: string; readonly ask?: boolean; readonly wait?: false }
  /** Answers with these findings, or with any text, in the block that the prompt names. */
  | { readonly review: readonly object[] | string }
  | { readonly update: SessionUpdate }
  /** Sends the update shortly after the answer to the prompt. */
  | { readonly late: SessionUpdate }
  /** Reports the cost of the session so far, in USD. */
  | { readonly cost: number }
  | { readonly tokens: number; readonly output?: number }
  | { readonly fail: { readonly code: number; readonly message: string; readonly data?: unknown } }
  | { readonly stop: StopReason; readonly meta?: Record<string, unknown> }
  | { readonly exit: number }
  | { readonly print: string }
  /** Writes a line to stderr. */
  | { readonly complain: string }
  /** Waits for so many milliseconds, or until a cancel. */
  | { readonly sleep: number }
  /** Waits for an hour, even after a cancel. */
  | { readonly silence: true }
  | { readonly ignoreTerm: true }
  /** Starts a process that leaves the process group, the session and the parent. */
  | { readonly doubleFork: true }
  /** Writes this many bytes to stdout, as one line or as messages. */
  | { readonly flood: number; readonly as: "line" | "messages" };

const script: AcpScript = JSON.parse(readFileSync(scriptFile, "utf8"));
const sessions = new Map<string, { readonly cwd: string; cancel: AbortController }>();
/** How often each turn of the script was performed, by its index. */
const performed = new Map<number, number>();

async function prompt(client: AgentContext, sessionId: string, text: string): Promise<PromptResponse> {
  const session = sessions.get(sessionId);
  if (session === undefined) throw RequestError.resourceNotFound(sessionId);
  session.cancel = new AbortController();
  recordCall(`prompt ${text.split("\n")[0]}`);
  const turn: Turn = {
    client,
    sessionId,
    text,
    cwd: session.cwd,
    signal: session.cancel.signal,
    tokens: 0,
    output: 0,
    end: { stopReason: "end_turn" },
    late: [],
  };
  for (const step of stepsFor(text)) {
    if (turn.signal.aborted) return { stopReason: "cancelled" };
    await performStep(turn, step);
  }
  if (turn.late.length > 0) {
    setTimeout(() => {
      for (const update of turn.late) void client.notify(methods.client.session.update, { sessionId, update });
    }, 20);
  }
  const usage =
    turn.tokens === 0
      ? {}
      : { usage: { totalTokens: turn.tokens, inputTokens: turn.tokens - turn.output, outputTokens: turn.output } };
  return turn.signal.aborted ? { stopReason: "cancelled" } : { ...turn.end, ...usage };
}

/** Returns the steps of the first turn that matches the prompt and is left, or the default steps. */
function stepsFor(text: string): readonly Step[] {
  const turns = script.turns ?? [];
  const index = turns.findIndex(
    ({ match, times = Infinity }, at) =>
      (match === undefined || new RegExp(match, "s").test(text)) && (performed.get(at) ?? performedEarlier(at)) < times,
  );
  if (index !== -1) {
    performed.set(index, (performed.get(index) ?? performedEarlier(index)) + 1);
    recordCall(`turn ${index}`);
    return turns[index]?.steps ?? [];
  }
  const [, task, issue] = /^(Implement|Fix|Review) issue #(\S+)/.exec(text) ?? [];
  return task === "Review" || task === undefined
    ? [{ review: [] }]
    : [{ write: `src/issue-${issue}.txt`, content: `Issue ${issue}, ${task}\n` }];
}

/** How often a turn was performed by earlier processes. */
function performedEarlier(index: number): number {
  return readFileSync(`${scriptFile}.calls`, "utf8")
    .split("\n")
    .filter((line) => line === `turn ${index}`).length;
}

function refuseIfScripted(method: string): void {
  if (script.refuse?.method === method)
    throw new RequestError(script.refuse.code, script.refuse.message, script.refuse.data);
}

recordCall(`start ${process.cwd()}`);
// Saves the environment, so that a test can check what the agent must not get.
writeFileSync(`${scriptFile}.environ`, execFileSync("cat", ["/proc/self/environ"]));
for (const step of script.atStart ?? []) await misbehave(step, new AbortController().signal, () => Promise.resolve());

const memory = script.memory ?? "resume";
const model: SessionConfigOption[] =
  script.model === undefined
    ? []
    : [
        {
          id: "model",
          name: "Model",
          category: "model",
          type: "select",
          currentValue: script.model,
          options: [{ value: script.model, name: script.model }],
        },
      ];
const open = (sessionId: string, cwd: string) => {
  sessions.set(sessionId, { cwd, cancel: new AbortController() });
};
agent({ name: "scripted" })
  .onRequest(methods.agent.initialize, () => {
    refuseIfScripted("initialize");
    return {
      protocolVersion: PROTOCOL_VERSION,
      agentCapabilities: {
        loadSession: memory === "load",
        sessionCapabilities: memory === "resume" ? { resume: {} } : {},
      },
      authMethods: [],
    };
  })
  .onRequest(methods.agent.session.new, ({ params }) => {
    refuseIfScripted("session/new");
    const sessionId = `s-${crypto.randomUUID()}`;
    open(sessionId, params.cwd);
    recordCall(`new ${sessionId}`);
    return { sessionId, modes: null, configOptions: model };
  })
  .onRequest(methods.agent.session.resume, ({ params }) => {
    open(params.sessionId, params.cwd);
    recordCall(`resume ${params.sessionId}`);
    return { configOptions: model };
  })
  .onRequest(methods.agent.session.load, async ({ params, client }) => {
    open(params.sessionId, params.cwd);
    recordCall(`load ${params.sessionId}`);
    const replay = (text: string) =>
      client.notify(methods.client.session.update, {
        sessionId: params.sessionId,
        update: { sessionUpdate: "agent_message_chunk", content: { type: "text", text } },
      });
    await replay("from before\n");
    setTimeout(() => void replay("from before, late\n"), 20);
    return {};
  })
  .onNotification(methods.agent.session.cancel, ({ params }) => {
    recordCall("cancel");
    sessions.get(params.sessionId)?.cancel.abort();
  })
  .onRequest(methods.agent.session.prompt, ({ params, client }) =>
    prompt(
      client,
      params.sessionId,
      params.prompt.map((block) => (block.type === "text" ? block.text : "")).join("\n"),
    ),
  )
  .connect(ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin)))
  .closed.then(
    () => process.exit(0),
    () => process.exit(0),
  );
