// Simulates a run: emits the events of a milestone at a given speed, and waits for the answers to its questions.
import { setTimeout as sleep } from "node:timers/promises";
import { EVENT_VERSION, isFact } from "../../src/engine/model/events.ts";
import { STEPS } from "../../src/engine/model/steps.ts";
import type { Fact, PhaseOutline } from "../../src/engine/model/facts.ts";
import type { TransientEvent } from "../../src/engine/model/transient-events.ts";
import type { Stamped } from "../../src/engine/model/events.ts";
import type { StepName } from "../../src/engine/model/steps.ts";
import type { StepResult } from "../../src/engine/model/step-result.ts";
import type { Command, Question } from "../../src/engine/model/stop.ts";
import { emptyProgress, reduce } from "../../src/state/progress/reduce.ts";
import { currentIssues } from "../../src/state/progress/selectors.ts";
import { createProgressStore } from "../../src/state/progress/store.ts";
import type { ScreenSource } from "../../src/ui/screen/model/source.ts";
import { stepEvents } from "./step-events.ts";
import { simulatedOutline } from "./outline.ts";
import { phaseQuestion, simulatedQuestion } from "./stops.ts";

/** How long CI and a rate limit take, in ms at speed 1. */
const CI_MS = 12_000;
const LIMIT_MS = 60_000;

export interface Simulation {
  /** Number of issues in the plan. */
  readonly issues: number;
  /** Factor of the speed; at 1 an issue takes about half a minute. */
  readonly speed: number;
  /** Extra log lines per second, spread over the issues at work. */
  readonly flood: number;
  /** How many issues are worked on at the same time. */
  readonly lanes: number;
  /** The clock of the events: ms since 1970. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

export interface SimulatedRun extends ScreenSource {
  /** Plays the run; settles at its end and rejects when aborted. */
  play(): Promise<void>;
  /** Changes the number of lanes; settles with the new one. */
  setLanes(change: 1 | -1): Promise<number>;
}

export function simulatedRun({ issues, speed, flood, lanes: lanesAtStart, now: ms, signal }: Simulation): SimulatedRun {
  const now = () => new Date(ms()).toISOString();
  const store = createProgressStore(emptyProgress("m3"), 0);
  const listeners = new Set<(event: Stamped) => void>();
  const answers = new Map<string, (command: Command) => void>();
  let lanes = lanesAtStart;
  let ended = false;
  let seq = 0;
  const emit = (event: Fact | TransientEvent) => {
    seq += 1;
    const stamped = { ...event, v: EVENT_VERSION, seq, at: now() } as Stamped;
    if (isFact(stamped)) store.setState({ progress: reduce(store.getState().progress, stamped), seq });
    for (const listener of listeners) listener(stamped);
  };
  const pause = (ms: number) => sleep(ms / speed, undefined, { signal });
  const ask = async (question: Question): Promise<Command> => {
    const answered = new Promise<Command>((resolve) => answers.set(question.id, resolve));
    emit({ type: "question.asked", question });
    const command = await answered;
    await sleep(60);
    emit({ type: "question.answered", id: question.id, command, by: "user" });
    return command;
  };

  return {
    store,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    answer: (id, command) => answers.get(id)?.(command),
    interrupt: () => emit({ type: "run.ended", reason: "interrupted" }),
    play,
    async setLanes(change) {
      lanes = Math.max(1, lanes + change);
      emit({ type: "lanes.changed", lanes });
      return lanes;
    },
  };

  async function play(): Promise<void> {
    const outline = simulatedOutline(issues, lanes > 1);
    emit({ type: "run.started", milestone: "m3", resumed: false, version: "0", autonomous: false });
    emit({
      type: "plan.loaded",
      path: "IMPLEMENTATION_PLAN.md",
      title: "User authentication and permissions",
      digest: "d",
      phases: outline,
    });
    emit({
      type: "base.ready",
      base: { branch: "milestone/m3-user-auth", commit: "a".repeat(40) },
      created: true,
      scopeTags: ["auth", "permissions"],
    });
    emit({ type: "baseline.checked", setup: true, tests: "passed" });
    if (lanes > 1) emit({ type: "lanes.changed", lanes });
    emit({ type: "run.validated" });
    if (flood > 0) void floodLogs();
    for (const phase of outline) {
      emit({ type: "phase.started", phase: phase.number });
      await playPhase(phase);
      if (ended) return;
      emit({ type: "phase.completed", phase: phase.number });
      const command = await ask(phaseQuestion(phase.number, now()));
      emit({ type: "phase.approved", phase: phase.number });
      if (command === "abort") return emit({ type: "run.ended", reason: "aborted" });
    }
    emit({ type: "milestone.completed" });
  }

  /** Works on the issues of a phase in as many lanes as there are at the moment. */
  async function playPhase({ number, issues: planned }: PhaseOutline): Promise<void> {
    const left = [...planned];
    const working = new Set<Promise<void>>();
    while (left.length > 0 || working.size > 0) {
      while (working.size < lanes && !ended) {
        const at = left.findIndex(({ dependencies }) => dependencies.every((id) => !isOpen(id)));
        const [next] = at < 0 ? [] : left.splice(at, 1);
        if (next === undefined) break;
        const work = playIssue(Number(next.id), next.id, next.title, number).finally(() => working.delete(work));
        working.add(work);
      }
      if (working.size === 0) return;
      await Promise.race(working);
    }
  }

  function isOpen(id: string): boolean {
    const state = store.getState().progress.issues[id]?.state;
    return state !== "done" && state !== "skipped";
  }

  async function playIssue(number: number, issue: string, title: string, phase: number): Promise<void> {
    // In several lanes, issues are not in step with each other.
    const slower = lanesAtStart > 1 ? 0.7 + ((number * 7) % 10) / 10 : 1;
    emit({ type: "issue.started", issue, title, github: 100 + number, phase });
    for (const step of STEPS) {
      emit({ type: "step.started", issue, step, round: 0 });
      for (const event of stepEvents(issue, step)) {
        emit(event);
        await pause(300 * slower);
      }
      const question = step === "gates" ? simulatedQuestion(number, issue, now()) : undefined;
      const command = question === undefined ? undefined : await ask(question);
      if (command === "skip")
        return emit({
          type: "issue.skipped",
          issue,
          title,
          github: 100 + number,
          phase,
          reason: "Recorded in review",
          stop: question?.stop.kind,
        });
      if (command === "abort") {
        ended = true;
        return emit({ type: "run.ended", reason: "aborted" });
      }
      if (lanesAtStart > 1) await waitIn(step, number, issue);
      emit({ type: "step.finished", issue, round: 0, result: resultOf(step, number, title) });
      if (step === "gates" && number % 4 === 0)
        emit({ type: "label.added", issue, label: "needs-db-review", reason: "additive schema change" });
      await pause(500);
    }
    emit({ type: "issue.done", issue });
  }

  /** With several lanes, CI takes its time, and every sixth issue meets a rate limit. */
  async function waitIn(step: StepName, number: number, issue: string): Promise<void> {
    const until = (minutes: number) => new Date(ms() + minutes * 60_000).toISOString();
    if (step === "ci") {
      emit({ type: "waiting", issue, until: until(1), reason: "CI checks", commands: [] });
      await pause(CI_MS);
    } else if (step === "implement" && number % 6 === 5) {
      emit({ type: "waiting", issue, until: until(14), reason: "claude: usage limit reached", commands: ["retry"] });
      await pause(LIMIT_MS);
    }
  }

  async function floodLogs(): Promise<void> {
    for (let line = 0; !signal.aborted;) {
      const atWork = currentIssues(store.getState().progress);
      for (let n = 0; n < flood / 100; n += 1, line += 1) {
        emit({
          type: "log",
          issue: atWork[n % atWork.length]?.id,
          source: "test",
          text: `line ${line}: ${"the quick brown fox jumps over the lazy dog ".repeat(1 + (line % 3))}`,
        });
      }
      await sleep(10);
    }
  }
}

function resultOf(step: Exclude<StepName, "fix">, number: number, title: string): StepResult {
  const change = {
    files: ["src/api/keys.py", "src/services/api_key.py", "tests/test_api_key.py"],
    lines: 100 + number * 7,
  };
  const commit = number.toString(16).padStart(40, "c");
  switch (step) {
    case "worktree":
      return {
        step,
        branch: `feat/m3-${100 + number}-${title.toLowerCase().replaceAll(" ", "-")}`,
        base: { branch: "milestone/m3-user-auth", commit },
        path: "/tmp/worktree",
      };
    case "implement":
      return { step, change, done: ["Added the service and its tests"] };
    case "auto-fix":
      return { step, fixed: number % 2 === 0 ? ["lint"] : [], failed: [] };
    case "gates":
      return { step, findings: [], change };
    case "tests":
      return {
        step,
        result: {
          passed: true,
          counts: { passed: 40 + number, failed: 0, skipped: 1 },
          failed: [],
          tail: "",
          problem: undefined,
        },
        findings: [],
      };
    case "commit":
    case "push":
      return { step, commit };
    case "pull-request":
      return {
        step,
        pull: { number: 309 + number, url: `https://github.com/o/r/pull/${309 + number}`, title, state: "open" },
        adopted: false,
      };
    case "review":
      return { step, findings: [] };
    case "ci":
      return { step, failed: [], asked: [] };
  }
}
