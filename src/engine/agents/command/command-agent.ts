import { inWords } from "../../process/duration.ts";
import type { ProcessResult, Processes } from "../../process/processes.ts";
import { reviewResultSchema, workResultSchema, type WorkResult } from "../../model/review.ts";
import type { Prices } from "../../config/config-schema.ts";
import type { Clock } from "../../run/ports.ts";
import { lastWordsReason } from "../failure-words.ts";
import { resetTime } from "../reset-time.ts";
import type { Agent, AgentFailed, AgentFailure, AgentOutcome, AgentTask, AgentWatch } from "../agent.ts";
import type { Confinement } from "../confinement.ts";
import { createMeter } from "../meter.ts";
import { readResultFile } from "./result-file.ts";
import { readUsage } from "./reported-usage.ts";
import { prepareTaskFiles, type TaskFiles } from "./task-files.ts";

const LAST_LINES = 3;

export interface CommandAgentOptions {
  readonly name: string;
  /** Program and arguments; no shell. */
  readonly command: readonly [string, ...string[]];
  readonly confinement: Confinement;
  readonly processes: Processes;
  readonly clock: Pick<Clock, "now">;
  readonly prices: Prices;
}

/** An agent that is any program: prompt on standard input, the task in its environment, its word in a result file. */
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
    input: `${task.prompt.trimEnd()}\n\n${whereToAnswer(task)}\n`,
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
  if (failure !== undefined) return { ok: false, ...failure, ...whyIn(failure, result, clock), detail: result.tail };
  return task.kind === "review" ? reviewed(files, result) : worked(files, watch);
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

function whereToAnswer(task: AgentTask): string {
  const file = "the file that the environment variable MILESTONE_RESULT_FILE names";
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
  if (result.ended === "timeout") return fail("timeout", `Agent not finished after ${inWords(task.timeoutMs)}`);
  if (result.ended === "idle") return fail("idle", `Agent silent for ${inWords(task.idleMs)}`);
  if (result.exitCode === 126 || result.exitCode === 127)
    return fail("missing", `Agent cannot be run: ${program} (exit code ${result.exitCode})`);
  if (result.exitCode === undefined) return fail("crash", `Agent was killed (${result.signal ?? "unknown signal"})`);
  return result.exitCode === 0 ? undefined : fail("crash", `Agent failed with exit code ${result.exitCode}`);
}

/** A program that gives up says why last. */
function whyIn(
  { reason }: { readonly reason: AgentFailure },
  { tail }: ProcessResult,
  clock: Pick<Clock, "now">,
): Partial<AgentFailed> {
  const words = tail.trimEnd().split("\n").slice(-LAST_LINES).join("\n");
  const found = reason === "crash" ? lastWordsReason(words) : undefined;
  switch (found) {
    case undefined:
      return {};
    case "rate-limit":
      return { reason: found, message: "Rate limit", until: resetTime(words, clock.now())?.toISOString() };
    case "auth":
      return { reason: found, message: "Agent is not logged in" };
    case "budget":
      return { reason: found, message: "Agent's account is out of funds" };
  }
}

/** Evidence is what git shows: a result that is missing or broken costs only its words. */
async function worked(files: TaskFiles, watch: AgentWatch): Promise<AgentOutcome> {
  const nothing: WorkResult = { summary: "", done: [] };
  const result = await readResultFile(files.result, workResultSchema);
  if (result.state === "invalid") watch.output.write(`The agent's result file is not used: ${result.reason}`);
  return { ok: true, kind: "work", result: result.state === "valid" ? result.value : nothing };
}

/** A review without a valid result is never a pass. */
async function reviewed(files: TaskFiles, { tail }: ProcessResult): Promise<AgentOutcome> {
  const result = await readResultFile(files.result, reviewResultSchema);
  if (result.state === "valid") return { ok: true, kind: "review", result: result.value };
  const message =
    result.state === "absent" ? "The review left no result" : `The review's result is not valid: ${result.reason}`;
  return { ok: false, reason: "invalid-result", message, detail: tail };
}
