import type { Forge } from "../../forges/forge.ts";
import { summaryOf } from "../../forges/pull-summary.ts";
import type { IssueId, Plan } from "../../model/plan.ts";
import type { Ledger } from "../../model/ports.ts";
import { stopFromError } from "../../questions/catalog.ts";

interface AdoptPorts {
  readonly plan: Plan;
  readonly forge: Pick<Forge, "pullsOf">;
  readonly ledger: Ledger;
  readonly signal: AbortSignal;
}

/**
 * Records the pull request of an issue that is skipped because it could not be opened, where it was opened all the same
 * and only the answer was lost. It would stay without a label, and nobody would know of it. Where the forge does not
 * answer now either, nothing is recorded: the user must be able to skip the issue.
 */
export async function adoptLostPull({ plan, forge, ledger, signal }: AdoptPorts, id: IssueId): Promise<void> {
  const { pull, branch, currentStep } = ledger.progress.issues[id] ?? {};
  if (pull !== undefined || branch === undefined || currentStep !== "pull-request") return;
  try {
    const pulls = await forge.pullsOf(branch, signal);
    const lost = pulls.find(({ marker }) => marker === `${plan.milestone}/${id}`);
    if (lost !== undefined) await ledger.record({ type: "pull.observed", issue: id, pull: summaryOf(lost) });
  } catch (error) {
    signal.throwIfAborted();
    if (stopFromError(error) === undefined) throw error;
  }
}
