import type { IssueProgress, Progress } from "../../../engine/model/progress.ts";
import { definitionOf } from "../../../engine/questions/catalog.ts";
import { count } from "../../../engine/text/count.ts";

/** Labels that require no action before a merge. */
const ROUTINE: ReadonlySet<string> = new Set(["needs-dep-review", "lockfile-update"]);

/** The page of a phase boundary: pull requests that are ready, with their labels and approvals, and skipped issues. */
export function phaseLines(progress: Progress, phase: number): readonly string[] {
  const planned = progress.outline.find(({ number }) => number === phase)?.issues ?? [];
  const issues = planned.flatMap(({ id }) => progress.issues[id] ?? []);
  const ready = issues.filter(({ state, pull }) => state === "done" && pull !== undefined);
  const rows = issues.flatMap((issue) => row(issue));
  return [`✓ Phase ${phase} complete — ${count(ready.length, "PR")} ready`, ...(rows.length > 0 ? ["", ...rows] : [])];
}

function row(issue: IssueProgress): readonly string[] {
  if (issue.state === "skipped") return [`* (Issue #${issue.id} skipped)`];
  if (issue.pull === undefined) return [];
  const github = issue.github === undefined ? "" : ` (#${issue.github})`;
  const labels = issue.labels.length === 0 ? "" : ` [${issue.labels.map(({ label }) => label).join(", ")}]`;
  return [`* PR #${issue.pull.number} — ${issue.title}${github}${labels}${verdict(issue)}`];
}

function verdict(issue: IssueProgress): string {
  const approved = issue.approvals
    .map(({ stop: kind }) => definitionOf({ kind }).words.approved)
    .find((text) => text !== undefined);
  if (approved !== undefined) return ` ⚠️ ${approved}`;
  return issue.labels.every(({ label }) => ROUTINE.has(label)) ? " ✓" : "";
}
