// A run half way through, made of the same facts as a real one, and a hand on its keys.
import { EVENT_VERSION } from "../../../src/engine/model/events.ts";
import type { Fact } from "../../../src/engine/model/facts.ts";
import type { Stamped } from "../../../src/engine/model/events.ts";
import type { Progress } from "../../../src/engine/model/progress.ts";
import { emptyProgress, reduce } from "../../../src/state/progress/reduce.ts";
import type { Snapshot } from "../../../src/ui/screen/log/feed.ts";
import { LogBuffer } from "../../../src/ui/screen/log/log-buffer.ts";
import { buildModel } from "../../../src/ui/screen/model/model.ts";
import type { Inputs, Model } from "../../../src/ui/screen/model/model.ts";
import { press } from "../../../src/ui/screen/input/press.ts";
import { themeFor } from "../../../src/ui/screen/text/theme.ts";
import { FIRST_VIEW, withQuestion } from "../../../src/ui/screen/model/view.ts";
import type { View } from "../../../src/ui/screen/model/view.ts";
import { worldOf } from "../../../src/ui/screen/input/world-of.ts";
import type { Effect } from "../../../src/ui/screen/input/world.ts";
import { simulatedOutline } from "../../../scripts/simulated/outline.ts";
import { phaseQuestion, simulatedQuestion } from "../../../scripts/simulated/stops.ts";

const AT = "2026-03-02T10:00:00.000Z";
const COMMIT = "c0ffee".padEnd(40, "0");

/** Two issues done, one skipped, and the fourth at a step; `facts` come after that. */
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

export function asking(...numbers: readonly number[]): readonly Fact[] {
  return numbers.map((number) => {
    const question = number === 0 ? phaseQuestion(1, AT) : simulatedQuestion(number, "05", AT);
    if (question === undefined) throw new Error(`no question ${number}`);
    return { type: "question.asked", question: { ...question, id: `q${number}` } };
  });
}

export function inputs(progress: Progress, columns = 120, rows = 40, more: Partial<Inputs> = {}): Inputs {
  const snapshot: Snapshot = { progress, costs: new Map([["01", { usd: 0.42, isWhole: true }]]), waiting: undefined };
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
  readonly model: Model;
  readonly effects: readonly Effect[];
}

/** Presses keys one after another, as they are named in the key table, separated by spaces. */
export function play(
  given: Inputs,
  keys: string,
  {
    from = FIRST_VIEW,
    logs = new LogBuffer(),
    now = () => 0,
  }: { from?: View; logs?: LogBuffer; now?: () => number } = {},
): Played {
  const asked = given.snapshot.progress.questions.length > 0;
  let view = from === FIRST_VIEW ? withQuestion(from, asked) : from;
  const effects: Effect[] = [];
  for (const key of keys.split(" ").filter((name) => name !== "")) {
    const pressed = press(key, view, worldOf(view, buildModel(view, given), given, logs, now()));
    view = pressed.view;
    if (pressed.effect !== undefined) effects.push(pressed.effect);
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
