import { formatTimeLimit } from "../../text/duration.ts";
import type { ProcessResult, Processes } from "../../process/processes.ts";
import { reviewResultSchema, workResultSchema, type WorkResult } from "../../model/findings/review.ts";
import type { Prices } from "../../config/config-schema.ts";
import type { Clock } from "../../model/ports.ts";
import { failureReasonInTail } from "../failure-patterns.ts";
import { resetTime } from "../reset-time.ts";
import type { Agent, AgentFailed, AgentFailure, AgentOutcome, AgentTask, AgentWatch } from "../agent.ts";
import type { Confinement } from "../confinement.ts";
import { createMeter } from "../meter.ts";
import { readResultFile } from "./result-file.ts";
import { readUsage } from "./reported-usage.ts";
import { prepareTaskFiles, type TaskFiles } from "./task-files.ts";

/** How many lines at the end of the output are searched for the reason of a failure. */
const LAST_LINES = 3;

export interface CommandAgentOptions {
  readonly name: string;
  /** Program and arguments, started without a shell. */
  readonly command: readonly [string, ...string[]];
  readonly confinement: Confinement;
  readonly processes: Processes;
  readonly clock: Pick<Clock, "now">;
  readonly prices: Prices;
}

/**
 * Creates an agent that is any program. It gets the prompt on standard input and the task in its environment, and
 * writes its answer to a result file.
 */
export function createCommandAgent(options: CommandAgentOptions): Agent {
  const { name, confinement } = options;
  return { name, confinement, perform: (task, watch) => perform(options, task, watch) };
}

async function perform(
  { name, command, confinement, processes, clock, prices }: CommandAgentOptions,
  task: AgentTask,
  watch: AgentWatch,
): Promise<AgentOutcome> {
  const files = await prepareTaskFiles(task);
  const meter = createMeter({ prices, agent: name, onUsage: watch.onUsage });
  const confined = await confinement.prepare(command, task);
  const result = await processes.run({
    command: confined.command,
    guard: confined.guard,
    cwd: task.cwd,
    env: { ...confined.env, ...taskEnvironment(task, files) },
    input: `${task.prompt.trimEnd()}\n\n${answerInstruction(task)}\n`,
    timeoutMs: task.timeoutMs,
    idleMs: task.idleMs,
    signal: watch.signal,
    maxBytes: 0,
    output: watch.output,
  });
  if (result.ended !== "missing") meter.turn();
  await readUsage(files.result, meter);
  watch.signal.throwIfAborted();
  const failure = failureOf(result, task, command[0]);
  if (failure !== undefined)
    return { ok: false, ...failure, ...reasonInOutput(failure, result, clock), detail: result.tail };
  return task.kind === "review" ? reviewOutcome(files, result) : workOutcome(files, watch);
}

function taskEnvironment(task: AgentTask, files: TaskFiles): Record<string, string> {
  return {
    MILESTONE_TASK: task.kind,
    MILESTONE_ID: task.milestone,
    MILESTONE_ISSUE: task.issue.id,
    MILESTONE_GITHUB_ISSUE: task.issue.github === undefined ? "" : String(task.issue.github),
    MILESTONE_ATTEMPT: String(task.attempt),
    MILESTONE_CONTEXT_FILE: files.context,
    MILESTONE_RESULT_FILE: files.result,
  };
}

function answerInstruction(task: AgentTask): string {
  const file = "the file whose path is in the environment variable MILESTONE_RESULT_FILE";
  return task.kind === "review"
    ? `Write the JSON answer, and nothing else, to ${file}.`
    : `When you are done, you may write {"summary": "…", "done": ["what you did, a few words each"]} to ${file}.`;
}

function failureOf(
  result: ProcessResult,
  task: AgentTask,
  program: string,
): { reason: AgentFailure; message: string } | undefined {
  const fail = (reason: AgentFailure, message: string) => ({ reason, message });
  if (result.ended === "missing") return fail("missing", `Agent not found: ${program}`);
  if (result.ended === "timeout") return fail("timeout", `Agent not finished after ${formatTimeLimit(task.timeoutMs)}`);
  if (result.ended === "idle") return fail("idle", `Agent silent for ${formatTimeLimit(task.idleMs)}`);
  if (result.exitCode === 126 || result.exitCode === 127)
    return fail("missing", `Agent cannot be run: ${program} (exit code ${result.exitCode})`);
  if (result.exitCode === undefined) return fail("crash", `Agent was killed (${result.signal ?? "unknown signal"})`);
  return result.exitCode === 0 ? undefined : fail("crash", `Agent failed with exit code ${result.exitCode}`);
}

/** Finds a more specific reason for a crash in the last lines of the output. */
function reasonInOutput(
  { reason }: { readonly reason: AgentFailure },
  { tail }: ProcessResult,
  clock: Pick<Clock, "now">,
): Partial<AgentFailed> {
  const lastLines = tail.trimEnd().split("\n").slice(-LAST_LINES).join("\n");
  const found = reason === "crash" ? failureReasonInTail(lastLines) : undefined;
  switch (found) {
    case undefined:
      return {};
    case "rate-limit":
      return { reason: found, message: "Rate limit", until: resetTime(lastLines, clock.now())?.toISOString() };
    case "auth":
      return { reason: found, message: "Agent is not logged in" };
    case "budget":
      return { reason: found, message: "Agent's account is out of funds" };
  }
}

/** Returns success even without a valid result file: git shows what was done, the file only describes it. */
async function workOutcome(files: TaskFiles, watch: AgentWatch): Promise<AgentOutcome> {
  const nothing: WorkResult = { summary: "", done: [] };
  const result = await readResultFile(files.result, workResultSchema);
  if (result.state === "invalid") watch.output.write(`The agent's result file is not used: ${result.reason}`);
  return { ok: true, kind: "work", result: result.state === "valid" ? result.value : nothing };
}

/** Returns a failure where the result file is missing or invalid, so that such a review never counts as a pass. */
async function reviewOutcome(files: TaskFiles, { tail }: ProcessResult): Promise<AgentOutcome> {
  const result = await readResultFile(files.result, reviewResultSchema);
  if (result.state === "valid") return { ok: true, kind: "review", result: result.value };
  const message =
    result.state === "absent"
      ? "The review wrote no result file"
      : `The review's result file is not valid: ${result.reason}`;
  return { ok: false, reason: "invalid-result", message, detail: tail };
}
