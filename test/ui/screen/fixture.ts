// Test fixtures of the screen: a half-finished run made of real facts, and a driver that presses keys.
import { EVENT_VERSION } from "../../../src/engine/model/events.ts";
import type { Fact } from "../../../src/engine/model/facts.ts";
import type { Stamped } from "../../../src/engine/model/events.ts";
import type { Progress } from "../../../src/engine/model/progress.ts";
import { emptyProgress, reduce } from "../../../src/state/progress/reduce.ts";
import type { Snapshot } from "../../../src/ui/screen/log/feed.ts";
import { LogBuffer } from "../../../src/ui/screen/log/log-buffer.ts";
import { NO_WAITS } from "../../../src/ui/screen/log/waits.ts";
import { rowsOf } from "../../../src/ui/screen/model/rows.ts";
import { buildModel } from "../../../src/ui/screen/model/screen-model.ts";
import type { ScreenInputs, ScreenModel } from "../../../src/ui/screen/model/screen-model.ts";
import { handleKey } from "../../../src/ui/screen/input/key-handler.ts";
import { themeFor } from "../../../src/ui/screen/text/theme.ts";
import { INITIAL_VIEW, withQuestionFocus } from "../../../src/ui/screen/model/view.ts";
import type { View } from "../../../src/ui/screen/model/view.ts";
import { keyContextOf } from "../../../src/ui/screen/input/key-context.ts";
import type { Effect } from "../../../src/ui/screen/input/effect.ts";
import { simulatedOutline } from "../../../scripts/simulated/outline.ts";
import { phaseQuestion, simulatedQuestion } from "../../../scripts/simulated/stops.ts";

const AT = "2026-03-02T10:00:00.000Z";
const COMMIT = "c0ffee".padEnd(40, "0");

/** Returns the progress with two issues done, one skipped and issue 05 at the step implement, followed by `facts`. */
export function halfWay(facts: readonly Fact[] = [], issues = 12): Progress {
  return progressOf([
    { type: "run.started", milestone: "m3", resumed: false, version: "0", autonomous: false },
    { type: "plan.loaded", path: "p", title: "User authentication", digest: "d", phases: simulatedOutline(issues) },
    { type: "phase.started", phase: 1 },
    ...done("01", "Add user login endpoint", 310),
    ...done("02", "Add password hashing", 311),
    { type: "label.added", issue: "02", label: "needs-db-review", reason: "additive schema change" },
    started("03", "Add API key service"),
    {
      type: "issue.skipped",
      issue: "03",
      title: "Add API key service",
      github: 103,
      phase: 1,
      reason: "GPL dependency requires legal review",
      stop: "licence",
    },
    started("05", "Add auth middleware"),
    { type: "step.started", issue: "05", step: "implement", round: 0 },
    ...facts,
  ]);
}

/**
 * Returns the progress of a run with four lanes, followed by `facts`: 01 is done, 02 at CI, 03 and 04 at the step
 * implement, 05 at its tests.
 */
export function inLanes(facts: readonly Fact[] = []): Progress {
  return progressOf([
    { type: "run.started", milestone: "m3", resumed: false, version: "0", autonomous: false },
    { type: "plan.loaded", path: "p", title: "User authentication", digest: "d", phases: simulatedOutline(15, true) },
    { type: "lanes.changed", lanes: 4 },
    { type: "phase.started", phase: 1 },
    ...done("01", "Add user login endpoint", 310),
    ...["02", "03", "04", "05"].map((id) => started(id, `Issue ${id}`)),
    { type: "step.started", issue: "02", step: "ci", round: 0 },
    { type: "step.started", issue: "03", step: "implement", round: 0 },
    { type: "step.started", issue: "04", step: "implement", round: 0 },
    { type: "step.started", issue: "05", step: "tests", round: 0 },
    ...facts,
  ]);
}

/** Returns the fact by which an issue asks the simulated question with this number. */
export function asks(issue: string, number: number): Fact {
  const question = simulatedQuestion(number, issue, AT);
  if (question === undefined) throw new Error(`no question ${number}`);
  return { type: "question.asked", question: { ...question, id: `q-${issue}` } };
}

/** Returns the facts that ask the simulated questions with these numbers; 0 is the question at the end of phase 1. */
export function asking(...numbers: readonly number[]): readonly Fact[] {
  return numbers.map((number) => {
    const question = number === 0 ? phaseQuestion(1, AT) : simulatedQuestion(number, "05", AT);
    if (question === undefined) throw new Error(`no question ${number}`);
    return { type: "question.asked", question: { ...question, id: `q${number}` } };
  });
}

export function inputs(progress: Progress, columns = 120, rows = 40, more: Partial<ScreenInputs> = {}): ScreenInputs {
  const snapshot: Snapshot = {
    progress,
    costs: new Map([["01", { usd: 0.42, isComplete: true }]]),
    waits: NO_WAITS,
    stepsSince: new Map(),
  };
  const theme = themeFor({ color: "none", theme: "dark", glyphs: "unicode", links: false });
  return {
    snapshot,
    columns,
    rows,
    texts: new Map(),
    stopping: false,
    actions: new Set(),
    theme,
    watching: false,
    ...more,
  };
}

export interface Played {
  readonly view: View;
  readonly model: ScreenModel;
  readonly effects: readonly Effect[];
}

/** Presses keys one after another. They are separated by spaces and named as in the key table. */
export function play(
  given: ScreenInputs,
  keys: string,
  {
    from = INITIAL_VIEW,
    logs = new LogBuffer(),
    now = () => 0,
  }: { from?: View; logs?: LogBuffer; now?: () => number } = {},
): Played {
  const asked = given.snapshot.progress.questions.length > 0;
  const { parallel } = rowsOf(given.snapshot.progress);
  let view = from === INITIAL_VIEW ? withQuestionFocus(from, asked, parallel) : from;
  const effects: Effect[] = [];
  for (const key of keys.split(" ").filter((name) => name !== "")) {
    const result = handleKey(key, view, keyContextOf(view, buildModel(view, given), given, logs, now()));
    view = result.view;
    if (result.effect !== undefined) effects.push(result.effect);
  }
  return { view, model: buildModel(view, given), effects };
}

export function progressOf(facts: readonly Fact[]): Progress {
  return facts.reduce((progress, fact, index) => reduce(progress, stamped(fact, index)), emptyProgress("m3"));
}

function stamped(fact: Fact, index: number): Stamped<Fact> {
  return { ...fact, v: EVENT_VERSION, seq: index + 1, at: new Date(Date.parse(AT) + index * 10_000).toISOString() };
}

function started(issue: string, title: string): Fact {
  return { type: "issue.started", issue, title, github: 100 + Number(issue), phase: Math.ceil(Number(issue) / 4) };
}

function done(issue: string, title: string, pull: number): readonly Fact[] {
  return [
    started(issue, title),
    {
      type: "step.finished",
      issue,
      round: 0,
      result: {
        step: "worktree",
        branch: `feat/m3-${issue}`,
        base: { branch: "milestone/m3", commit: COMMIT },
        path: "/w",
      },
    },
    {
      type: "step.finished",
      issue,
      round: 0,
      result: { step: "implement", change: { files: ["src/a.py"], lines: 12 }, done: [] },
    },
    {
      type: "step.finished",
      issue,
      round: 0,
      result: {
        step: "pull-request",
        pull: { number: pull, url: `https://example.invalid/${pull}`, title, state: "open" },
        adopted: false,
      },
    },
    { type: "issue.done", issue },
  ];
}
