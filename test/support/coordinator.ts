// A run with fake lanes: each step comes to what a script says, on a clock that never waits.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Forge, Pull, PullStatus } from "../../src/engine/forges/forge.ts";
import type { Lane } from "../../src/engine/issue/lane.ts";
import { stepReturn, type Outcome, type StepTask } from "../../src/engine/issue/step-task.ts";
import type { StepWatch } from "../../src/engine/issue/step-watch.ts";
import type { Plan } from "../../src/engine/model/plan.ts";
import type { Progress } from "../../src/engine/model/progress.ts";
import type { StepResult } from "../../src/engine/model/step-result.ts";
import type { Command, Question } from "../../src/engine/model/stop.ts";
import { createLaneLimit } from "../../src/engine/run/lanes/lane-limit.ts";
import { runMilestone } from "../../src/engine/run/run-milestone.ts";
import type { RunContext } from "../../src/engine/run/run-context.ts";
import { manualClock } from "./manual-clock.ts";
import { temporaryFolder } from "./repository.ts";
import { memoryLedger } from "./memory-ledger.ts";
import { BASE, CHANGED, configWith, fakeRepository } from "./step.ts";

/** What a step comes to; undefined: it does its work and finds nothing. */
export type Script = (
  task: StepTask,
  watch: StepWatch,
  signal: AbortSignal,
) => Promise<Outcome | undefined> | undefined;

export interface FakeRunOptions {
  readonly plan: Plan;
  readonly lanes?: number;
  readonly script?: Script;
  readonly answer?: (question: Question) => Command | Promise<Command>;
  readonly progress?: Progress;
  readonly forge?: Partial<Forge>;
  readonly context?: Partial<RunContext>;
}

/** Prepares a run of this plan; `run` runs it to its end. */
export function fakeRun({ plan, lanes = 1, script = () => undefined, answer, ...options }: FakeRunOptions) {
  const ledger = memoryLedger(options.progress);
  const folder = temporaryFolder();
  const path = join(folder, "IMPLEMENTATION_PLAN.md");
  writeFileSync(path, "# M3\n");
  const asked: Question[] = [];
  const performed: string[] = [];
  const known = new Map<string, Lane>();
  const clock = manualClock();
  const context: RunContext = {
    loaded: { plan: { ...plan, path, folder }, total: undefined, problems: [], files: [] },
    ledger,
    decider: {
      by: "user",
      async answer(question, signal) {
        asked.push(question);
        const canceled = new Promise<never>((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        });
        const given = answer?.(question) ?? (question.stop.evidence.of === "phase" ? "continue" : "abort");
        return Promise.race([Promise.resolve(given), canceled]);
      },
    },
    clock,
    laneLimit: createLaneLimit(lanes, 64),
    repository: fakeRepository({ remoteHeads: () => Promise.resolve(new Map([[BASE.branch, BASE.commit]])) }),
    forge: fakeLocalForge(options.forge),
    laneOf: (name) => {
      const lane = known.get(name) ?? fakeLane(name, script, performed);
      known.set(name, lane);
      return lane;
    },
    waits: { sleep: (ms, signal) => clock.sleep(ms, signal) },
    config: configWith(),
    options: { skipPlanReview: true, skipCodeReview: false, retry: [] },
    stateFolder: folder,
    version: "1.0.0",
    signal: new AbortController().signal,
    panic: new AbortController().signal,
    ...options.context,
  };
  return { ledger, asked, performed, path, run: () => runMilestone(context) };
}

function fakeLane(name: string, script: Script, performed: string[]): Lane {
  return {
    name,
    path: `/nowhere/m3/${name}`,
    async perform(task, watch, signal) {
      performed.push(`${name}: ${task.issue.id} ${task.step}`);
      await new Promise((resolve) => setImmediate(resolve));
      const outcome = (await script(task, watch, signal)) ?? { kind: "done", result: resultOf(task) };
      signal.throwIfAborted();
      return stepReturn(task, outcome);
    },
    regain: () => Promise.resolve(undefined),
    checkOut: () => Promise.resolve(),
    setUp: () => Promise.resolve(undefined),
    test: () => Promise.resolve(undefined),
    remove: () => Promise.resolve(),
  };
}

/** The result of a step that works and finds nothing. */
export function resultOf({ step, issue, planned }: StepTask): StepResult {
  const change = { files: [CHANGED.path], lines: 3 };
  switch (step) {
    case "worktree":
      return { step, branch: `feat/${planned.id}`, base: BASE, path: "/nowhere/m3" };
    case "implement":
      return { step, change, done: [] };
    case "fix":
      return { step, changed: true, done: [] };
    case "auto-fix":
      return { step, fixed: [], failed: [] };
    case "gates":
      return { step, findings: [], change };
    case "tests":
      return { step, result: { passed: true, failed: [], tail: "" }, findings: [] };
    case "commit":
    case "push":
      return { step, commit: `commit-${issue.id}-${issue.round}` };
    case "pull-request":
      return { step, pull: { number: Number(planned.id), title: planned.title, state: "open" }, adopted: false };
    case "review":
      return { step, findings: [] };
    case "ci":
      return { step, failed: [], asked: [] };
  }
}

function fakeLocalForge(more: Partial<Forge> = {}): Forge {
  const refuse = (what: string) => () => Promise.reject(new Error(`${what} was not expected`));
  return {
    name: "local",
    check: () => Promise.resolve(),
    pullsInto: () => Promise.resolve<readonly Pull[]>([]),
    pullsOf: () => Promise.resolve<readonly Pull[]>([]),
    openPull: refuse("openPull"),
    updatePull: () => Promise.resolve(),
    review: () => Promise.resolve(),
    status: (number) => Promise.resolve(passedStatus(number)),
    ...more,
  };
}

/** The status of an open pull request without checks. */
export function passedStatus(number: number): PullStatus {
  return {
    pull: {
      number,
      url: undefined,
      title: "",
      branch: `feat/${number}`,
      base: BASE.branch,
      state: "open",
      draft: false,
      labels: [],
      head: "head",
      marker: undefined,
    },
    ci: { state: "none" },
    conflict: false,
    reviews: { approvedBy: [], changesRequestedBy: [], findings: [] },
  };
}
