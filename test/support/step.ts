// A step's context in one line: fakes for everything that a lane works with, each replaced where a test cares.
import type { Agent, AgentOutcome } from "../../src/engine/agents/agent.ts";
import { createSemaphore } from "../../src/engine/concurrency/semaphore.ts";
import { configSchema, type Config } from "../../src/engine/config/config-schema.ts";
import type { Diff, FileChange } from "../../src/engine/git/diff/diff.ts";
import { createOwnMoves } from "../../src/engine/git/refs/own-moves.ts";
import type { Repository, Worktree } from "../../src/engine/git/repository.ts";
import type { IssueForge, LanePorts } from "../../src/engine/issue/lane-ports.ts";
import type { StepTask } from "../../src/engine/issue/step-task.ts";
import type { StepWatch } from "../../src/engine/issue/step-watch.ts";
import type { StepContext } from "../../src/engine/issue/steps/step.ts";
import type { IssueProgress } from "../../src/engine/model/progress.ts";
import type { TransientEvent } from "../../src/engine/model/transient-events.ts";
import type { ProcessResult, Processes } from "../../src/engine/process/processes.ts";
import { plannedIssue, record } from "./issue.ts";
import { manualClock } from "./manual-clock.ts";

export interface FakeStep {
  readonly context: StepContext;
  /** Texts of the notices and logs that were emitted. */
  readonly texts: readonly string[];
  /** Facts that were recorded while the step worked. */
  readonly recorded: readonly object[];
}

type ExitCodes = Readonly<Record<string, number | readonly number[]>>;

export interface StepOptions {
  readonly issue?: Partial<IssueProgress>;
  readonly task?: Partial<StepTask>;
  readonly config?: object;
  readonly worktree?: Partial<Worktree>;
  readonly repository?: Partial<Repository>;
  readonly forge?: Partial<IssueForge>;
  /**
   * The exit code of each shell command, by its text, or those of its runs one after the other; 0 where it is not
   * named.
   */
  readonly exitCodes?: ExitCodes;
  readonly agent?: Agent["perform"];
  readonly lane?: Partial<LanePorts>;
  readonly watch?: Partial<StepWatch>;
}

/** @param options what the test cares about; everything else works and finds nothing */
export function stepFor(step: StepTask["step"], options: StepOptions = {}): FakeStep {
  const texts: string[] = [];
  const recorded: object[] = [];
  const lane = laneFor(options);
  const watch: StepWatch = {
    emit: (event) => void texts.push(textOf(event)),
    drained: () => undefined,
    record: (fact) => Promise.resolve(void recorded.push(fact)),
    reserve: () => Promise.resolve({ ok: true, allowances: () => [], use: () => {}, end: () => {} }),
    rest: (wait) => wait(),
    turn: () => Promise.resolve(),
    canceled: new AbortController().signal,
    reviewAhead: { begin: () => {}, cancel: () => Promise.resolve(undefined) },
    askPermission: () => Promise.resolve(false),
    ...options.watch,
  };
  const { signal } = new AbortController();
  const context = { lane, task: taskFor(step, options), watch, activeAgents: new Map(), signal };
  return { context, texts, recorded };
}

export function taskFor(step: StepTask["step"], { issue, task }: StepOptions = {}): StepTask {
  return {
    step,
    milestone: {
      id: "m3",
      branch: "milestone/m3",
      baseBranch: "main",
      scopeTags: ["auth"],
      planPath: "/r/docs/m3/IMPLEMENTATION_PLAN.md",
    },
    planned: plannedIssue("01"),
    issue: record("01", { branch: BRANCH, base: BASE, ...issue }),
    repeated: false,
    base: BASE,
    isBaseFresh: false,
    dependencies: [],
    isBaseMerged: false,
    overlappingChanges: [],
    otherBranches: [],
    replaced: {},
    acceptedSetups: [],
    ...task,
  };
}

export const BRANCH = "feat/m3-101-title-01";
export const BASE = { branch: "milestone/m3", commit: "base" };
export const CHANGED: FileChange = {
  path: "src/a.ts",
  oldPath: undefined,
  kind: "modified",
  oldMode: "100644",
  newMode: "100644",
  added: 2,
  removed: 1,
};

/** A diff of these files. */
export function diffWith(...files: readonly FileChange[]): Diff {
  return {
    base: BASE.commit,
    files,
    readNew: () => Promise.resolve(undefined),
    readOld: () => Promise.resolve(undefined),
    hunks: () => Promise.resolve([]),
    tree: () => Promise.resolve([]),
  };
}

export function configWith(settings: object = {}): Config {
  return configSchema.parse(settings);
}

/** An agent that does this. */
export function agentThat(perform: Agent["perform"], name = "robot"): Agent {
  return { name, perform };
}

export const WORK: AgentOutcome = { ok: true, kind: "work", result: { summary: "", done: ["Did it"] } };

function laneFor(options: StepOptions): LanePorts {
  const agent = agentThat(options.agent ?? (() => Promise.resolve(WORK)));
  const worktree: Worktree = {
    path: "/nowhere/m3",
    start: () => Promise.resolve(),
    resume: () => Promise.resolve(),
    exists: () => Promise.resolve(true),
    head: () => Promise.resolve({ branch: BRANCH, commit: "head" }),
    stage: () => Promise.resolve([]),
    ignored: () => Promise.resolve([]),
    diff: () => Promise.resolve(diffWith(CHANGED)),
    discardUnstaged: () => Promise.resolve(),
    mergeIn: () => Promise.resolve([]),
    commit: () => Promise.resolve("commit"),
    remove: () => Promise.resolve(true),
    ...options.worktree,
  };
  return {
    name: "1",
    worktree,
    repository: fakeRepository(options.repository),
    forge: fakeForge(options.forge),
    agents: { agent, reviewer: agent, fallback: undefined },
    judges: {
      gates: [],
      coverage: { name: "coverage", judge: () => Promise.resolve([]) },
      policyFor: (root) => ({ ...configWith(options.config), root, databaseUrl: undefined }),
    },
    processes: fakeProcesses(options.exitCodes ?? {}),
    clock: manualClock(),
    waits: { sleep: () => Promise.resolve() },
    config: configWith(options.config),
    variables: {},
    environment: {},
    checkTurns: createSemaphore(1),
    stateFolder: "/nowhere/state",
    ...options.lane,
  };
}

export function fakeRepository(more: Partial<Repository> = {}): Repository {
  return {
    root: "/nowhere/checkout",
    remote: { name: "origin", url: "/nowhere/remote" },
    defaultBranch: "main",
    moves: createOwnMoves(() => undefined),
    isProtected: (branch) => branch === "main",
    isValidBranch: () => Promise.resolve(true),
    knownBranches: () => ({ here: [], fetched: [] }),
    resolve: () => Promise.resolve(undefined),
    remoteHeads: () => Promise.resolve(new Map()),
    localRemoteRefs: () => Promise.resolve(undefined),
    fetch: () => Promise.resolve(),
    createBranch: () => Promise.resolve(),
    push: () => Promise.resolve({ ok: true }),
    conflicts: () => Promise.resolve([]),
    merge: () => Promise.resolve({ ok: true, commit: "merged" }),
    reparent: () => Promise.resolve("reparented"),
    rebaseOnto: () => Promise.resolve({ ok: true, commit: "rebased" }),
    isAncestor: () => Promise.resolve(false),
    haveSameFiles: () => Promise.resolve(false),
    unsaved: () => Promise.resolve(new Map()),
    untracked: () => Promise.resolve([]),
    worktree: () => {
      throw new Error("No worktree was expected");
    },
    ...more,
  };
}

function fakeForge(more: Partial<IssueForge> = {}): IssueForge {
  const refuse = (what: string) => () => Promise.reject(new Error(`${what} was not expected`));
  return {
    name: "local",
    pullsOf: () => Promise.resolve([]),
    openPull: refuse("openPull"),
    updatePull: () => Promise.resolve(),
    status: refuse("status"),
    ...more,
  };
}

function fakeProcesses(exitCodes: ExitCodes): Processes {
  const runs = new Map<string, number>();
  return {
    run: ({ command }) => {
      const text = "shell" in command ? command.shell : command.join(" ");
      const run = runs.get(text) ?? 0;
      runs.set(text, run + 1);
      const exitCode = [exitCodes[text] ?? 0].flat().at(run) ?? [exitCodes[text] ?? 0].flat().at(-1) ?? 0;
      const result: ProcessResult = {
        exitCode,
        signal: undefined,
        ended: undefined,
        stdout: "",
        truncated: false,
        tail: exitCode === 0 ? "" : `${text} failed`,
        durationMs: 1,
      };
      return Promise.resolve(result);
    },
    open: () => Promise.reject(new Error("No process was expected")),
    canGuard: () => Promise.resolve(false),
  };
}

function textOf(event: TransientEvent): string {
  return "text" in event ? event.text : "reason" in event ? event.reason : event.type;
}
