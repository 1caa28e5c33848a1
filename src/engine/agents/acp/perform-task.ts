import { setTimeout as delay } from "node:timers/promises";
import { RequestError } from "@agentclientprotocol/sdk/unstable";
import { inWords } from "../../process/duration.ts";
import { watchLimits, type Limits } from "../../process/limits.ts";
import type { OpenProcess } from "../../process/processes.ts";
import type { AgentFailed, AgentFailure, AgentOutcome, AgentTask, AgentWatch } from "../agent.ts";
import type { AcpAgentOptions } from "./acp-agent.ts";
import { openConversation } from "./protocol/conversation.ts";
import { wordsReason } from "../failure-words.ts";
import { turnFailure } from "./turn-failure.ts";
import { hold, Halted } from "./task-halt.ts";
import { review, work } from "./tasks.ts";
import { createTurns, TurnFailed } from "./turns.ts";

/** An agent that is not ready for a task after this long is not going to be, in milliseconds. */
const START_MS = 90_000;
/** How long an agent may take to leave by itself once its input is closed, in milliseconds. */
const LEAVE_MS = 3000;

/** Does a task over the protocol, in a process of its own; see the port. */
export async function perform(options: AcpAgentOptions, task: AgentTask, watch: AgentWatch): Promise<AgentOutcome> {
  watch.signal.throwIfAborted();
  const { profile, processes, confinement } = options;
  const { command, env, guard } = await confinement.prepare(profile.command, task);
  const process = await processes.open({
    command,
    guard,
    cwd: task.cwd,
    env: { ...env, ...profile.env },
    output: watch.output,
  });
  if (process === "missing") {
    return {
      ok: false,
      reason: "missing",
      message: `Agent not found: ${profile.command[0]}`,
      detail: "",
      hint: profile.install,
    };
  }
  const halt = hold(process);
  const limits = watchLimits({ ...task, signal: watch.signal }, (reason) => halt.stop(reason));
  try {
    return await converse(options, { task, watch, process, halt, ...limits });
  } finally {
    limits.off();
    await dismiss(process);
  }
}

export interface Setting extends Pick<Limits, "seen" | "pauseUntil" | "waitFor"> {
  readonly task: AgentTask;
  readonly watch: AgentWatch;
  readonly process: OpenProcess;
  readonly halt: ReturnType<typeof hold>;
}

async function converse(options: AcpAgentOptions, setting: Setting): Promise<AgentOutcome> {
  const { task, watch, halt } = setting;
  const turns = createTurns(options, setting, openConversation);
  void halt.until(turns.closed);
  try {
    await halt.within(START_MS, turns.begin());
    return task.kind === "review" ? await review(task, turns) : await work(turns, task);
  } catch (error) {
    if (watch.signal.aborted) throw watch.signal.reason;
    return explain(error, options, setting);
  } finally {
    await turns.end();
  }
}

/** What an end before its time means, as an outcome. Bugs are rethrown. */
function explain(error: unknown, { profile, clock }: AcpAgentOptions, { task, process }: Setting): AgentFailed {
  const failed = (reason: AgentFailure, message: string): AgentFailed => ({
    ok: false,
    reason,
    message,
    detail: process.tail(),
  });
  if (error instanceof TurnFailed) return withHelp(error.failure, profile.login, process.tail());
  if (error instanceof RequestError) {
    const failure = turnFailure(
      {
        end: { error: { code: error.code, message: error.message, data: error.data } },
        metas: [],
        text: "",
        hasWorked: false,
      },
      profile.signs,
      clock.now(),
    );
    if (failure !== undefined) return withHelp(failure, profile.login, process.tail());
  }
  if (!(error instanceof Halted)) throw error;
  switch (error.why) {
    case "timeout":
      return failed("timeout", `Agent not finished after ${inWords(task.timeoutMs)}`);
    case "idle":
      return failed("idle", `Agent silent for ${inWords(task.idleMs)}`);
    case "start":
      return failed("timeout", `Agent not ready after ${inWords(START_MS)}`);
    case "limit":
      return error.failure ?? failed("limit", error.message);
    case "broken":
      return failed("crash", error.message);
    case "ended": {
      const reason = wordsReason(lastLines(process.tail()));
      return withHelp(failed(reason ?? "crash", error.message), profile.login, process.tail());
    }
    case "cancelled":
      throw error;
  }
}

function withHelp(failure: AgentFailed, login: string, tail: string): AgentFailed {
  return {
    ...failure,
    detail: failure.detail === "" ? tail : failure.detail,
    hint: failure.reason === "auth" ? login : failure.hint,
  };
}

function lastLines(text: string): string {
  return text.split("\n").slice(-10).join("\n");
}

/** Closes its input, gives it time to leave by itself, and ends it with all it started. */
async function dismiss(process: OpenProcess): Promise<void> {
  process.stdin.end();
  const waiting = new AbortController();
  await Promise.race([process.exited, delay(LEAVE_MS, undefined, { signal: waiting.signal }).catch(() => undefined)]);
  waiting.abort();
  await process.end();
}
