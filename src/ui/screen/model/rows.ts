// Derives from the progress the rows that the lists, the header and the status line show.
import type { Label } from "../../../engine/model/findings/labels.ts";
import type { IssueId } from "../../../engine/model/plan.ts";
import type { IssueProgress, PhaseState, Progress } from "../../../engine/model/progress.ts";
import type { PhaseOutline } from "../../../engine/model/facts.ts";
import type { PullSummary } from "../../../engine/model/step-result.ts";
import type { Question } from "../../../engine/model/stop.ts";
import { columnsOf, printable } from "../text/format.ts";
import { ISSUE_TONES } from "../text/theme.ts";
import type { IssueTone } from "../text/theme.ts";
import { questionOf } from "./shown-question.ts";
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
  /** When the oldest open question of the issue was asked. */
  readonly askedAt: string | undefined;
  /** The tone that tells the lines and the id of this issue from those of its neighbors in the plan. */
  readonly tone: IssueTone;
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
  /** How many issues may be worked on at the same time. */
  readonly lanes: number;
  /** Whether several issues may be, or are, worked on at the same time. */
  readonly parallel: boolean;
  /** Columns of the widest issue id with its `#`. */
  readonly idColumns: number;
  /** Open questions, oldest first. */
  readonly questions: readonly Question[];
  /**
   * The issue that the screen follows while none is selected: the first one with a question, else the active one
   * started last. With several lanes it is the one longest at work, so that the log does not change with every issue
   * that starts or asks; those at CI come last.
   */
  readonly current: IssueRow | undefined;
  /** The current phase, with its position as `2 of 3`; undefined before the plan is loaded. */
  readonly phase: { readonly place: string; readonly name: string } | undefined;
}

/** Columns of `run`, which stands in the place of an id before the lines of the run itself. */
const MIN_ID_COLUMNS = 3;

const cache = new WeakMap<Progress, Rows>();

/** Derives the rows of a progress. The same progress always gives the same object. */
export function rowsOf(progress: Progress): Rows {
  const known = cache.get(progress);
  if (known !== undefined) return known;
  const asked = new Map(progress.questions.toReversed().map(({ issue, askedAt }) => [issue, askedAt]));
  const issues = progress.outline
    .flatMap((phase) => phase.issues.map((planned) => ({ phase, planned })))
    .map(({ phase, planned }, index) => issueRow(progress, phase, planned, index, asked.get(planned.id)));
  const counts = countsOf(progress, issues);
  const lanes = progress.lanes ?? 1;
  const parallel = lanes > 1 || counts.current > 1;
  const rows: Rows = {
    issues,
    byId: new Map(issues.map((row) => [row.id, row])),
    phases: progress.outline.map((phase) => phaseRow(progress, phase)),
    counts,
    lanes,
    parallel,
    idColumns: Math.max(MIN_ID_COLUMNS, ...issues.map(({ id }) => columnsOf(`#${id}`))),
    questions: progress.questions,
    current: parallel ? longestAtWork(issues) : currentOf(issues),
    phase: phaseOf(progress),
  };
  cache.set(progress, rows);
  return rows;
}

/** Returns whether the log pane shows the lines of all issues. */
export function showsAllIssues({ allIssues, main }: View, { parallel }: Rows): boolean {
  return allIssues && parallel && main === "log";
}

/**
 * Returns the row of the selected issue. If none is selected, returns that of the followed issue, which with several
 * lanes is the one that the shown question is about.
 */
export function selectedRow(view: View, { byId, current, parallel, questions }: Rows): IssueRow | undefined {
  const asked = parallel ? questionOf(view, questions)?.issue : undefined;
  const id = view.selected ?? asked;
  return (id === undefined ? undefined : byId.get(id)) ?? current;
}

function issueRow(
  progress: Progress,
  phase: PhaseOutline,
  planned: PhaseOutline["issues"][number],
  index: number,
  askedAt: string | undefined,
): IssueRow {
  const known = progress.issues[planned.id];
  const status =
    known === undefined
      ? waitingStatus(progress, phase, planned.dependencies)
      : startedStatus(known, askedAt !== undefined);
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
    askedAt,
    tone: ISSUE_TONES[index % ISSUE_TONES.length] ?? ISSUE_TONES[0],
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

/** Returns the issue that the screen follows with several lanes. */
function longestAtWork(issues: readonly IssueRow[]): IssueRow | undefined {
  const active = issues.filter(({ status }) => status === "active");
  return startedFirst(active.filter(({ word }) => word !== "ci")) ?? startedFirst(active) ?? currentOf(issues);
}

function startedFirst(rows: readonly IssueRow[]): IssueRow | undefined {
  return rows.reduce<IssueRow | undefined>(
    (first, row) => (first === undefined || (row.startedAt ?? "") < (first.startedAt ?? "") ? row : first),
    undefined,
  );
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
