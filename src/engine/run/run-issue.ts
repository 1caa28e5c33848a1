import type { Lane } from "../issue/lane.ts";
import { nextStep } from "../issue/next-step.ts";
import { required } from "../issue/steps/step.ts";
import type { StepReturn } from "../issue/step-task.ts";
import { isDiskFailure } from "../model/errors.ts";
import type { ReviewFinding } from "../model/findings/review.ts";
import type { IssueId } from "../model/plan.ts";
import type { IssueProgress } from "../model/progress.ts";
import type { StepName } from "../model/steps.ts";
import type { Stop } from "../model/stop.ts";
import { requireIssue } from "../plan/lookup.ts";
import { stopFromError } from "../questions/catalog.ts";
import { pullRequestFailed } from "../questions/kinds/forge/pull-request-failed.ts";
import { stopOf } from "../questions/stop-definition.ts";
import { skipReason } from "../questions/stop-words.ts";
import type { Coordinator } from "./coordinator.ts";
import { publishReview } from "./pulls/publish-review.ts";
import { stepTaskFor } from "./step-task-for.ts";

/**
 * Works on an issue from its current state until it is done or skipped. Answers are facts that `nextStep` reads, so
 * that they take effect even if the program is killed right after them.
 */
export async function runIssue(coordinator: Coordinator, id: IssueId, lane: Lane): Promise<void> {
  const { plan, ledger, questions, settings, signal } = coordinator;
  await startOrResume(coordinator, id, lane);
  for (;;) {
    signal.throwIfAborted();
    const issue = recordOf(coordinator, id);
    if (issue.state !== "active") return;
    const next = nextStep(requireIssue(plan, id), issue, ledger.progress, settings);
    switch (next.kind) {
      case "ask":
        await questions.ask(next.stop, id);
        break;
      case "ask-again":
        await questions.askAgain(next.question);
        break;
      case "skip":
        await skipIssue(coordinator, id, skipReason(next.stop), next.stop);
        break;
      case "step":
        await takeStep(coordinator, issue, next.step, lane);
        break;
      case "done":
        await ledger.record({ type: "issue.done", issue: id });
    }
  }
}

/**
 * Skips an issue.
 * @param reason why, as the plan shows it
 */
export async function skipIssue(
  { plan, ledger, forge, retry, signal }: Coordinator,
  id: IssueId,
  reason: string,
  stop?: Stop,
): Promise<void> {
  const { title, github, phase } = requireIssue(plan, id);
  const { pull } = ledger.progress.issues[id] ?? {};
  if (pull?.state === "open") {
    await ledger.record({ type: "label.added", issue: id, label: "auto-skipped", reason });
    await retry.withUser(() => forge.updatePull(pull.number, { labels: ["auto-skipped"] }, signal));
  }
  await ledger.record({ type: "issue.skipped", issue: id, title, github, phase, reason, stop: stop?.kind });
}

async function startOrResume(coordinator: Coordinator, id: IssueId, lane: Lane): Promise<void> {
  const { plan, ledger } = coordinator;
  if (ledger.progress.issues[id] === undefined) {
    const { title, github, phase } = requireIssue(plan, id);
    await ledger.record({ type: "issue.started", issue: id, title, github, phase });
    return;
  }
  await ledger.record({ type: "issue.resumed", issue: id });
  await followPull(coordinator, id);
  const issue = recordOf(coordinator, id);
  if (issue.state !== "active") return;
  const kept = await lane.regain(issue);
  if (kept !== undefined) await ledger.record({ type: "issue.restarted", issue: id, kept });
}

/**
 * Checks the pull request of an unfinished issue. If another person merged it, the issue is done; if it was closed, the
 * user is asked.
 */
async function followPull(coordinator: Coordinator, id: IssueId): Promise<void> {
  const { ledger, questions, pulls } = coordinator;
  for (;;) {
    const { pull, skipping } = recordOf(coordinator, id);
    if (pull?.state === "merged") await ledger.record({ type: "issue.done", issue: id });
    if (pull?.state !== "closed" || skipping !== undefined) return;
    const message = `PR #${pull.number} was closed by somebody else`;
    const answer = await questions.ask(stopOf(pullRequestFailed, { of: "error", message }), id);
    if (answer === "retry") await pulls.observe();
  }
}

/**
 * Records that a step begins, has the lane perform it, and records the result. A canceled step has no result: its
 * effect is unknown until the next start checks it.
 */
async function takeStep(coordinator: Coordinator, issue: IssueProgress, step: StepName, lane: Lane): Promise<void> {
  const { ledger, questions, retry, signal } = coordinator;
  const { id, round, currentStep } = issue;
  await ledger.record({ type: "step.started", issue: id, step, round });
  const { facts, outcome } = await retry.onDisk(
    (again) => perform(coordinator, issue, step, lane, again || currentStep === step),
    id,
  );
  signal.throwIfAborted();
  if (outcome.kind === "stop") await questions.ask(outcome.stop, id);
  if (outcome.kind === "done" && outcome.result.step === "review")
    await publishFindings(coordinator, issue, outcome.result.findings);
  for (const fact of facts) await ledger.record(fact);
}

/**
 * Has the lane perform a step. Where the step needs a newer base, fetches the base and has the step performed again.
 */
async function perform(
  { plan, ledger, branch, pulls, watchFor, signal }: Coordinator,
  issue: IssueProgress,
  step: StepName,
  lane: Lane,
  repeated: boolean,
): Promise<StepReturn> {
  const performOnce = (isBaseFresh: boolean) => {
    const task = stepTaskFor(plan, ledger.progress, issue, { step, repeated, isBaseFresh });
    return lane.perform(task, watchFor(issue.id), signal);
  };
  let returned = await performOnce(false);
  while (returned.outcome.kind === "need") {
    try {
      await branch.refresh();
      // A conflict may come from a dependency that was merged meanwhile.
      if (step === "ci") await pulls.observe();
    } catch (error) {
      signal.throwIfAborted();
      const stop = stopFromError(error, step);
      if (stop === undefined || isDiskFailure(error)) throw error;
      return { facts: [], outcome: { kind: "stop", stop } };
    }
    returned = await performOnce(true);
  }
  return returned;
}

/** Publishing is repeated until the disk can be written: the local forge keeps its pull requests there. */
function publishFindings(
  coordinator: Coordinator,
  issue: IssueProgress,
  findings: readonly ReviewFinding[],
): Promise<void> {
  return coordinator.retry.onDisk(() => publishReview(coordinator, issue, findings), issue.id);
}

function recordOf({ ledger }: Coordinator, id: IssueId): IssueProgress {
  return required(ledger.progress.issues[id], `Issue #${id}`);
}
