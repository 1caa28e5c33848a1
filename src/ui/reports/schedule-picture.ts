import type { IssueId, Plan } from "../../engine/model/plan.ts";
import type { ScheduledIssue } from "../../engine/model/planned-schedule.ts";

/**
 * Draws lanes against time, a row a lane and a heading for the phases. What does not fit into `width` columns goes on
 * in further bands below. Lanes in which nothing happens are omitted.
 */
export function schedulePicture(
  { phases }: Pick<Plan, "phases">,
  issues: readonly ScheduledIssue[],
  width = 80,
): readonly string[] {
  const lanes = [...Map.groupBy(issues, ({ lane }) => lane)].sort(([a], [b]) => Number(a) - Number(b));
  const margin = Math.max(...lanes.map(([lane]) => `  lane ${lane}  `.length));
  const labels = phases.map(({ number }) => `Phase ${number}`);
  const unit = Math.max(
    ...issues.map(({ issue }) => `#${issue} ─── `.length),
    ...labels.map(({ length }) => length + 1),
  );
  const unitsPerBand = Math.max(1, Math.floor((width - margin) / unit));
  const rows = lanes.map(([lane, inLane]) => ({ title: `  lane ${lane}`.padEnd(margin), text: rowOf(inLane, unit) }));
  const end = Math.max(0, ...issues.map(({ end }) => end));
  const bands = Array.from({ length: Math.ceil(end / unitsPerBand) }, (_, band) => {
    const [from, to] = [band * unitsPerBand, (band + 1) * unitsPerBand];
    const heading = " ".repeat(margin) + phaseHeading(phases, issues, { from, to, unit });
    const cut = rows.map(({ title, text }) => title + text.slice(from * unit, to * unit));
    return [...(band === 0 ? [] : [""]), heading, ...cut].map((line) => line.trimEnd());
  });
  return bands.flat();
}

/** A lane from now to its end: `#07 ─── #09 ───`. */
function rowOf(issues: readonly ScheduledIssue[], unit: number): string {
  let row = "";
  for (const { issue, start, end } of issues) {
    const width = Math.round(end * unit) - Math.round(start * unit);
    const bar = `#${issue} `.padEnd(width - 1, "─");
    row = row.padEnd(Math.round(start * unit)) + `${bar} `.slice(0, width);
  }
  return row;
}

/** The names of the phases that are at work in a band, each where it begins. */
function phaseHeading(
  phases: Plan["phases"],
  issues: readonly ScheduledIssue[],
  { from, to, unit }: { readonly from: number; readonly to: number; readonly unit: number },
): string {
  const phaseOf = new Map<IssueId, number>(phases.flatMap(({ number, issues }) => issues.map((id) => [id, number])));
  const inBand = issues.filter(({ start, end }) => start < to && end > from);
  let heading = "";
  for (const [phase, [first]] of Map.groupBy(inBand, ({ issue }) => phaseOf.get(issue))) {
    const column = Math.round((Math.max(first?.start ?? 0, from) - from) * unit);
    heading = `${heading.padEnd(column)}${heading.length > column ? " " : ""}Phase ${phase}`;
  }
  return heading;
}
