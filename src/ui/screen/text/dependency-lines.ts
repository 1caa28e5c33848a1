import type { IssueId } from "../../../engine/model/plan.ts";
import type { Glyphs } from "./glyphs.ts";
import { statusGlyph, STATUS_TONES } from "./issue-lines.ts";
import { span } from "./styled-line.ts";
import type { Line } from "./styled-line.ts";
import type { IssueRow, Rows } from "../model/rows.ts";

/** Returns the tree of the issues that an issue needs, then the tree of those that need it. No subtree is repeated. */
export function dependencyLines(row: IssueRow, rows: Rows, glyphs: Glyphs): readonly Line[] {
  const needed = tree(row, (of) => of.dependencies, rows, glyphs);
  const dependents = dependentsIn(rows);
  const needing = tree(row, (of) => dependents.get(of.id) ?? [], rows, glyphs);
  return [
    [span("Needs", "accent", { bold: true })],
    ...(needed.length === 0 ? [[span("  nothing", "muted")]] : needed),
    [],
    [span(`#${row.id} ${row.title}`, undefined, { bold: true })],
    [],
    [span("Needed by", "accent", { bold: true })],
    ...(needing.length === 0 ? [[span("  nothing", "muted")]] : needing),
  ];
}

function tree(root: IssueRow, next: (of: IssueRow) => readonly IssueId[], rows: Rows, glyphs: Glyphs): readonly Line[] {
  const seen = new Set<IssueId>([root.id]);
  const lines: Line[] = [];
  const pending = next(root)
    .map((id) => ({ id, depth: 1 }))
    .reverse();
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    const { id, depth } = entry;
    const row = rows.byId.get(id);
    if (row === undefined) {
      lines.push([span(`${"  ".repeat(depth)}${glyphs.failed} #${id} is not in the plan`, "bad")]);
      continue;
    }
    lines.push(treeLine(row, depth, seen.has(id), glyphs));
    if (seen.has(id)) continue;
    seen.add(id);
    pending.push(
      ...next(row)
        .map((id) => ({ id, depth: depth + 1 }))
        .reverse(),
    );
  }
  return lines;
}

function treeLine(row: IssueRow, depth: number, repeated: boolean, glyphs: Glyphs): Line {
  return [
    span("  ".repeat(depth)),
    span(statusGlyph(row.status, glyphs), STATUS_TONES[row.status]),
    span(` #${row.id} `, "muted"),
    span(row.title),
    span(`  ${row.word}`, STATUS_TONES[row.status]),
    ...(row.pull === undefined ? [] : [span(`  #${row.pull.number}`, "link", { url: row.pull.url })]),
    ...(repeated ? [span("  see above", "muted")] : []),
  ];
}

function dependentsIn(rows: Rows): ReadonlyMap<IssueId, readonly IssueId[]> {
  const dependents = new Map<IssueId, IssueId[]>();
  for (const row of rows.issues) {
    for (const id of row.dependencies) {
      const known = dependents.get(id);
      if (known === undefined) dependents.set(id, [row.id]);
      else known.push(row.id);
    }
  }
  return dependents;
}
