import type { PlanFinding } from "../../engine/model/findings/plan-finding.ts";
import type { IssueId, Plan, Priority } from "../../engine/model/plan.ts";
import type { PlannedSchedule } from "../../engine/model/planned-schedule.ts";
import type { IssueProgress, PhaseState, Progress } from "../../engine/model/progress.ts";
import type { PullSummary } from "../../engine/model/step-result.ts";
import { branchOf } from "../../engine/plan/branch-name.ts";
import { forecastOf } from "../../engine/plan/forecast.ts";
import { requireIssue, titleWithNumber } from "../../engine/plan/lookup.ts";
import { sanitizeLine } from "../../engine/text/sanitize.ts";
import { scheduleLines } from "./schedule-report.ts";

/** A plan as it was read, in the order of a run. `milestone-tui plan --json` prints it. */
export interface PlanReport {
  readonly milestone: string;
  readonly title: string;
  readonly branch: string;
  readonly baseBranch: string;
  readonly phases: readonly {
    readonly number: number;
    readonly name: string;
    /** Undefined before the phase begins. */
    readonly state: PhaseState | undefined;
    /** First those that have ended, in plan order, then the others in the order in which they start. */
    readonly issues: readonly ReportedIssue[];
  }[];
  readonly schedule: PlannedSchedule;
  /** What could not be read. */
  readonly problems: readonly PlanFinding[];
}

interface ReportedIssue {
  readonly id: IssueId;
  readonly title: string;
  readonly github: number | undefined;
  readonly priority: Priority;
  /** Plan numbers; what names no issue of the plan is as the plan has it. */
  readonly dependencies: readonly string[];
  readonly branch: string;
  /** The files that it is likely to touch, as its spec names them. */
  readonly files: readonly string[];
  /** Undefined where it has not started. */
  readonly state: IssueProgress["state"] | undefined;
  /** Why it was skipped, or would be. */
  readonly skipped: string | undefined;
  readonly pull: PullSummary | undefined;
}

export function planReport(
  plan: Plan,
  progress: Progress,
  schedule: PlannedSchedule,
  problems: readonly PlanFinding[],
): PlanReport {
  const turns = new Map([...schedule.issues, ...schedule.skips].map(({ issue }, index) => [issue, index]));
  const skips = new Map(schedule.skips.map(({ issue, reason }) => [issue, reason]));
  const reported = (id: IssueId): ReportedIssue => {
    const issue = requireIssue(plan, id);
    const { state, skipped, pull } = progress.issues[id] ?? {};
    return {
      id,
      title: issue.title,
      github: issue.github,
      priority: issue.priority,
      dependencies: issue.dependencies.map(({ raw, issue }) => issue ?? raw),
      branch: branchOf(plan, issue),
      files: forecastOf(issue.spec).names,
      state,
      skipped: skipped?.reason ?? skips.get(id),
      pull,
    };
  };
  return {
    milestone: plan.milestone,
    title: plan.title,
    branch: plan.milestoneBranch,
    baseBranch: plan.baseBranch,
    phases: plan.phases.map(({ number, name, issues }) => ({
      number,
      name,
      state: progress.phases[number],
      issues: issues.toSorted((a, b) => (turns.get(a) ?? -1) - (turns.get(b) ?? -1)).map(reported),
    })),
    schedule,
    problems,
  };
}

export function planReportLines(plan: Plan, report: PlanReport): readonly string[] {
  const { milestone, title, branch, baseBranch, phases, schedule, problems } = report;
  const paragraphs = [
    [`Milestone: ${milestone} — ${title}`, `Branch: ${branch}`, `Base branch: ${baseBranch}`],
    ...phases.map(({ number, name, state, issues }) => [
      `Phase ${number}: ${name}${state === undefined ? "" : ` (${state})`}`,
      ...(issues.length === 0 ? ["  no issues"] : issues.map((issue) => `  ${issueLine(issue)}`)),
    ]),
    scheduleLines(plan, schedule),
    problems.length === 0 ? [] : ["What could not be read:", ...problems.map((problem) => `  ${problemLine(problem)}`)],
  ];
  return paragraphs
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]))
    .map(sanitizeLine);
}

function issueLine({ id, priority, dependencies, state, skipped, pull, ...issue }: ReportedIssue): string {
  const needs = dependencies.map((needed) => (/^\d+$/.test(needed) ? `#${needed}` : needed));
  return [
    `#${id} ${titleWithNumber(issue)} [${priority}]`,
    ...(needs.length === 0 ? [] : [`after ${needs.join(", ")}`]),
    ...(state === "active" ? ["in progress"] : state === "done" ? ["done"] : []),
    ...(skipped === undefined ? [] : [`${state === "skipped" ? "skipped" : "would be skipped"}: ${skipped}`]),
    ...(pull === undefined ? [] : [`PR #${pull.number} ${pull.state}`]),
  ].join(" · ");
}

function problemLine({ file, line, text }: PlanFinding): string {
  return `${file}${line === undefined ? "" : `:${line}`}: ${text}`;
}
