// What stands in front of the panes when asked for: the keys, the state of the milestone, the way out.
import type { Progress } from "../../../engine/model/progress.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { plural } from "../text/format.ts";
import { KEYS } from "../input/keymap.ts";
import type { Binding } from "../input/keymap.ts";
import { lineColumns, span } from "../text/line.ts";
import type { Line } from "../text/line.ts";
import { highlighted } from "../log/log-view.ts";
import type { Rows } from "../model/rows.ts";
import type { Matches } from "../model/source.ts";
import { wrapLine } from "../text/wrap.ts";

const KEY_COLUMNS = 20;
const GROUPS: readonly Binding["group"][] = ["Move", "Panes", "Look", "Do"];

/** The `?` page, in as many columns of text as fit. */
export function helpLines(actions: ReadonlySet<string>, columns: number): readonly Line[] {
  const blocks = GROUPS.map((group) => groupLines(group, actions));
  const answers: readonly Line[] = [
    [span("At a question", "accent", { bold: true })],
    ...[
      ["f s r c p d", "fix, skip, retry, continue, skip-phase, deny"],
      ["a", "abort; beside approve or allow it waits for the b"],
      ["al", "allow what an agent asks for"],
      ["approve", "typed out in full, for it accepts a risk"],
      ["esc", "clears what was typed"],
    ].map(([key = "", does = ""]) => keyLine(key, does)),
  ];
  const all = [...blocks, answers];
  if (columns < 116) return all.flatMap((block) => [...block, []]);
  const column = Math.floor(columns / 2);
  const half = [
    [...(all[0] ?? []), [], ...(all[1] ?? [])],
    [...(all[2] ?? []), [], ...(all[3] ?? []), [], ...answers],
  ] as const;
  return beside(narrowed(half[0], column), narrowed(half[1], column), column);
}

/** The state block of the transcript, in lines. */
export function statusLines(progress: Progress, rows: Rows, glyphs: Glyphs): readonly Line[] {
  const { current, counts, phase } = rows;
  const pull = current?.pull;
  const pulls = counts.openPulls.flatMap(({ number, url }, index) => [
    ...(index === 0 ? [] : [span(", ")]),
    span(`#${number}`, "link", { url }),
  ]);
  return [
    fact("Milestone", progress.milestone, progress.title),
    ...(phase === undefined ? [] : [fact("Phase", phase.place, phase.name)]),
    ...(current === undefined
      ? []
      : [
          fact(
            "Issue",
            `#${current.id} — ${current.title}`,
            current.github === undefined ? undefined : `(#${current.github})`,
          ),
        ]),
    ...(pull === undefined ? [] : [fact("PR", `#${pull.number}`, `(${pull.state})`)]),
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

export function quitLines(): readonly Line[] {
  return [
    [span("Stop the run?", "warn", { bold: true })],
    [],
    [span("What is being done now is finished first; the same command goes on where it was.")],
    [],
    choice("y", "stop"),
  ];
}

export function panicLines(): readonly Line[] {
  return [
    [span("Stop everything at once?", "bad", { bold: true })],
    [],
    [span("Agents, checks and pushes are killed now. What was recorded stays; the same command goes on where it was.")],
    [],
    choice("!", "stop everything"),
  ];
}

function choice(key: string, does: string): Line {
  return [
    span(` ${key} `, "accent", { inverse: true, bold: true }),
    span(` ${does}       `),
    span(" any other key ", "accent", { inverse: true, bold: true }),
    span(" go on"),
  ];
}

/** What a search over the whole log found, the newest first. */
export function matchLines({ count, lines }: Matches, query: string): readonly Line[] {
  if (count === 0)
    return [
      [
        span(`/${query}`, "accent", { bold: true }),
        span("  nothing that agents, git and checks printed matches", "muted"),
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
    return [keyLine(strokes.join(", "), help)];
  });
  return [[span(group, "accent", { bold: true })], ...lines];
}

function keyLine(keys: string, does: string): Line {
  return [span(`  ${keys}`.padEnd(KEY_COLUMNS), "accent"), span(does)];
}

function fact(name: string, value: string, more: string | undefined): Line {
  return [
    span(`${name}: `, "muted"),
    span(value, undefined, { bold: true }),
    ...(more === undefined || more === "" ? [] : [span(` ${more}`, "muted")]),
  ];
}

function narrowed(lines: readonly Line[], columns: number): readonly Line[] {
  return lines.flatMap((line) => wrapLine(line, columns - 2, KEY_COLUMNS));
}

function beside(left: readonly Line[], right: readonly Line[], column: number): readonly Line[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const start = left[index] ?? [];
    return [...start, span(" ".repeat(Math.max(1, column - lineColumns(start)))), ...(right[index] ?? [])];
  });
}
