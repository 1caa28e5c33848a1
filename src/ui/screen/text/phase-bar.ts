import { columnsOf, cut, progressBar } from "./format.ts";
import type { Glyphs } from "./glyphs.ts";
import { fit, span } from "./line.ts";
import type { Line } from "./line.ts";
import type { PhaseRow } from "../model/rows.ts";
import type { Tone } from "./theme.ts";

const SIGNS: Readonly<
  Record<PhaseRow["state"], readonly [sign: "waiting" | "active" | "done" | "skipped" | "asking", tone: Tone]>
> = {
  waiting: ["waiting", "muted"],
  running: ["active", "active"],
  complete: ["asking", "warn"],
  approved: ["done", "good"],
  skipped: ["skipped", "muted"],
};

/** A phase with its bar, exactly so many columns wide: `● 1 Foundations ━━━━━──── 3/5`. */
export function phaseLine(row: PhaseRow, columns: number, selected: boolean, focused: boolean, glyphs: Glyphs): Line {
  const [sign, tone] = SIGNS[row.state];
  const settled = row.done + row.skipped;
  const count = ` ${settled}/${row.total}`;
  const bar = Math.max(6, Math.min(24, Math.floor(columns / 4)));
  const name = columns - 4 - String(row.number).length - bar - columnsOf(count) - 1;
  const { full, empty } = progressBar(settled, row.total, bar);
  const title = cut(row.name, name, glyphs);
  return fit(
    [
      span(selected ? glyphs.selected : " ", focused ? "accent" : "muted"),
      span(glyphs[sign], tone),
      span(` ${row.number} `, "muted"),
      span(title, row.state === "running" ? "text" : "muted", { bold: selected }),
      span(" ".repeat(Math.max(1, name - columnsOf(title) + 1))),
      span(glyphs.barFull.repeat(full), row.state === "running" ? "active" : "good"),
      span(glyphs.barEmpty.repeat(empty), "border"),
      span(count, "muted"),
    ],
    columns,
    glyphs,
  );
}
