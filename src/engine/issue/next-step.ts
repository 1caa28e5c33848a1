import { STEPS, type StepName } from "../model/steps.ts";
import type { PlannedIssue } from "../model/plan.ts";
import type { IssueProgress, Progress } from "../model/progress.ts";
import { isToBeRestacked } from "./branches/issues-below.ts";
import { pendingStop } from "../questions/catalog.ts";
import { specProblem } from "../questions/kinds/checks/spec-problem.ts";
import { stopOf, type StopSettings } from "../questions/stop-definition.ts";
import type { Question, Stop } from "../model/stop.ts";

/** What to do next in an issue. */
export type Next =
  /** A question has been open since before the last restart; it is asked again unchanged. */
  | { readonly kind: "ask-again"; readonly question: Question }
  | { readonly kind: "ask"; readonly stop: Stop }
  /** `skip` was answered, before the last restart or just now. */
  | { readonly kind: "skip"; readonly stop: Stop }
  | { readonly kind: "step"; readonly step: StepName }
  | { readonly kind: "done" };

export interface StepSettings extends StopSettings {
  /** Steps that the user skips. */
  readonly without: readonly StepName[];
}

/** Decides what comes next for a started issue. Pure: the decision depends on the arguments only. */
export function nextStep(
  planned: PlannedIssue,
  issue: IssueProgress,
  progress: Progress,
  settings: StepSettings,
): Next {
  const open = progress.questions.find((question) => question.issue === issue.id);
  if (open !== undefined) return { kind: "ask-again", question: open };
  if (issue.skipping !== undefined) return { kind: "skip", stop: issue.skipping };
  if (issue.fixing !== undefined || isToBeRestacked(issue, progress)) return { kind: "step", step: "fix" };

  const problem = issue.finished.length === 0 ? problemOf(planned) : undefined;
  if (problem !== undefined) return { kind: "ask", stop: problem };

  const stop = pendingStop(issue, settings);
  if (stop !== undefined) return { kind: "ask", stop };

  const step = STEPS.find((name) => !issue.finished.includes(name) && !settings.without.includes(name));
  return step === undefined ? { kind: "done" } : { kind: "step", step };
}

/** Returns the stop for an issue whose spec gives the agent nothing to implement. */
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
  return stopOf(specProblem, { of: "error", message: `Issue #${planned.id}: ${missing}` });
}
