// The three lines that every layout except the tiny one shows: header, status line, key bar.
import type { Progress } from "../../../engine/model/progress.ts";
import { plural, printable } from "../text/format.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { fit, GAP, segmentColumns, span, twoSided } from "../text/styled-line.ts";
import type { Line, Segment, Span } from "../text/styled-line.ts";
import { barFor } from "../input/keymap.ts";
import type { Counts, Rows } from "../model/rows.ts";
import type { Tone } from "../text/theme.ts";
import type { PaneName } from "../model/view.ts";

export type RunState = "starting" | "running" | "asking" | "waiting" | "stopping" | "complete" | "ended";

/** What the run is doing, as shown in the header. */
export interface RunStatus {
  readonly state: RunState;
  readonly text: string;
}

/** Interval in ms at which the clock is redrawn while the run is idle. A waiting screen should use little CPU. */
const IDLE_CLOCK_MS = 10_000;

const STATE_TONES: Readonly<Record<RunState, Tone>> = {
  starting: "muted",
  running: "active",
  asking: "warn",
  waiting: "warn",
  stopping: "warn",
  complete: "good",
  ended: "bad",
};

/** Columns from which on the header shows the number of lanes. */
const LANES_COLUMNS = 100;

/**
 * Returns the header: milestone, title, phase, issue or the number of issues at work, state of the run, cost and
 * elapsed time.
 * @param wait what the run itself waits for, while issues are worked on
 * @param since start of the elapsed time, in ms by the screen's clock
 */
export function headerLine(
  progress: Progress,
  rows: Rows,
  status: RunStatus,
  cost: string,
  wait: string | undefined,
  since: number,
  columns: number,
  glyphs: Glyphs,
): Line {
  const { phase } = rows;
  const doing = doingText(rows, columns, glyphs);
  const left: Segment[] = [
    { rank: 9, line: [span(` ${progress.milestone} `, "accent", { bold: true, inverse: true })] },
    { rank: 2, line: [span(planTitle(progress), undefined, { bold: true })], minColumns: 10 },
    ...(phase === undefined ? [] : [{ rank: 5, line: [span(`phase ${phase.place}`, "muted")] }]),
    ...(doing === "" ? [] : [{ rank: 4, line: [span(doing)] }]),
    ...(wait === undefined ? [] : [{ rank: 0, line: [span(wait, "warn")], minColumns: 16 }]),
  ];
  const everyMs = status.state === "running" || status.state === "stopping" ? 1_000 : IDLE_CLOCK_MS;
  const elapsed: Span = { ...span(" ".repeat(8), "muted"), live: { kind: "elapsed", since, everyMs } };
  const right: Segment[] = [
    {
      rank: 8,
      line: [stateSpan(status.state, glyphs), span(` ${status.text}`, STATE_TONES[status.state], { bold: true })],
    },
    ...(cost === "" ? [] : [{ rank: 1, line: [span(cost, "muted")] }]),
    { rank: 3, line: [elapsed, span(" ")] },
  ];
  return twoSided(left, right, columns, glyphs);
}

/** Returns the issue at work with its step, or how many issues are at work: `3 at work · 4 lanes`. */
function doingText({ current, counts, lanes }: Rows, columns: number, glyphs: Glyphs): string {
  const active = counts.current;
  const several = lanes > 1 ? `${active} at work` : `${active} issues at work`;
  const one = current === undefined ? "" : `#${current.id} ${current.word}`;
  const of = lanes > 1 && columns >= LANES_COLUMNS ? ` ${glyphs.separator} ${lanes} lanes` : "";
  return `${active > 1 ? several : one}${of}`;
}

/** Returns the counts of done, current, remaining and skipped issues, open PRs and labels, worded to fit the width. */
export function statusLine(counts: Counts, columns: number, glyphs: Glyphs): Line {
  const candidates = WORDINGS.map(([words, labels]) => {
    const left = countSegments(counts, words, glyphs);
    return [left, labelSegments(counts, labels, columns - segmentColumns(left) - GAP)] as const;
  });
  const fitting =
    candidates.find(([left, right]) => segmentColumns(left) + GAP + segmentColumns(right) <= columns) ??
    candidates.at(-1);
  return twoSided(fitting?.[0] ?? [], fitting?.[1] ?? [], columns, glyphs);
}

/** Returns the key bar: the message about the last key if there is one, else the keys for the focused pane. */
export function keyLine(
  pane: PaneName,
  actions: ReadonlySet<string>,
  message: string | undefined,
  columns: number,
  glyphs: Glyphs,
): Line {
  if (message !== undefined) return fit([span(` ${message}`, "warn")], columns, glyphs);
  const segments = barFor(pane, actions).map(({ strokes, label }, index) => ({
    rank: -index,
    line: [span(strokes[0] ?? "", "accent", { bold: true }), span(` ${label}`, "muted")],
  }));
  return twoSided([{ rank: 9, line: [span("")] }, ...segments], [], columns, glyphs);
}

/**
 * Wordings of counts and labels, best first. Label names matter more than long words, short words more than rare
 * labels.
 */
const WORDINGS = [
  ["long", "names"],
  ["short", "names"],
  ["long", "short"],
  ["short", "most"],
  ["none", "most"],
] as const;

function countSegments(
  { done, current, remaining, skipped, openPulls }: Counts,
  words: "long" | "short" | "none",
  glyphs: Glyphs,
): readonly Segment[] {
  const count = (rank: number, glyph: string, value: number, long: string, tone: Tone, short = long): Segment => {
    const word = words === "none" ? "" : ` ${words === "long" ? long : short}`;
    return {
      rank,
      line: [
        span(`${glyph} `, value === 0 ? "muted" : tone),
        span(String(value), undefined, { bold: true }),
        span(word, "muted"),
      ],
    };
  };
  const pulls = `PR${openPulls.length === 1 ? "" : "s"}`;
  return [
    count(9, ` ${glyphs.done}`, done, "done", "good"),
    count(8, glyphs.active, current, "current", "active", "now"),
    count(7, glyphs.waiting, remaining, "remaining", "muted", "left"),
    count(6, glyphs.skipped, skipped, "skipped", "warn"),
    count(5, glyphs.arrow, openPulls.length, `open ${pulls}`, "link", pulls),
  ];
}

/** With `most`, returns as many labels as fit, and the number of those that do not. */
function labelSegments({ labels }: Counts, words: "names" | "short" | "most", room: number): readonly Segment[] {
  const end = span(" ");
  if (labels.length === 0) return [{ rank: 4, line: [span("no labels", "muted"), end] }];
  const named = labels.map(({ label, count }, index): Segment => {
    const name = words === "names" ? label : label.replace(/^needs-/, "").replace(/-review$/, "");
    return {
      rank: 3 - index,
      line: [span(name, "warn"), span(` ${count}`, "muted"), ...(index === labels.length - 1 ? [end] : [])],
    };
  });
  if (words !== "most" || segmentColumns(named) <= room) return named;
  const total = labels.reduce((sum, { count }) => sum + count, 0);
  const all: Segment = { rank: 4, line: [span(plural(total, "label"), "warn"), end] };
  const cut = named.map((_, dropped) => [
    ...named.slice(0, -1 - dropped),
    { rank: 4, line: [span(`+${dropped + 1}`, "warn"), end] },
  ]);
  return cut.slice(0, -1).find((segments) => segmentColumns(segments) <= room) ?? [all];
}

/** Returns the title of the plan without the milestone name at its start, which the header shows already. */
export function planTitle({ milestone, title }: Progress): string {
  const begins = title.toLowerCase().startsWith(milestone.toLowerCase());
  return printable(begins ? title.slice(milestone.length).replace(/^[\s:.–—-]+/, "") : title);
}

function stateSpan(state: RunState, glyphs: Glyphs): Span {
  const tone = STATE_TONES[state];
  switch (state) {
    case "running":
    case "stopping":
      return { ...span(glyphs.active, tone), live: { kind: "spinner" } };
    case "asking":
      return span(glyphs.asking, tone, { bold: true });
    case "complete":
      return span(glyphs.done, tone);
    case "ended":
      return span(glyphs.failed, tone);
    case "starting":
    case "waiting":
      return span(glyphs.waiting, tone);
  }
}
