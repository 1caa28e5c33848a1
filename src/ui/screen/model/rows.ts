// Derives from the progress the rows that the lists, the header and the status line show.
import type { Label } from "../../../engine/model/findings/labels.ts";
import type { IssueId } from "../../../engine/model/plan.ts";
import type { IssueProgress, PhaseState, Progress } from "../../../engine/model/progress.ts";
import type { PhaseOutline } from "../../../engine/model/facts.ts";
import type { PullSummary } from "../../../engine/model/step-result.ts";
import { printable } from "../text/format.ts";
import type { View } from "./view.ts";
import { currentPhase, issueCounts, openPulls } from "../../../state/progress/selectors.ts";
import type { IssueCounts } from "../../../state/progress/selectors.ts";

export type IssueStatus = "waiting" | "blocked" | "active" | "asking" | "done" | "skipped";

export interface IssueRow {
  readonly id: IssueId;
  readonly title: string;
  readonly github: number | undefined;
  readonly phase: number;
  readonly priority: string;
  readonly dependencies: readonly IssueId[];
  readonly status: IssueStatus;
  /** The running step of an active issue, else a name of its status. */
  readonly word: string;
  /** Why the issue is skipped or blocked, or which issues it waits for. */
  readonly reason: string | undefined;
  /** Number of fixes so far. */
  readonly round: number;
  readonly pull: PullSummary | undefined;
  readonly labels: readonly Label[];
  readonly startedAt: string | undefined;
  readonly finishedAt: string | undefined;
}

export interface PhaseRow {
  readonly number: number;
  readonly name: string;
  readonly total: number;
  readonly done: number;
  readonly skipped: number;
  readonly state: PhaseState | "waiting";
  /** The first issue of the phase. */
  readonly first: IssueId | undefined;
}

export interface Counts extends IssueCounts {
  readonly openPulls: readonly PullSummary[];
  readonly labels: readonly { readonly label: Label; readonly count: number }[];
}

export interface Rows {
  readonly issues: readonly IssueRow[];
  readonly byId: ReadonlyMap<IssueId, IssueRow>;
  readonly phases: readonly PhaseRow[];
  readonly counts: Counts;
  /** The issue that the screen follows: the first one with a question, else the active one started last. */
  readonly current: IssueRow | undefined;
  /** The current phase, with its position as `2 of 3`; undefined before the plan is loaded. */
  readonly phase: { readonly place: string; readonly name: string } | undefined;
}

const cache = new WeakMap<Progress, Rows>();

/** Derives the rows of a progress. The same progress always gives the same object. */
export function rowsOf(progress: Progress): Rows {
  const known = cache.get(progress);
  if (known !== undefined) return known;
  const asking = new Set(progress.questions.map(({ issue }) => issue));
  const issues = progress.outline.flatMap((phase) =>
    phase.issues.map((planned) => issueRow(progress, phase, planned, asking)),
  );
  const rows: Rows = {
    issues,
    byId: new Map(issues.map((row) => [row.id, row])),
    phases: progress.outline.map((phase) => phaseRow(progress, phase)),
    counts: countsOf(progress, issues),
    current: currentOf(issues),
    phase: phaseOf(progress),
  };
  cache.set(progress, rows);
  return rows;
}

/** Returns the row of the selected issue, or that of the followed issue if none is selected. */
export function selectedRow({ selected }: View, { byId, current }: Rows): IssueRow | undefined {
  return (selected === undefined ? undefined : byId.get(selected)) ?? current;
}

function issueRow(
  progress: Progress,
  phase: PhaseOutline,
  planned: PhaseOutline["issues"][number],
  asking: ReadonlySet<IssueId | undefined>,
): IssueRow {
  const known = progress.issues[planned.id];
  const status =
    known === undefined
      ? waitingStatus(progress, phase, planned.dependencies)
      : startedStatus(known, asking.has(planned.id));
  return {
    id: planned.id,
    // In the form in which it is drawn, so that its width is measured correctly.
    title: printable(planned.title),
    github: planned.github,
    phase: phase.number,
    priority: planned.priority,
    dependencies: planned.dependencies,
    round: known?.round ?? 0,
    pull: known?.pull,
    labels: known?.labels.map(({ label }) => label) ?? [],
    startedAt: known?.startedAt,
    finishedAt: known?.finishedAt,
    ...status,
  };
}

type StatusFields = Pick<IssueRow, "status" | "word" | "reason">;

function waitingStatus(progress: Progress, phase: PhaseOutline, dependencies: readonly IssueId[]): StatusFields {
  if (progress.phases[phase.number] === "skipped")
    return { status: "skipped", word: "skipped", reason: "phase skipped" };
  const skipped = dependencies.filter((id) => progress.issues[id]?.state === "skipped");
  if (skipped.length > 0) return { status: "blocked", word: "blocked", reason: `needs ${ids(skipped)}, skipped` };
  const open = dependencies.filter((id) => progress.issues[id]?.state !== "done");
  return open.length > 0
    ? { status: "waiting", word: "waits", reason: `after ${ids(open)}` }
    : { status: "waiting", word: "ready", reason: undefined };
}

function startedStatus(issue: IssueProgress, asking: boolean): StatusFields {
  switch (issue.state) {
    case "done":
      return {
        status: "done",
        word: issue.pull?.state === "merged" ? "merged" : issue.pull?.state === "closed" ? "closed" : "done",
        reason: undefined,
      };
    case "skipped":
      return { status: "skipped", word: "skipped", reason: issue.skipped?.reason };
    case "active":
      return asking
        ? { status: "asking", word: "asks", reason: undefined }
        : { status: "active", word: issue.currentStep ?? issue.finished.at(-1) ?? "starting", reason: undefined };
  }
}

function phaseRow({ phases, issues }: Progress, { number, name, issues: planned }: PhaseOutline): PhaseRow {
  const count = (state: IssueProgress["state"]) => planned.filter(({ id }) => issues[id]?.state === state).length;
  return {
    number,
    name: printable(name),
    total: planned.length,
    done: count("done"),
    skipped: count("skipped"),
    state: phases[number] ?? (planned.some(({ id }) => issues[id] !== undefined) ? "running" : "waiting"),
    first: planned[0]?.id,
  };
}

function countsOf(progress: Progress, issues: readonly IssueRow[]): Counts {
  const labels = new Map<Label, number>();
  for (const label of issues.flatMap((row) => row.labels)) labels.set(label, (labels.get(label) ?? 0) + 1);
  return {
    ...issueCounts(progress),
    openPulls: openPulls(progress),
    labels: [...labels].map(([label, count]) => ({ label, count })).sort((a, b) => b.count - a.count),
  };
}

function phaseOf(progress: Progress): Rows["phase"] {
  const phase = currentPhase(progress);
  return phase === undefined
    ? undefined
    : { place: `${progress.outline.indexOf(phase) + 1} of ${progress.outline.length}`, name: phase.name };
}

function currentOf(issues: readonly IssueRow[]): IssueRow | undefined {
  const asking = issues.find(({ status }) => status === "asking");
  if (asking !== undefined) return asking;
  const started = issues.filter(({ startedAt }) => startedAt !== undefined);
  const active = started.filter(({ status }) => status === "active");
  return startedLast(active) ?? startedLast(started) ?? issues[0];
}

function startedLast(rows: readonly IssueRow[]): IssueRow | undefined {
  return rows.reduce<IssueRow | undefined>(
    (last, row) => (last === undefined || (row.startedAt ?? "") > (last.startedAt ?? "") ? row : last),
    undefined,
  );
}

function ids(issues: readonly IssueId[]): string {
  return issues.map((id) => `#${id}`).join(", ");
}
