import { isDiskFailure } from "../model/errors.ts";
import { STEPS, type LaneStep, type StepName } from "../model/steps.ts";
import type { IssueProgress } from "../model/progress.ts";
import type { Stop } from "../model/stop.ts";
import type { TestResult } from "../model/findings/test-result.ts";
import { runTests } from "../checks/run-tests.ts";
import { stopFromError } from "../questions/catalog.ts";
import type { LanePorts } from "./lane-ports.ts";
import { logSink } from "./log-sink.ts";
import { inTurn } from "./lane-setup/check-turn.ts";
import { prepareWorktree } from "./lane-setup/prepare-worktree.ts";
import { tearDown } from "./lane-setup/tear-down.ts";
import { stepReturn, type Outcome, type StepReturn, type StepTask } from "./step-task.ts";
import type { LogWatch, StepWatch } from "./step-watch.ts";
import { STEP_FUNCTIONS } from "./steps/table.ts";

/** A worktree in which one issue at a time is worked on, and the steps that are performed in it. */
export interface Lane {
  /** Its number as text, from `1`. */
  readonly name: string;
  /** Absolute path of the worktree, which need not exist yet. */
  readonly path: string;
  /**
   * Performs one step. Known failures are returned as stops.
   * @throws the reason of the signal when it is aborted
   */
  perform(task: StepTask<LaneStep>, watch: StepWatch, signal: AbortSignal): Promise<StepReturn>;
  /**
   * Restores the work of an interrupted issue in the worktree.
   * @returns the steps that are still finished; undefined where all of them are
   */
  regain(issue: IssueProgress): Promise<readonly StepName[] | undefined>;
  /** Checks out a commit without a branch, for the baseline. */
  checkOut(commit: string): Promise<void>;
  /**
   * Makes what is checked out ready for the tests: copies files, and runs `lane.setup` and `setup` where they are due.
   * @param accepted fingerprints of failed setups that the user accepted
   * @returns the stop to ask about where a part of it failed
   */
  setUp(accepted: readonly string[], watch: LogWatch, signal: AbortSignal): Promise<Stop | undefined>;
  /** Runs the tests on what is checked out; undefined where no test command is known. */
  test(watch: LogWatch, signal: AbortSignal): Promise<TestResult | undefined>;
  /** Runs `lane.teardown`, and removes the worktree if it contains no unsaved work. */
  remove(watch: LogWatch, signal: AbortSignal): Promise<void>;
}

export function createLane(ports: LanePorts): Lane {
  const { name, worktree, config } = ports;
  return {
    name,
    path: worktree.path,
    async perform(task, watch, signal) {
      const outcome = await outcomeOf(ports, task, watch, signal);
      signal.throwIfAborted();
      return stepReturn(task, outcome);
    },
    regain: (issue) => regain(ports, issue),
    checkOut: (commit) => worktree.start(undefined, commit),
    setUp: (accepted, watch, signal) => prepareWorktree({ lane: ports, watch, signal }, accepted, undefined),
    async test(watch, signal) {
      const { test } = config;
      if (test === undefined) return undefined;
      return inTurn({ lane: ports, watch, signal }, undefined, () =>
        runTests({
          test,
          cwd: worktree.path,
          environment: ports.environment,
          processes: ports.processes,
          signal,
          output: logSink(watch, undefined, "test"),
        }),
      );
    },
    async remove(watch, signal) {
      if (await worktree.exists()) await tearDown({ lane: ports, watch, signal });
      await worktree.remove();
    },
  };
}

async function outcomeOf(
  lane: LanePorts,
  task: StepTask<LaneStep>,
  watch: StepWatch,
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    return await STEP_FUNCTIONS[task.step]({ lane, task, watch, activeAgents: new Map(), signal });
  } catch (error) {
    signal.throwIfAborted();
    const stop = stopFromError(error, task.step);
    // A full or broken disk is not a stop: the coordinator waits until the disk is usable, and begins the step again.
    if (stop === undefined || isDiskFailure(error)) throw error;
    return { kind: "stop", stop };
  }
}

/**
 * Restores the work of an issue. Uncommitted work is still in the worktree, unless the worktree was removed or used for
 * another branch since.
 */
async function regain({ worktree }: LanePorts, issue: IssueProgress): Promise<readonly StepName[] | undefined> {
  const { branch, commit, finished } = issue;
  if (branch === undefined) return undefined;
  const head = (await worktree.exists()) ? await worktree.head() : undefined;
  const isCommitted = finished.includes("commit");
  if (head?.branch === branch && !(isCommitted && head.commit !== commit)) {
    await worktree.resume(branch);
    return undefined;
  }
  if (commit === undefined) return [];
  await worktree.start(branch, commit);
  return isCommitted ? finished : STEPS.slice(0, STEPS.indexOf("auto-fix"));
}
