import type { ReviewFinding } from "../../model/review.ts";
import { ask } from "../../run/run.ts";
import { stopFromError } from "../../questions/from-error.ts";
import { agentFailed, performTask } from "../agent-turn/agent-task.ts";
import { pullBody } from "./pull-body.ts";
import type { Stop } from "../../model/stop.ts";
import { done, required, stop, type Step, type StepContext } from "./step.ts";

/** A review that gives no valid answer is asked for once more; it is never taken for a pass. */
const TRIES = 2;

/** Has the diff reviewed in a fresh session; its findings go to the pull request and, if there are any, to the user. */
export const review: Step = async (context) => {
  const { run, issue } = context;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await performTask(context, run.reviewer, { kind: "review", attempt, stop: undefined });
    await throwAway(context);
    if (outcome.ok && outcome.kind === "review") {
      const findings = outcome.result.findings.map(asFinding);
      await publishFindings(context, findings);
      return done({ step: "review", findings });
    }
    const failure = outcome.ok
      ? { reason: "invalid-result", stop: agentFailed("The reviewer gave no review") }
      : outcome;
    if (failure.reason !== "invalid-result" || attempt >= TRIES) return stop(failure.stop);
    run.ledger.emit({ type: "notice", issue: issue.id, text: `${reasonOf(failure.stop)}; asking once more` });
  }
};

/**
 * A reviewer is to change nothing. What it committed is thrown away here; what it wrote or staged goes before the next fix
 * or the next issue begins, with what the tests left behind.
 */
async function throwAway({ run, lane: { worktree }, issue }: StepContext): Promise<void> {
  const branch = required(issue.branch, "the branch");
  const commit = required(issue.commit, "the commit");
  if ((await worktree.head()).commit === commit) return;
  run.ledger.emit({ type: "notice", issue: issue.id, text: "The reviewer made a commit; it is thrown away" });
  // In the user's own checkout nothing is lost: git keeps what was committed for a while.
  if (worktree.path === run.repository.root) await worktree.commit("Thrown away", commit);
  await worktree.start(branch, commit);
}

function reasonOf({ evidence }: Stop): string {
  return evidence.of === "error" ? evidence.message : "The review failed";
}

/**
 * A clean first review needs no comment; a clean later one takes the earlier findings back. Where it cannot be told, only the
 * telling is tried again: another review might not find what this one found.
 */
async function publishFindings(context: StepContext, findings: readonly ReviewFinding[]): Promise<void> {
  const { run, issue } = context;
  const { number } = required(issue.pull, "the pull request");
  for (;;) {
    try {
      if (findings.length > 0 || issue.reviews > 0) await run.forge.review(number, findings, run.signal);
      return await reportFallback(context, number);
    } catch (error) {
      run.signal.throwIfAborted();
      const failure = stopFromError(error);
      if (failure === undefined) throw error;
      if ((await ask(run, failure, issue.id)) !== "retry") return;
    }
  }
}

/** The pull request was made before another reviewer took over. */
async function reportFallback({ run, planned, issue }: StepContext, number: number): Promise<void> {
  const now = required(run.ledger.progress.issues[issue.id], "the issue");
  if ((now.replaced ?? []).length === (issue.replaced ?? []).length) return;
  await run.forge.updatePull(number, { body: pullBody({ plan: run.plan, planned, issue: now }) }, run.signal);
}

function asFinding(finding: {
  title: string;
  file: string;
  line?: number | undefined;
  severity: ReviewFinding["severity"];
  detail: string;
}): ReviewFinding {
  return { ...finding, line: finding.line };
}
