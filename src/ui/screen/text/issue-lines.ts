import type { Wait } from "../log/waits.ts";
import { columnsOf, cut, duration, printable } from "./format.ts";
import type { Glyphs } from "./glyphs.ts";
import { fit, span } from "./styled-line.ts";
import type { Line, Span } from "./styled-line.ts";
import type { IssueRow, IssueStatus } from "../model/rows.ts";
import type { Tone } from "./theme.ts";

export const STATUS_TONES: Readonly<Record<IssueStatus, Tone>> = {
  waiting: "muted",
  blocked: "warn",
  active: "active",
  asking: "warn",
  done: "good",
  skipped: "muted",
};

export interface IssueColumns {
  readonly columns: number;
  readonly selected: boolean;
  readonly focused: boolean;
  /** Formatted cost of the issue; empty if unknown. */
  readonly cost: string;
  /** Whether issues at work show how long their step goes on, since several are. */
  readonly clocks: boolean;
  /** When the present step or question began, in ms since 1970. Undefined for issues that are not at work. */
  readonly since: number | undefined;
  /** What the issue waits for, where several issues are at work. */
  readonly wait: Wait | undefined;
  readonly glyphs: Glyphs;
}

/** Interval in ms at which the clock of an issue that waits or asks is redrawn, which should use little CPU. */
const IDLE_CLOCK_MS = 10_000;
/** Columns from which on the status and the PR have cells of their own, without and with a clock. */
const CELLS_COLUMNS = 44;
const CELLS_AND_CLOCK_COLUMNS = 52;
/** Columns of a step's clock, with the space before it. */
const CLOCK_COLUMNS = 5;

/**
 * Returns an issue on one row of exactly `columns`. The cells at the right depend on the width: from the step or the PR
 * alone up to labels, time and cost.
 */
export function issueLine(row: IssueRow, look: IssueColumns): Line {
  const { columns, selected, focused, since, wait, glyphs } = look;
  const tone = STATUS_TONES[row.status];
  const marker = span(selected ? glyphs.selected : " ", focused ? "accent" : "muted");
  const symbol: Span =
    wait !== undefined
      ? span(glyphs.paused, waitTone(row))
      : row.status === "active"
        ? { ...span(glyphs.active, tone), live: { kind: "spinner" } }
        : span(statusGlyph(row.status, glyphs), tone);
  const start = [marker, symbol, span(` #${row.id} `, since === undefined ? "muted" : row.tone)];
  const used = start.reduce((sum, { text }) => sum + columnsOf(text), 0);
  const right = rightCells(row, columns - used, look);
  const room = columns - used - right.reduce((sum, { text }) => sum + columnsOf(text), 0);
  return fit([...start, ...titleSpans(row, look, room), ...right], columns, glyphs);
}

export function statusGlyph(status: IssueStatus, glyphs: Glyphs): string {
  return glyphs[status];
}

function titleSpans(row: IssueRow, { selected, wait, glyphs }: IssueColumns, room: number): readonly Span[] {
  const quiet = row.status === "waiting" || row.status === "skipped" || row.status === "blocked";
  const title = span(cut(row.title, room, glyphs), quiet ? "muted" : "text", { bold: selected });
  const left = room - columnsOf(title.text);
  const why = row.reason ?? wait?.reason;
  const reason = why !== undefined && left > 8 ? cut(`  ${printable(why)}`, left, glyphs) : "";
  return [title, span(reason, "muted", { italic: true }), span(" ".repeat(left - columnsOf(reason)))];
}

function rightCells(row: IssueRow, room: number, { cost, clocks, since, wait, glyphs }: IssueColumns): readonly Span[] {
  const tone = wait === undefined ? STATUS_TONES[row.status] : waitTone(row);
  const hasCells = room >= (clocks ? CELLS_AND_CLOCK_COLUMNS : CELLS_COLUMNS);
  const word = span(cell(statusText(row, wait), hasCells ? 12 : undefined), tone);
  const clock = clockOf(row, since, wait);
  const pull = row.pull === undefined ? undefined : span(`#${row.pull.number}`, "link", { url: row.pull.url });
  if (!hasCells)
    return [span(" "), ...(row.status === "done" && pull !== undefined ? [pull] : [word, ...(clock ?? [])])];
  const cells: Span[] = [
    span(" "),
    word,
    ...(clocks ? (clock ?? [span(" ".repeat(CLOCK_COLUMNS))]) : []),
    span(" ".repeat(Math.max(1, 6 - columnsOf(pull?.text ?? "")))),
    pull ?? span(""),
  ];
  if (room >= 60) cells.push(timeOf(row));
  if (room >= 68 && cost !== "") cells.push(span(cost.padStart(8), "muted"));
  if (room >= 64 && row.labels.length > 0)
    cells.unshift(span(` ${cut(row.labels.join(" "), room - 50, glyphs)}`, "warn"));
  return cells;
}

/** Returns the status, with the number of the round after a fix, or what an issue waits for. */
function statusText(row: IssueRow, wait: Wait | undefined): string {
  if (wait !== undefined && !isAtCi(row)) return wait.commands.includes("retry") ? "limit" : "retries";
  return row.status === "active" && row.round > 0 && row.word !== "fix" ? `${row.word} ${row.round + 1}` : row.word;
}

/** Returns the clock of a step: how long it goes on, or how long a wait for a limit or for a retry still takes. */
function clockOf(row: IssueRow, since: number | undefined, wait: Wait | undefined): readonly Span[] | undefined {
  if (since === undefined) return undefined;
  const until = wait === undefined || isAtCi(row) ? undefined : Date.parse(wait.until);
  const everyMs = row.status === "active" && wait === undefined ? 1_000 : IDLE_CLOCK_MS;
  return [{ ...span(" ".repeat(CLOCK_COLUMNS), "muted"), live: { kind: "clock", since, until, everyMs } }];
}

/** A wait for CI looks like a step. Any other wait is a warning. */
function waitTone(row: IssueRow): Tone {
  return isAtCi(row) ? STATUS_TONES[row.status] : "warn";
}

/** The end of a wait at CI is only the time of the next look. */
function isAtCi({ word }: IssueRow): boolean {
  return word === "ci";
}

function timeOf({ status, startedAt, finishedAt }: IssueRow): Span {
  const nothing = span(" ".repeat(9), "muted");
  if (startedAt === undefined) return nothing;
  const since = Date.parse(startedAt);
  if (finishedAt !== undefined) return span(duration(Date.parse(finishedAt) - since).padStart(9), "muted");
  return status === "active" ? { ...nothing, live: { kind: "elapsed", since, everyMs: 1_000 } } : nothing;
}

function cell(text: string, columns: number | undefined): string {
  return columns === undefined ? text : text.padStart(columns);
}
