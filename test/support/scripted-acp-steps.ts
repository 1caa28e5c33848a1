// The steps of the scripted agent. See scripted-acp-agent.ts.
import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  methods,
  RequestError,
  type AgentContext,
  type PromptResponse,
  type SessionUpdate,
  type ToolCall,
} from "@agentclientprotocol/sdk/unstable";
import type { Step } from "./scripted-acp-agent.ts";

/** Path of the script. */
export const [, , scriptFile = ""] = process.argv;
let calls = 0;

/** Appends a line to the record of what the agent was asked and answered. */
export function recordCall(what: string): void {
  appendFileSync(`${scriptFile}.calls`, `${what}\n`);
}

/** One turn of the agent. Steps change its answer. */
export interface Turn {
  readonly client: AgentContext;
  readonly sessionId: string;
  readonly text: string;
  readonly cwd: string;
  readonly signal: AbortSignal;
  tokens: number;
  /** How many of the tokens are output. */
  output: number;
  /** The answer to the prompt, without usage. */
  end: PromptResponse;
  /** Updates to send after the answer. */
  late: SessionUpdate[];
}

/** Performs one step of a turn. */
export async function performStep(turn: Turn, step: Step): Promise<void> {
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
    const answer = typeof step.review === "string" ? step.review : JSON.stringify({ findings: step.review });
    await say(`\n\`\`\`${fence}\n${answer}\n\`\`\`\n`);
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

/** Performs a step that needs no turn: an exit, output, a wait, a signal handler, a detached process or a flood. */
export async function misbehave(step: Step, signal: AbortSignal, say: (text: string) => Promise<void>): Promise<void> {
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
    const pending = turn.client.request(methods.client.session.requestPermission, {
      sessionId: turn.sessionId,
      toolCall,
      options: [
        { optionId: "always", name: "Always", kind: "allow_always" },
        { optionId: "once", name: "Once", kind: "allow_once" },
        { optionId: "no", name: "No", kind: "reject_once" },
      ],
    });
    if ("wait" in step) {
      pending.catch(() => undefined);
      return;
    }
    const answer = await pending;
    const choice = answer.outcome.outcome === "selected" ? answer.outcome.optionId : "cancelled";
    recordCall(`permission ${toolCall.title}: ${choice}`);
    if (answer.outcome.outcome !== "selected" || answer.outcome.optionId === "no") {
      await update({ sessionUpdate: "tool_call_update", toolCallId: toolCall.toolCallId, status: "failed" });
      return;
    }
  }
  const ok =
    "write" in step && path !== undefined
      ? writeTo(path, step.content)
      : "run" in step && spawnSync("sh", ["-c", step.run], { cwd: turn.cwd, stdio: "ignore" }).status === 0;
  await update({
    sessionUpdate: "tool_call_update",
    toolCallId: toolCall.toolCallId,
    status: ok ? "completed" : "failed",
  });
}

/** Returns whether the file could be written. */
function writeTo(path: string, content: string): boolean {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return true;
  } catch {
    return false;
  }
}
