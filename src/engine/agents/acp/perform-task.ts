import { setTimeout as delay } from "node:timers/promises";
import { RequestError } from "@agentclientprotocol/sdk/unstable";
import { formatTimeLimit } from "../../text/duration.ts";
import { watchLimits } from "../../process/limits.ts";
import type { OpenProcess } from "../../process/processes.ts";
import type { AgentFailed, AgentFailure, AgentOutcome, AgentTask, AgentWatch } from "../agent.ts";
import type { AcpAgentOptions } from "./acp-agent-options.ts";
import { openConversation } from "./protocol/conversation.ts";
import { failureReasonIn } from "../failure-patterns.ts";
import { turnFailure } from "./turn-failure.ts";
import { createTaskHalt, Halted } from "./task-halt.ts";
import { performReview, performWork } from "./tasks.ts";
import { createTurns, TurnFailed } from "./turns.ts";
import type { TaskContext } from "./task-context.ts";

/** How long an agent may take to become ready for a task, in milliseconds. */
const START_MS = 90_000;
/** How long an agent may take to exit once its input is closed, in milliseconds. */
const EXIT_MS = 3000;

/** Performs one task over the protocol, in a new process. Implements `perform` of the `Agent` port. */
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
  const halt = createTaskHalt(process);
  const limits = watchLimits({ ...task, signal: watch.signal }, (reason) => halt.stop(reason));
  try {
    return await performInSession(options, { task, watch, process, halt, ...limits });
  } finally {
    limits.off();
    await closeProcess(process);
  }
}

async function performInSession(options: AcpAgentOptions, context: TaskContext): Promise<AgentOutcome> {
  const { task, watch, halt } = context;
  const turns = createTurns(options, context, openConversation);
  void halt.watchExit(turns.closed);
  try {
    await halt.within(START_MS, turns.begin());
    return task.kind === "review" ? await performReview(task, turns) : await performWork(task, turns);
  } catch (error) {
    if (watch.signal.aborted) throw watch.signal.reason;
    return failureFrom(error, options, context);
  } finally {
    await turns.end();
  }
}

/** Converts an error that ended the task into its outcome. Rethrows errors that are bugs. */
function failureFrom(error: unknown, { profile, clock }: AcpAgentOptions, { task, process }: TaskContext): AgentFailed {
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
  switch (error.reason) {
    case "timeout":
      return failed("timeout", `Agent not finished after ${formatTimeLimit(task.timeoutMs)}`);
    case "idle":
      return failed("idle", `Agent silent for ${formatTimeLimit(task.idleMs)}`);
    case "start":
      return failed("timeout", `Agent not ready after ${formatTimeLimit(START_MS)}`);
    case "limit":
      return error.failure ?? failed("limit", error.message);
    case "broken":
      return failed("crash", error.message);
    case "ended": {
      const reason = failureReasonIn(lastLines(process.tail()));
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

/** Closes the agent's input, waits for it to exit, then ends the process and everything it started. */
async function closeProcess(process: OpenProcess): Promise<void> {
  process.stdin.end();
  const waiting = new AbortController();
  await Promise.race([process.exited, delay(EXIT_MS, undefined, { signal: waiting.signal }).catch(() => undefined)]);
  waiting.abort();
  await process.end();
}
