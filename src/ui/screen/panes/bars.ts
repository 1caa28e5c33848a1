// The three lines that are always there: header, status, keys.
import type { Progress } from "../../../engine/model/progress.ts";
import { plural, printable } from "../text/format.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { fit, GAP, segmentColumns, span, twoSided } from "../text/line.ts";
import type { Line, Segment, Span } from "../text/line.ts";
import { barFor } from "../input/keymap.ts";
import type { Counts, Rows } from "../model/rows.ts";
import type { Tone } from "../text/theme.ts";
import type { PaneName } from "../model/view.ts";

export type RunState = "starting" | "running" | "asking" | "waiting" | "stopping" | "complete" | "ended";

/** What the run is doing, as the header says it. */
export interface RunStatus {
  readonly state: RunState;
  readonly text: string;
}

/** How often the clock moves while nothing else does: a screen that waits for its user should cost nothing. */
const STILL_MS = 10_000;

const STATE_TONES: Readonly<Record<RunState, Tone>> = {
  starting: "muted",
  running: "active",
  asking: "warn",
  waiting: "warn",
  stopping: "warn",
  complete: "good",
  ended: "bad",
};

/** @param since when the clock began, in the screen's milliseconds */
export function headerLine(
  progress: Progress,
  rows: Rows,
  status: RunStatus,
  cost: string,
  since: number,
  columns: number,
  glyphs: Glyphs,
): Line {
  const { current, phase } = rows;
  const active = rows.counts.current;
  const doing = active > 1 ? `${active} issues at work` : current === undefined ? "" : `#${current.id} ${current.word}`;
  const left: Segment[] = [
    { rank: 9, line: [span(` ${progress.milestone} `, "accent", { bold: true, inverse: true })] },
    { rank: 2, line: [span(titleOf(progress), undefined, { bold: true })], least: 10 },
    ...(phase === undefined ? [] : [{ rank: 5, line: [span(`phase ${phase.place}`, "muted")] }]),
    ...(doing === "" ? [] : [{ rank: 4, line: [span(doing)] }]),
  ];
  const everyMs = status.state === "running" || status.state === "stopping" ? 1_000 : STILL_MS;
  const elapsed: Span = { ...span(" ".repeat(8), "muted"), live: { kind: "elapsed", since, everyMs } };
  const right: Segment[] = [
    {
      rank: 8,
      line: [stateSign(status.state, glyphs), span(` ${status.text}`, STATE_TONES[status.state], { bold: true })],
    },
    ...(cost === "" ? [] : [{ rank: 1, line: [span(cost, "muted")] }]),
    { rank: 3, line: [elapsed, span(" ")] },
  ];
  return twoSided(left, right, columns, glyphs);
}

/** Done, current, remaining, skipped, open PRs, labels: all of them at any width, in as many words as fit. */
export function statusLine(counts: Counts, columns: number, glyphs: Glyphs): Line {
  const worded = WORDINGS.map(([words, labels]) => {
    const left = countSegments(counts, words, glyphs);
    return [left, labelSegments(counts, labels, columns - segmentColumns(left) - GAP)] as const;
  });
  const fitting =
    worded.find(([left, right]) => segmentColumns(left) + GAP + segmentColumns(right) <= columns) ?? worded.at(-1);
  return twoSided(fitting?.[0] ?? [], fitting?.[1] ?? [], columns, glyphs);
}

/** The keys that matter where one is, or what there is to say about the last one. */
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

/** The names of labels are worth more than long words beside the numbers, and short words more than a label that is seldom. */
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
  const count = (rank: number, sign: string, value: number, long: string, tone: Tone, short = long): Segment => {
    const word = words === "none" ? "" : ` ${words === "long" ? long : short}`;
    return {
      rank,
      line: [
        span(`${sign} `, value === 0 ? "muted" : tone),
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

/** With `most`, as many of them as there is room for, and how many more there are. */
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

/** The plan's title; many begin with the milestone's name, which stands before it already. */
export function titleOf({ milestone, title }: Progress): string {
  const begins = title.toLowerCase().startsWith(milestone.toLowerCase());
  return printable(begins ? title.slice(milestone.length).replace(/^[\s:.–—-]+/, "") : title);
}

function stateSign(state: RunState, glyphs: Glyphs): Span {
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
