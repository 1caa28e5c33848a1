import type { IssueProgress } from "../../model/progress.ts";
import { evidenceStop, withFixAttempt } from "../../questions/pending.ts";
import type { Stop } from "../../model/stop.ts";
import { aheadOf } from "./moved-base.ts";
import { required, type StepContext } from "../steps/step.ts";

/**
 * Tells of conflicts before a pull request shows them. A conflict with the milestone branch stops; one with another
 * open branch is told. Git is asked only where the base has moved or the same files were touched.
 */
export async function conflictAhead({ run, issue }: StepContext, commit: string): Promise<Stop | undefined> {
  const milestone = required(run.ledger.progress.base, "the milestone branch");
  if (issue.base?.commit !== milestone.commit) {
    const files = await run.repository.conflicts(await aheadOf(run, issue, milestone.commit), commit);
    if (files.length > 0) {
      const stop = evidenceStop("merge-conflict", { of: "conflict", with: milestone.branch, files });
      return withFixAttempt(stop, issue, run.config.limits.fixAttempts);
    }
  }
  for (const other of sharingFiles(issue, Object.values(run.ledger.progress.issues))) {
    const files = await run.repository.conflicts(other.commit, commit);
    if (files.length > 0) {
      run.ledger.emit({
        type: "notice",
        issue: issue.id,
        text: `Conflicts with PR #${other.pull.number} (${other.branch}) in ${files.join(", ")}: merge one, and the other will ask`,
      });
    }
  }
  return undefined;
}

type Open = IssueProgress & { commit: string; pull: NonNullable<IssueProgress["pull"]> };

function sharingFiles(issue: IssueProgress, others: readonly IssueProgress[]): readonly Open[] {
  const touched = new Set(issue.change?.files);
  return others.filter(
    (other): other is Open =>
      other.id !== issue.id &&
      other.pull?.state === "open" &&
      other.commit !== undefined &&
      other.branch !== issue.base?.branch &&
      (other.change?.files ?? []).some((file) => touched.has(file)),
  );
}
