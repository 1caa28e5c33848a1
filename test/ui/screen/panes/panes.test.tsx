import { renderToString } from "ink";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { LogBuffer } from "../../../../src/ui/screen/log/log-buffer.ts";
import { logLinesOf } from "../../../../src/ui/screen/log/log-lines.ts";
import type { ScreenInputs } from "../../../../src/ui/screen/model/screen-model.ts";
import { Panes } from "../../../../src/ui/screen/panes/panes.tsx";
import { ScreenReactContext } from "../../../../src/ui/screen/model/screen-context.ts";
import { themeFor } from "../../../../src/ui/screen/text/theme.ts";
import { EVENT_VERSION } from "../../../../src/engine/model/events.ts";
import { STEPS } from "../../../../src/engine/model/steps.ts";
import { stepEvents } from "../../../../scripts/simulated/step-events.ts";
import { asking, halfWay, inputs, play } from "../fixture.ts";

/** Returns the screen as text after some keys. */
function drawn(given: ScreenInputs, keys = ""): string {
  const logs = new LogBuffer();
  const events = STEPS.slice(0, 5).flatMap((step) => stepEvents("05", step));
  events.forEach((event, seq) => {
    const { log, lines } = logLinesOf({ ...event, v: EVENT_VERSION, seq, at: "" });
    for (const line of lines) logs.push(log, line);
  });
  const { view, model } = play(given, keys, { logs });
  const { columns, rows, snapshot, theme } = given;
  const now = () => Date.parse("2026-03-02T10:04:00Z");
  const text = renderToString(
    <ScreenReactContext value={{ theme, now }}>
      <Panes
        view={view}
        model={model}
        snapshot={snapshot}
        logs={logs}
        since={now() - 754_000}
        columns={columns}
        rows={rows}
      />
    </ScreenReactContext>,
    { columns },
  );
  logs.close();
  return text;
}

/** Returns the path of a snapshot, relative to this file. */
function shot(name: string): string {
  return `./shots/${name}.txt`;
}

describe("the screen matches its snapshot", () => {
  test.each<[string, ScreenInputs, string]>([
    ["60x20", inputs(halfWay(), 60, 20), ""],
    ["60x20-question", inputs(halfWay(asking(7)), 60, 20), ""],
    ["60x30", inputs(halfWay(), 60, 30), ""],
    ["80x24", inputs(halfWay(), 80, 24), ""],
    ["80x24-question", inputs(halfWay(asking(4, 7)), 80, 24), "a p"],
    ["80x24-details", inputs(halfWay(), 80, 24), "g enter"],
    ["120x40", inputs(halfWay(), 120, 40), "3"],
    ["120x40-boundary", inputs(halfWay(asking(0)), 120, 40), "i"],
    ["200x50-help", inputs(halfWay(asking(3)), 200, 50), "?"],
    ["120x30-dependencies", inputs(halfWay(), 120, 30), "j 5"],
    [
      "80x24-ascii",
      inputs(halfWay(asking(6)), 80, 24, {
        theme: themeFor({ color: "none", theme: "light", glyphs: "ascii", links: false }),
      }),
      "",
    ],
    ["30x5", inputs(halfWay(asking(6)), 30, 5), ""],
  ])("%s", async (name, given, keys) => {
    await expect(`${drawn(given, keys)}\n`).toMatchFileSnapshot(shot(name));
  });
});

test.each([
  [40, 8],
  [60, 20],
  [60, 30],
  [79, 40],
  [80, 24],
  [100, 30],
  [120, 24],
  [120, 40],
  [200, 60],
])("at %i×%i no frame is higher or wider than the terminal, whichever pane is shown", (columns, rows) => {
  for (const given of [
    inputs(halfWay(), columns, rows),
    inputs(halfWay(asking(7, 4, 3)), columns, rows),
    inputs(halfWay([], 1000), columns, rows),
  ]) {
    for (const keys of ["", "3", "4", "5", "6", "1", "z", "3 z", "?", "i", "q", "/ x", "G", "a"]) {
      const lines = drawn(given, keys).split("\n");
      expect(lines.length, keys).toBeLessThanOrEqual(rows);
      for (const line of lines) expect(stringWidth(line), `${keys}: ${line}`).toBeLessThanOrEqual(columns);
    }
  }
});

test.each([
  "Flags 🇩🇪 and ❤️ and ☎️",
  "家族 👩‍👩‍👧‍👦 の絵文字",
  "Zero\u200bwidth",
  "한국어 제목",
  "👍🏽 tones",
  "e\u0301 combined",
])("a row with %j is as wide as the other rows", (title) => {
  const given = halfWay();
  const outline = given.outline.map((phase) => ({
    ...phase,
    name: title,
    issues: phase.issues.map((issue) => ({ ...issue, title })),
  }));
  const rows = drawn(inputs({ ...given, title, outline }, 120, 40), "").split("\n");
  // A wide character takes two columns. Everything to its right still starts at the same column in every row.
  const ends = rows.slice(1, -2).map((row) => stringWidth(row));
  expect(new Set(ends)).toEqual(new Set([120]));
  const states = rows
    .filter((row) => /#0[678] /.test(row))
    .map((row) => stringWidth(row.slice(0, row.search(/(?:waits|ready) /) + 5)));
  expect(new Set(states).size).toBe(1);
});

test("text from outside cannot send control sequences to the terminal", () => {
  const evil = "\u001b]0;owned\u0007\u001b[2J\r\u202e";
  const progress = halfWay([
    {
      type: "issue.skipped",
      issue: "06",
      title: `x${evil}`,
      github: undefined,
      phase: 2,
      reason: evil,
      stop: "review",
    },
    {
      type: "question.asked",
      question: {
        id: "q",
        issue: "05",
        commands: ["skip", "abort"],
        askedAt: "",
        stop: {
          kind: "agent-failed",
          fingerprints: [],
          evidence: { of: "error", message: evil, hint: evil, detail: `${evil}\n${evil}` },
        },
      },
    },
  ]);
  const text = drawn(inputs({ ...progress, title: evil }, 120, 40), "j") + drawn(inputs(progress, 120, 40), "j 4");
  expect(text).toContain("\\x1b]0;owned");
  const controls = Array.from(text).filter(
    (character) =>
      (character < " " && character !== "\n") ||
      (character >= "\u007f" && character < "\u00a0") ||
      character === "\u202e",
  );
  expect(controls).toEqual([]);
});
