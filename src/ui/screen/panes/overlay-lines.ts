// The text of the overlays: help, status, search matches, confirmation of quit and panic.
import type { Progress } from "../../../engine/model/progress.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { plural } from "../text/format.ts";
import { BINDING_GROUPS } from "../input/binding.ts";
import type { Binding } from "../input/binding.ts";
import { KEYS } from "../input/key-bindings.ts";
import { lineColumns, span } from "../text/styled-line.ts";
import type { Line } from "../text/styled-line.ts";
import { highlighted } from "../log/log-view.ts";
import { STATUS_TONES } from "../text/issue-lines.ts";
import type { IssueRow, Rows } from "../model/rows.ts";
import type { Matches } from "../model/source.ts";
import { wrapLine } from "../text/wrap.ts";

const KEY_COLUMNS = 20;
/** Columns of text from which on the help has two columns. */
const TWO_COLUMNS = 116;

/** Returns the help page, in one or two columns. */
export function helpLines(actions: ReadonlySet<string>, columns: number): readonly Line[] {
  const blocks = BINDING_GROUPS.map((group) => groupLines(group, actions));
  const answers: readonly Line[] = [
    [span("At a question", "accent", { bold: true })],
    ...[
      ["f s r c p d", "fix, skip, retry, continue, skip-phase, deny"],
      ["a", "abort; where approve or allow is offered, type ab"],
      ["al", "allow what an agent asks for"],
      ["approve", "typed out in full: it accepts a risk"],
      ["esc", "clears what was typed"],
    ].map(([key = "", effect = ""]) => helpLine(key, effect)),
  ];
  const all = [...blocks, answers];
  if (columns < TWO_COLUMNS) return all.flatMap((block) => [...block, []]);
  const column = Math.floor(columns / 2);
  const halves = [
    [...(all[0] ?? []), [], ...(all[1] ?? [])],
    [...(all[2] ?? []), [], ...(all[3] ?? []), [], ...answers],
  ] as const;
  return sideBySide(wrapToColumn(halves[0], column), wrapToColumn(halves[1], column), column);
}

/** Returns the state of the milestone, with the content of the state block of the transcript. */
export function statusLines(progress: Progress, rows: Rows, glyphs: Glyphs): readonly Line[] {
  const { current, counts, phase } = rows;
  const pulls = counts.openPulls.flatMap(({ number, url }, index) => [
    ...(index === 0 ? [] : [span(", ")]),
    span(`#${number}`, "link", { url }),
  ]);
  return [
    fact("Milestone", progress.milestone, progress.title),
    ...(phase === undefined ? [] : [fact("Phase", phase.place, phase.name)]),
    ...(rows.parallel ? atWorkLines(rows) : currentLines(current)),
    [],
    [span("Progress:", undefined, { bold: true })],
    [span(`  ${glyphs.done} `, "good"), span(`Done: ${counts.done}`)],
    [span(`  ${glyphs.active} `, "active"), span(`Current: ${counts.current}`)],
    [span(`  ${glyphs.waiting} `, "muted"), span(`Remaining: ${counts.remaining}`)],
    [span(`  ${glyphs.skipped} `, "warn"), span(`Skipped: ${counts.skipped}`)],
    [],
    [span(`Open PRs: ${counts.openPulls.length}`, undefined, { bold: true })],
    ...(pulls.length === 0 ? [] : [[span("  "), ...pulls]]),
    ...(counts.labels.length === 0 ? [] : [[], [span("Labels:", undefined, { bold: true })]]),
    ...counts.labels.map(({ label, count }) => [span(`  ${label}`, "warn"), span(` ${count}`, "muted")]),
  ];
}

function currentLines(current: IssueRow | undefined): readonly Line[] {
  if (current === undefined) return [];
  const { id, title, github, pull } = current;
  return [
    fact("Issue", `#${id} — ${title}`, github === undefined ? undefined : `(#${github})`),
    ...(pull === undefined ? [] : [fact("PR", `#${pull.number}`, `(${pull.state})`)]),
  ];
}

/** Returns a line for each issue at work, below the number of lanes. */
function atWorkLines({ lanes, issues }: Rows): readonly Line[] {
  return [
    fact("Lanes", String(lanes), undefined),
    ...issues
      .filter(({ status }) => status === "active" || status === "asking")
      .map(({ id, title, word, pull, tone, status }) => [
        span(`  #${id} `, tone),
        span(title),
        span(`  ${word}`, STATUS_TONES[status]),
        ...(pull === undefined ? [] : [span(`  PR #${pull.number}`, "link", { url: pull.url })]),
      ]),
  ];
}

export function quitLines(): readonly Line[] {
  return [
    [span("Stop the run?", "warn", { bold: true })],
    [],
    [span("The present step is finished first; the same command resumes the run.")],
    [],
    choice("y", "stop"),
  ];
}

export function panicLines(): readonly Line[] {
  return [
    [span("Stop everything at once?", "bad", { bold: true })],
    [],
    [span("Agents, checks and pushes are killed now. What was recorded is kept; the same command resumes the run.")],
    [],
    choice("!", "stop everything"),
  ];
}

function choice(key: string, effect: string): Line {
  return [
    span(` ${key} `, "accent", { inverse: true, bold: true }),
    span(` ${effect}       `),
    span(" any other key ", "accent", { inverse: true, bold: true }),
    span(" go on"),
  ];
}

/** Returns the matches of a search over the whole log, newest first. */
export function matchLines({ count, lines }: Matches, query: string): readonly Line[] {
  if (count === 0)
    return [
      [
        span(`/${query}`, "accent", { bold: true }),
        span("  no match in the output of agents, git and checks", "muted"),
      ],
    ];
  const more = count > lines.length ? `, the last ${lines.length} of them below` : "";
  return [
    [span(`/${query}`, "accent", { bold: true }), span(`  ${plural(count, "line")}${more}`, "muted")],
    [],
    ...lines.toReversed().map((line) => highlighted(line, query, "code")),
  ];
}

function groupLines(group: Binding["group"], actions: ReadonlySet<string>): readonly Line[] {
  const bindings = KEYS.filter(
    (binding) => binding.group === group && (binding.needs === undefined || actions.has(binding.needs)),
  );
  const seen = new Set<string>();
  const lines = bindings.flatMap(({ action, strokes, help }) => {
    if (seen.has(action)) return [];
    seen.add(action);
    return [helpLine(strokes.join(", "), help)];
  });
  return [[span(group, "accent", { bold: true })], ...lines];
}

function helpLine(keys: string, effect: string): Line {
  return [span(`  ${keys}`.padEnd(KEY_COLUMNS), "accent"), span(effect)];
}

function fact(name: string, value: string, more: string | undefined): Line {
  return [
    span(`${name}: `, "muted"),
    span(value, undefined, { bold: true }),
    ...(more === undefined || more === "" ? [] : [span(` ${more}`, "muted")]),
  ];
}

function wrapToColumn(lines: readonly Line[], columns: number): readonly Line[] {
  return lines.flatMap((line) => wrapLine(line, columns - 2, KEY_COLUMNS));
}

function sideBySide(left: readonly Line[], right: readonly Line[], column: number): readonly Line[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const start = left[index] ?? [];
    return [...start, span(" ".repeat(Math.max(1, column - lineColumns(start)))), ...(right[index] ?? [])];
  });
}
