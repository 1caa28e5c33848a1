#!/usr/bin/env node
// A coding agent over the real protocol that does what a script says, misbehaviour included. The script is the JSON file its
// first argument names: { turns: [{ match, steps }] }; the first turn whose `match` fits the prompt is done, each time it fits.
// Without one: a file is written where something is to be done, and a review finds nothing. Calls are counted beside it.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Readable, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
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
  type ToolCall,
} from "@agentclientprotocol/sdk/unstable";

export interface AcpScript {
  /** `load`: sessions can be loaded and not resumed; `none`: neither. */
  readonly memory?: "resume" | "load" | "none";
  /** Answers every request with this instead. */
  readonly refuse?: {
    readonly method: string;
    readonly code: number;
    readonly message: string;
    readonly data?: unknown;
  };
  /** What it says its model is. */
  readonly model?: string;
  readonly atStart?: readonly Step[];
  readonly turns?: readonly { readonly match?: string; readonly times?: number; readonly steps: readonly Step[] }[];
}

export type Step =
  | { readonly say: string }
  | { readonly think: string }
  | { readonly plan: readonly string[] }
  /** Asks first, unless `ask` is false; `silent` leaves out the tool call before that. */
  | { readonly write: string; readonly content: string; readonly ask?: boolean; readonly silent?: boolean }
  /** Without `patience` it asks and goes on at once, whatever is answered. */
  | { readonly run: string; readonly ask?: boolean; readonly patience?: false }
  /** Findings in the block the prompt names; or any text in it. */
  | { readonly review: readonly object[] | string }
  | { readonly update: SessionUpdate }
  | { readonly late: SessionUpdate }
  | { readonly cost: number }
  | { readonly tokens: number; readonly output?: number }
  | { readonly fail: { readonly code: number; readonly message: string; readonly data?: unknown } }
  | { readonly stop: StopReason; readonly meta?: Record<string, unknown> }
  | { readonly exit: number }
  | { readonly print: string }
  | { readonly complain: string }
  | { readonly sleep: number }
  | { readonly silence: true }
  | { readonly ignoreTerm: true }
  /** A process that leaves group, session and parent. */
  | { readonly doubleFork: true }
  /** This many bytes on stdout, on one line or as messages. */
  | { readonly flood: number; readonly as: "line" | "messages" };

const [, , scriptFile = ""] = process.argv;
const script: AcpScript = JSON.parse(readFileSync(scriptFile, "utf8"));
const sessions = new Map<string, { readonly cwd: string; cancelled: AbortController }>();
const done = new Map<number, number>();
let calls = 0;

function count(what: string): void {
  appendFileSync(`${scriptFile}.calls`, `${what}\n`);
}

async function prompt(client: AgentContext, sessionId: string, text: string): Promise<PromptResponse> {
  const session = sessions.get(sessionId);
  if (session === undefined) throw RequestError.resourceNotFound(sessionId);
  session.cancelled = new AbortController();
  count(`prompt ${text.split("\n")[0]}`);
  const turn: Turn = {
    client,
    sessionId,
    text,
    cwd: session.cwd,
    signal: session.cancelled.signal,
    tokens: 0,
    output: 0,
    end: { stopReason: "end_turn" },
    late: [],
  };
  for (const step of stepsFor(text)) {
    if (turn.signal.aborted) return { stopReason: "cancelled" };
    await take(turn, step);
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

interface Turn {
  readonly client: AgentContext;
  readonly sessionId: string;
  readonly text: string;
  readonly cwd: string;
  readonly signal: AbortSignal;
  tokens: number;
  /** Of the tokens. */
  output: number;
  end: PromptResponse;
  late: SessionUpdate[];
}

function stepsFor(text: string): readonly Step[] {
  const turns = script.turns ?? [];
  const index = turns.findIndex(
    ({ match, times = Infinity }, at) =>
      (match === undefined || new RegExp(match, "s").test(text)) && (done.get(at) ?? earlier(at)) < times,
  );
  if (index !== -1) {
    done.set(index, (done.get(index) ?? earlier(index)) + 1);
    count(`turn ${index}`);
    return turns[index]?.steps ?? [];
  }
  const [, task, issue] = /^(Implement|Fix|Review) issue #(\S+)/.exec(text) ?? [];
  return task === "Review" || task === undefined
    ? [{ review: [] }]
    : [{ write: `src/issue-${issue}.txt`, content: `Issue ${issue}, ${task}\n` }];
}

/** In processes before this one. */
function earlier(index: number): number {
  return readFileSync(`${scriptFile}.calls`, "utf8")
    .split("\n")
    .filter((line) => line === `turn ${index}`).length;
}

async function take(turn: Turn, step: Step): Promise<void> {
  const update = (what: SessionUpdate) =>
    turn.client.notify(methods.client.session.update, { sessionId: turn.sessionId, update: what });
  const say = (text: string) => update({ sessionUpdate: "agent_message_chunk", content: { type: "text", text } });
  if ("say" in step) await say(step.say);
  else if ("think" in step)
    await update({ sessionUpdate: "agent_thought_chunk", content: { type: "text", text: step.think } });
  else if ("plan" in step)
    await update({
      sessionUpdate: "plan",
      entries: step.plan.map((content) => ({ content, priority: "medium", status: "pending" })),
    });
  else if ("review" in step) {
    const [, fence = "review"] = /```(review-\w+)/.exec(turn.text) ?? [];
    await say(
      `\n\`\`\`${fence}\n${typeof step.review === "string" ? step.review : JSON.stringify({ findings: step.review })}\n\`\`\`\n`,
    );
  } else if ("update" in step) await update(step.update);
  else if ("late" in step) turn.late.push(step.late);
  else if ("cost" in step)
    await update({
      sessionUpdate: "usage_update",
      used: 1000,
      size: 100_000,
      cost: { amount: step.cost, currency: "USD" },
    });
  else if ("tokens" in step) {
    turn.tokens += step.tokens;
    turn.output += step.output ?? 0;
  } else if ("fail" in step) throw new RequestError(step.fail.code, step.fail.message, step.fail.data);
  else if ("stop" in step) turn.end = { stopReason: step.stop, _meta: step.meta ?? null };
  else if ("write" in step || "run" in step) await useTool(turn, step, update);
  else await misbehave(step, turn.signal, say);
}

async function misbehave(step: Step, signal: AbortSignal, say: (text: string) => Promise<void>): Promise<void> {
  if ("exit" in step) process.exit(step.exit);
  else if ("print" in step) process.stdout.write(`${step.print}\n`);
  else if ("complain" in step) process.stderr.write(`${step.complain}\n`);
  else if ("sleep" in step) await delay(step.sleep, undefined, { signal }).catch(() => undefined);
  else if ("silence" in step) await delay(3_600_000);
  else if ("ignoreTerm" in step) process.on("SIGTERM", () => undefined);
  else if ("doubleFork" in step)
    spawn("setsid", ["sh", "-c", "sleep 3600 & exit"], { detached: true, stdio: "ignore" }).unref();
  else if ("flood" in step) {
    const piece = "x".repeat(64 * 1024);
    for (let sent = 0; sent < step.flood; sent += piece.length) {
      if (step.as === "messages") await say(`${piece}\n`);
      else if (!process.stdout.write(piece)) await new Promise((drained) => process.stdout.once("drain", drained));
    }
  }
}

async function useTool(
  turn: Turn,
  step: Extract<Step, { write: string } | { run: string }>,
  update: (what: SessionUpdate) => Promise<void>,
): Promise<void> {
  const path = "write" in step ? resolve(turn.cwd, step.write) : undefined;
  const toolCall: ToolCall = {
    toolCallId: `call-${++calls}`,
    status: "pending",
    ...("write" in step && path !== undefined
      ? {
          title: `Write ${step.write}`,
          kind: "edit",
          locations: [{ path }],
          content: [{ type: "diff", path, oldText: null, newText: step.content }],
        }
      : "run" in step
        ? { title: step.run, kind: "execute", rawInput: { command: step.run } }
        : { title: "" }),
  };
  if (!("silent" in step && step.silent === true)) await update({ sessionUpdate: "tool_call", ...toolCall });
  if (step.ask !== false) {
    const asked = turn.client.request(methods.client.session.requestPermission, {
      sessionId: turn.sessionId,
      toolCall,
      options: [
        { optionId: "always", name: "Always", kind: "allow_always" },
        { optionId: "once", name: "Once", kind: "allow_once" },
        { optionId: "no", name: "No", kind: "reject_once" },
      ],
    });
    if ("patience" in step) {
      asked.catch(() => undefined);
      return;
    }
    const answer = await asked;
    count(
      `permission ${toolCall.title}: ${answer.outcome.outcome === "selected" ? answer.outcome.optionId : "cancelled"}`,
    );
    if (answer.outcome.outcome !== "selected" || answer.outcome.optionId === "no") {
      await update({ sessionUpdate: "tool_call_update", toolCallId: toolCall.toolCallId, status: "failed" });
      return;
    }
  }
  const ok =
    "write" in step && path !== undefined
      ? written(path, step.content)
      : "run" in step && spawnSync("sh", ["-c", step.run], { cwd: turn.cwd, stdio: "ignore" }).status === 0;
  await update({
    sessionUpdate: "tool_call_update",
    toolCallId: toolCall.toolCallId,
    status: ok ? "completed" : "failed",
  });
}

function written(path: string, content: string): boolean {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return true;
  } catch {
    return false;
  }
}

function refused(method: string): void {
  if (script.refuse?.method === method)
    throw new RequestError(script.refuse.code, script.refuse.message, script.refuse.data);
}

count(`start ${process.cwd()}`);
// What it was given, so that a test can look for what it should not have been.
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
  sessions.set(sessionId, { cwd, cancelled: new AbortController() });
};
agent({ name: "scripted" })
  .onRequest(methods.agent.initialize, () => {
    refused("initialize");
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
    refused("session/new");
    const sessionId = `s-${crypto.randomUUID()}`;
    open(sessionId, params.cwd);
    count(`new ${sessionId}`);
    return { sessionId, modes: null, configOptions: model };
  })
  .onRequest(methods.agent.session.resume, ({ params }) => {
    open(params.sessionId, params.cwd);
    count(`resume ${params.sessionId}`);
    return { configOptions: model };
  })
  .onRequest(methods.agent.session.load, async ({ params, client }) => {
    open(params.sessionId, params.cwd);
    count(`load ${params.sessionId}`);
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
    count("cancel");
    sessions.get(params.sessionId)?.cancelled.abort();
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
