import { columnsOf, cut, duration } from "./format.ts";
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
  readonly glyphs: Glyphs;
}

/**
 * Returns an issue on one row of exactly `columns`. The cells at the right depend on the width: from the step or the PR
 * alone up to labels, time and cost.
 */
export function issueLine(row: IssueRow, { columns, selected, focused, cost, glyphs }: IssueColumns): Line {
  const tone = STATUS_TONES[row.status];
  const marker = span(selected ? glyphs.selected : " ", focused ? "accent" : "muted");
  const symbol: Span =
    row.status === "active"
      ? { ...span(glyphs.active, tone), live: { kind: "spinner" } }
      : span(statusGlyph(row.status, glyphs), tone);
  const start = [marker, symbol, span(` #${row.id} `, "muted")];
  const used = start.reduce((sum, { text }) => sum + columnsOf(text), 0);
  const right = rightCells(row, columns - used, cost, glyphs);
  const room = columns - used - right.reduce((sum, { text }) => sum + columnsOf(text), 0);
  return fit([...start, ...titleSpans(row, selected, room, glyphs), ...right], columns, glyphs);
}

export function statusGlyph(status: IssueStatus, glyphs: Glyphs): string {
  return glyphs[status];
}

function titleSpans(row: IssueRow, selected: boolean, room: number, glyphs: Glyphs): readonly Span[] {
  const quiet = row.status === "waiting" || row.status === "skipped" || row.status === "blocked";
  const title = span(cut(row.title, room, glyphs), quiet ? "muted" : "text", { bold: selected });
  const left = room - columnsOf(title.text);
  const reason = row.reason !== undefined && left > 8 ? cut(`  ${row.reason}`, left, glyphs) : "";
  return [title, span(reason, "muted", { italic: true }), span(" ".repeat(left - columnsOf(reason)))];
}

function rightCells(row: IssueRow, room: number, cost: string, glyphs: Glyphs): readonly Span[] {
  const word = span(cell(statusText(row), room >= 44 ? 12 : undefined), STATUS_TONES[row.status]);
  const pull = row.pull === undefined ? undefined : span(`#${row.pull.number}`, "link", { url: row.pull.url });
  if (room < 44) return [span(" "), row.status === "done" && pull !== undefined ? pull : word];
  const cells: Span[] = [
    span(" "),
    word,
    span(" ".repeat(Math.max(1, 6 - columnsOf(pull?.text ?? "")))),
    pull ?? span(""),
  ];
  if (room >= 60) cells.push(timeOf(row));
  if (room >= 68 && cost !== "") cells.push(span(cost.padStart(8), "muted"));
  if (room >= 64 && row.labels.length > 0)
    cells.unshift(span(` ${cut(row.labels.join(" "), room - 50, glyphs)}`, "warn"));
  return cells;
}

/** Returns the status, with the number of the round after a fix. */
function statusText(row: IssueRow): string {
  return row.status === "active" && row.round > 0 && row.word !== "fix" ? `${row.word} ${row.round + 1}` : row.word;
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
