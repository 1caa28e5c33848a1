// Tests the screen with several issues at work: what it shows of each, the log of all, and several questions.
import { renderToString } from "ink";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { cleanup, render } from "ink-testing-library";
import stringWidth from "string-width";
import { createHub } from "../../../src/state/ledger/event-hub.ts";
import { createProgressStore } from "../../../src/state/progress/store.ts";
import { createFeed } from "../../../src/ui/screen/log/feed.ts";
import { LogBuffer } from "../../../src/ui/screen/log/log-buffer.ts";
import { ScreenReactContext } from "../../../src/ui/screen/model/screen-context.ts";
import type { ScreenInputs } from "../../../src/ui/screen/model/screen-model.ts";
import type { ScreenActions } from "../../../src/ui/screen/model/source.ts";
import { INITIAL_VIEW, withQuestionFocus } from "../../../src/ui/screen/model/view.ts";
import type { View } from "../../../src/ui/screen/model/view.ts";
import { LinearScreen } from "../../../src/ui/screen/panes/linear-screen.tsx";
import { mostAtWork } from "../../../src/ui/screen/panes/list-panes.tsx";
import { Panes } from "../../../src/ui/screen/panes/panes.tsx";
import { Screen } from "../../../src/ui/screen/screen.tsx";
import { asking, asks, halfWay, inLanes, inputs, play } from "./fixture.ts";

afterEach(cleanup);

const NOW = Date.parse("2026-03-02T10:30:00Z");
const THREE = [asks("03", 3), asks("05", 7), asks("04", 4)] as const;

let logs: LogBuffer;
beforeEach(() => {
  logs = new LogBuffer();
  for (let n = 0; n < 60; n += 1)
    logs.push(["03", "04", "05", undefined][n % 4], { kind: "output", source: "test", text: `line ${n}` });
  return () => logs.close();
});

function given(progress = inLanes(), columns = 80, rows = 24, more: Partial<ScreenInputs> = {}): ScreenInputs {
  const base = inputs(progress, columns, rows, more);
  const waits = new Map([
    ["02", { until: "2026-03-02T10:31:00Z", reason: "CI checks", commands: [] }],
    ["04", { until: "2026-03-02T10:44:00Z", reason: "claude: usage limit", commands: ["retry"] as const }],
  ]);
  const stepsSince = new Map(["02", "03", "04", "05"].map((id, index) => [id, NOW - 10 ** index * 5_000]));
  return { ...base, snapshot: { ...base.snapshot, waits, stepsSince } };
}

function drawn(of: ScreenInputs, keys = "", View: typeof Panes = Panes): string {
  const { view, model } = play(of, keys, { logs });
  const { columns, rows, snapshot, theme } = of;
  return renderToString(
    <ScreenReactContext value={{ theme, now: () => NOW }}>
      <View
        view={view}
        model={model}
        snapshot={snapshot}
        logs={logs}
        since={NOW - 754_000}
        columns={columns}
        rows={rows}
      />
    </ScreenReactContext>,
    { columns },
  );
}

describe("the screen matches its snapshot", () => {
  test.each<[string, () => ScreenInputs, string]>([
    ["80x24-lanes", () => given(), ""],
    ["80x24-lanes-questions", () => given(inLanes(THREE)), "]"],
    ["140x45-lanes", () => given(inLanes(THREE), 140, 45), ""],
    ["140x45-lanes-all", () => given(inLanes(), 140, 45), "A"],
    ["140x45-lanes-status", () => given(inLanes(), 140, 45), "i"],
    ["200x50-lanes", () => given(inLanes(), 200, 50), ""],
    ["60x20-lanes-questions", () => given(inLanes(THREE), 60, 20), ""],
    ["60x30-lanes", () => given(inLanes(), 60, 30), "A"],
    ["40x8-lanes", () => given(inLanes(THREE), 40, 8), "2"],
    ["30x5-lanes", () => given(inLanes(THREE), 30, 5), ""],
  ])("%s", async (name, of, keys) => {
    await expect(`${drawn(of(), keys)}\n`).toMatchFileSnapshot(`./panes/shots/${name}.txt`);
  });

  test("for a screen reader", async () => {
    await expect(`${drawn(given(inLanes(THREE), 120, 40), "A", LinearScreen)}\n`).toMatchFileSnapshot(
      "./panes/shots/reader-lanes.txt",
    );
  });
});

test.each([
  [40, 8],
  [60, 20],
  [60, 30],
  [80, 24],
  [120, 40],
  [140, 45],
  [200, 60],
])("at %i×%i no frame is higher or wider than the terminal", (columns, rows) => {
  for (const of of [given(inLanes(), columns, rows), given(inLanes(THREE), columns, rows)]) {
    for (const keys of ["", "A", "A 3 k", "A w", "]", "] ]", "4", "i", "?", "z"]) {
      const lines = drawn(of, keys).split("\n");
      expect(lines.length, keys).toBeLessThanOrEqual(rows);
      for (const line of lines) expect(stringWidth(line), `${keys}: ${line}`).toBeLessThanOrEqual(columns);
    }
  }
});

describe("the followed issue", () => {
  const selected = (of: ScreenInputs, keys = "", from?: View) =>
    play(of, keys, { logs, ...(from === undefined ? {} : { from }) }).model.selected?.id;

  test("is the one longest at work that is not at CI, whichever starts later", () =>
    expect(selected(given())).toBe("03"));

  test("is the one that the shown question is about", () => {
    expect(selected(given(inLanes([asks("05", 7), asks("04", 4)])))).toBe("05");
    expect(selected(given(inLanes([asks("05", 7), asks("04", 4)])), "]")).toBe("04");
  });

  test("stays where the user selected one, or scrolls in its log", () => {
    expect(selected(given(inLanes(THREE)), "2 k ] ]")).toBe("02");
    const { view } = play(given(inLanes()), "3 k", { logs });
    expect(view.selected).toBe("03");
    expect(selected(given(inLanes([asks("05", 7)])), "", view)).toBe("03");
    expect(selected(given(inLanes([asks("05", 7)])), "space", view)).toBe("05");
  });

  test("in one lane a scrolled log selects nothing", () => {
    expect(play(inputs(halfWay()), "3 k", { logs }).view.selected).toBeUndefined();
  });
});

describe("several questions", () => {
  const three = given(inLanes(THREE));
  const shown = (keys: string) => play(three, keys).model.asked?.question.id;

  test.each([
    ["", "q-03"],
    ["]", "q-05"],
    ["] ]", "q-04"],
    ["] ] ]", "q-03"],
    ["[", "q-04"],
    ["[ ]", "q-03"],
    ["s", "q-05"],
    ["] f", "q-04"],
    ["[ s", "q-03"],
  ])("the keys %j show %s", (keys, id) => expect(shown(keys)).toBe(id));

  test("an answer goes to the shown question only", () => {
    expect(play(three, "] f").effects).toEqual([{ type: "answer", question: "q-05", command: "fix" }]);
    expect(play(three, "[ a p p r o v e").effects).toEqual([{ type: "answer", question: "q-04", command: "approve" }]);
  });

  test("letters typed at one question stay with it", () => {
    const { view, effects } = play(three, "[ a p ]");
    expect(play(three, "b", { from: view }).effects).toEqual([]);
    expect(effects).toEqual([]);
    expect(play(three, "[ p r o v e", { from: view }).effects).toEqual([
      { type: "answer", question: "q-04", command: "approve" },
    ]);
  });

  test("a new question does not replace the shown one, nor one that an answer could not be saved for", () => {
    const { view } = play(given(inLanes(THREE.slice(0, 2))), "]");
    expect(play(three, "", { from: view }).model.asked?.question.id).toBe("q-05");
    const answered = play(three, "s").view;
    expect(play(three, "", { from: { ...answered, answers: {} } }).model.asked?.question.id).toBe("q-05");
  });

  test("a new question does not take the focus from somebody who reads the log or types a search", () => {
    const focus = (keys: string) => {
      const { view } = play(given(), keys, { logs });
      return withQuestionFocus(view, true, true).focus;
    };
    expect([focus("3"), focus("3 k"), focus("3 /"), focus("2 /"), focus("2")]).toEqual([
      "question",
      "log",
      "log",
      "issues",
      "question",
    ]);
    expect(withQuestionFocus(play(given(), "3 k", { logs }).view, true, false).focus).toBe("question");
  });

  test("the keys that step through them say where there is no other one", () => {
    expect(play(given(inLanes([asks("05", 7)])), "]").view.message).toBe("No other question waits.");
    expect(play(inputs(halfWay(asking(3))), "]").view.message).toContain("not on offer");
  });
});

describe("the log of all issues", () => {
  test("is not there in one lane", () => {
    expect(play(inputs(halfWay()), "A").view).toEqual(INITIAL_VIEW);
  });

  test("keeps the line at the top, in both directions", () => {
    const { view } = play(given(), "3 k k A", { logs });
    expect(view.log).toEqual({ anchor: expect.any(Number) });
    expect(play(given(), "A", { logs, from: view }).view.log).toEqual(view.log);
    expect(drawn(given(), "3 g A")).toMatch(/#03 test {2}│ line 0[^]*#04 test {2}│ line 1[^]*run test {2}│ line 3/);
  });

  test("does not move when another issue is selected", () => {
    expect(play(given(), "3 A k 2 j", { logs }).view.log.anchor).toBeDefined();
    expect(play(given(), "3 k 2 j", { logs }).view.log.anchor).toBeUndefined();
  });

  test("has no file of its own to save or to search", () => {
    const saving = given(inLanes(), 80, 24, { actions: new Set(["saveLog", "searchLog"]) });
    for (const keys of ["3 A S", "3 A / x enter *"]) {
      const { effects, view } = play(saving, keys, { logs });
      expect(effects).toEqual([]);
      expect(view.message).toContain("A shows the log");
    }
    expect(play(saving, "3 S", { logs }).effects).toEqual([{ type: "save", issue: "03" }]);
  });
});

describe("the number of lanes", () => {
  const live = given(inLanes(), 80, 24, { actions: new Set(["setLanes"]) });
  const lanes = (change: 1 | -1) => ({ type: "lanes", change });

  test("is changed by keys at the issues of a live run", () => {
    expect(play(live, "2 + = -").effects).toEqual([lanes(1), lanes(1), lanes(-1)]);
    expect(play(live, "3 + -").effects).toEqual([]);
    expect(play(given(), "2 + -").effects).toEqual([]);
    const over = given(inLanes([{ type: "run.ended", reason: "aborted" }]), 80, 24, { actions: new Set(["setLanes"]) });
    expect(play(over, "2 +")).toMatchObject({ effects: [], view: { message: "Nothing is running." } });
  });

  test("is said, and that other issues are ended first", async () => {
    let count = 4;
    const { stdin, seen } = show(inLanes(), { setLanes: async (change) => (count += change) });
    await seen("4 at work");
    stdin.write("+");
    await seen("5 lanes");
    stdin.write("--");
    await seen("3 lanes: the others end their issue first");
  });
});

test("each question is told once, with the number of those that wait", async () => {
  const said: string[] = [];
  const { store, seen } = show(inLanes(), { notify: (kind, text) => void said.push(`${kind} ${text}`) });
  await seen("4 at work");
  store.setState({ progress: inLanes([asks("05", 7)]) });
  await seen("asks you");
  store.setState({ progress: inLanes(THREE) });
  await seen("3 questions");
  store.setState({ progress: inLanes(THREE.slice(1)) });
  await seen("2 questions");
  expect(said).toEqual([
    "title m3 4 at work: running",
    "title m3 4 at work: asks you",
    "question #05  Tests failing (attempt 1/2) · Add auth middleware",
    "title m3 4 at work: 3 questions",
    "question 3 questions: #03  Code review: 2 issues (attempt 1/2) · Add API key service, " +
      "#04  Breaking schema: DROP COLUMN · Add API keys migration",
    "title m3 4 at work: 2 questions",
  ]);
});

test.each([
  ["in the middle", 5, [5], 3],
  ["as many at work as fit with the selected one", 5, [5, 8, 9], 5],
  ["the selected one first of all", 1, [8, 9], 0],
  ["near the middle where nothing is at work", 5, [], 3],
  ["not beyond the end", 11, [11, 10], 7],
])("the list shows %s", (_, selected, active, top) => {
  const issues = Array.from({ length: 12 }, (_, index) => ({
    status: active.includes(index) ? ("active" as const) : ("waiting" as const),
  }));
  expect(mostAtWork(issues, selected, 5)).toBe(top);
});

function show(progress: ReturnType<typeof inLanes>, actions: ScreenActions) {
  const store = createProgressStore(progress, 0);
  const hub = createHub(() => {});
  const feed = createFeed({ store, subscribe: hub.subscribe });
  const screen = render(<Screen feed={feed} actions={actions} since={0} answer={() => {}} interrupt={() => {}} />);
  const seen = (text: string) => vi.waitFor(() => expect(screen.lastFrame()).toContain(text), { timeout: 30_000 });
  return { ...screen, store, seen };
}
