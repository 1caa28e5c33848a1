import type { Forge } from "../../forges/forge.ts";
import { pullBody } from "../../issue/texts/pull-body.ts";
import { required } from "../../issue/steps/step.ts";
import type { Plan } from "../../model/plan.ts";
import type { Ledger } from "../../model/ports.ts";
import type { IssueProgress } from "../../model/progress.ts";
import type { ReviewFinding } from "../../model/findings/review.ts";
import { requireIssue } from "../../plan/lookup.ts";
import { stopFromError } from "../../questions/catalog.ts";
import type { QuestionQueue } from "../../questions/queue.ts";
import { taskMilestone } from "../step-task-for.ts";

interface PublishPorts {
  readonly plan: Plan;
  readonly forge: Pick<Forge, "review" | "updatePull">;
  readonly ledger: Ledger;
  readonly questions: QuestionQueue;
  readonly signal: AbortSignal;
}

/**
 * Publishes a review on its pull request. A first review without findings needs no comment; a later one withdraws the
 * earlier findings. Where the forge fails, only the publishing is retried, since another review might not have the same
 * findings.
 * @param before the issue as it was recorded before the review
 */
export async function publishReview(
  ports: PublishPorts,
  before: IssueProgress,
  findings: readonly ReviewFinding[],
): Promise<void> {
  const { forge, questions, signal } = ports;
  const { number } = required(before.pull, "the pull request");
  for (;;) {
    try {
      if (findings.length > 0 || before.reviews > 0) await forge.review(number, findings, signal);
      return await updateBody(ports, before, number);
    } catch (error) {
      signal.throwIfAborted();
      const failure = stopFromError(error);
      if (failure === undefined) throw error;
      if ((await questions.ask(failure, before.id)) !== "retry") return;
    }
  }
}

/** Updates the text of the pull request where the fallback took over during the review, since the text names it. */
async function updateBody(
  { plan, forge, ledger, signal }: PublishPorts,
  before: IssueProgress,
  number: number,
): Promise<void> {
  const issue = required(ledger.progress.issues[before.id], "the issue");
  if ((issue.replaced ?? []).length === (before.replaced ?? []).length) return;
  const body = pullBody({ milestone: taskMilestone(plan), planned: requireIssue(plan, issue.id), issue });
  await forge.updatePull(number, { body }, signal);
}
