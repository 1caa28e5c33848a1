import { columnsOf, cut, progressBar } from "./format.ts";
import type { Glyphs } from "./glyphs.ts";
import { fit, span } from "./styled-line.ts";
import type { Line } from "./styled-line.ts";
import type { PhaseRow } from "../model/rows.ts";
import type { Tone } from "./theme.ts";

const STATES: Readonly<
  Record<PhaseRow["state"], readonly [glyph: "waiting" | "active" | "done" | "skipped" | "asking", tone: Tone]>
> = {
  waiting: ["waiting", "muted"],
  running: ["active", "active"],
  complete: ["asking", "warn"],
  approved: ["done", "good"],
  skipped: ["skipped", "muted"],
};

/** Returns a phase with its progress bar on one row of exactly `columns`: `● 1 Foundations ━━━━━──── 3/5`. */
export function phaseLine(row: PhaseRow, columns: number, selected: boolean, focused: boolean, glyphs: Glyphs): Line {
  const [glyph, tone] = STATES[row.state];
  const settled = row.done + row.skipped;
  const count = ` ${settled}/${row.total}`;
  const barColumns = Math.max(6, Math.min(24, Math.floor(columns / 4)));
  const nameColumns = columns - 4 - String(row.number).length - barColumns - columnsOf(count) - 1;
  const { full, empty } = progressBar(settled, row.total, barColumns);
  const title = cut(row.name, nameColumns, glyphs);
  return fit(
    [
      span(selected ? glyphs.selected : " ", focused ? "accent" : "muted"),
      span(glyphs[glyph], tone),
      span(` ${row.number} `, "muted"),
      span(title, row.state === "running" ? "text" : "muted", { bold: selected }),
      span(" ".repeat(Math.max(1, nameColumns - columnsOf(title) + 1))),
      span(glyphs.barFull.repeat(full), row.state === "running" ? "active" : "good"),
      span(glyphs.barEmpty.repeat(empty), "border"),
      span(count, "muted"),
    ],
    columns,
    glyphs,
  );
}
