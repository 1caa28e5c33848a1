import { STEPS, type StepName } from "../model/events.ts";
import type { PlannedIssue } from "../model/plan.ts";
import type { IssueProgress, Progress } from "../model/progress.ts";
import { evidenceStop, pendingStop, type StopSettings } from "../questions/pending.ts";
import type { Question, Stop } from "../model/stop.ts";

/** What an issue needs next. */
export type Next =
  /** A question is open since before the last restart: it is asked again as it was. */
  | { readonly kind: "ask-again"; readonly question: Question }
  | { readonly kind: "ask"; readonly stop: Stop }
  /** `skip` was answered before the last restart, or just now. */
  | { readonly kind: "skip"; readonly stop: Stop }
  | { readonly kind: "step"; readonly step: StepName }
  | { readonly kind: "done" };

export interface StepSettings extends StopSettings {
  /** Steps the user left out. */
  readonly without: readonly StepName[];
}

/** Decides what comes next for an issue that was taken up. Pure: nothing but the plan and what is recorded. */
export function nextStep(
  planned: PlannedIssue,
  issue: IssueProgress,
  progress: Progress,
  settings: StepSettings,
): Next {
  const open = progress.questions.find((question) => question.issue === issue.id);
  if (open !== undefined) return { kind: "ask-again", question: open };
  if (issue.skipping !== undefined) return { kind: "skip", stop: issue.skipping };
  if (issue.fixing !== undefined) return { kind: "step", step: "fix" };

  const specProblem = issue.finished.length === 0 ? problemOf(planned) : undefined;
  if (specProblem !== undefined) return { kind: "ask", stop: specProblem };

  const stop = pendingStop(issue, settings);
  if (stop !== undefined) return { kind: "ask", stop };

  const step = STEPS.find((name) => !issue.finished.includes(name) && !settings.without.includes(name));
  return step === undefined ? { kind: "done" } : { kind: "step", step };
}

/** An agent cannot implement what nobody wrote down. */
function problemOf(planned: PlannedIssue): Stop | undefined {
  const missing =
    planned.spec === undefined
      ? "it has no readable spec file"
      : planned.spec.text.trim() === ""
        ? `${planned.spec.file} is empty`
        : (planned.spec.acceptanceCriteria ?? []).length === 0
          ? `${planned.spec.file} has no acceptance criteria`
          : undefined;
  if (missing === undefined) return undefined;
  return evidenceStop("spec-problem", { of: "error", message: `Issue #${planned.id}: ${missing}` });
}
