import { retryOnDisk } from "./retry-on-disk.ts";
import { STEPS, type StepName } from "../model/events.ts";
import type { Lane } from "../issue/lane.ts";
import { nextStep } from "../issue/next-step.ts";
import { retryWithUser } from "./retry-with-user.ts";
import { issueOf } from "../plan/lookup.ts";
import type { IssueId } from "../model/plan.ts";
import type { IssueProgress } from "../model/progress.ts";
import { observePulls } from "./reconcile.ts";
import { ask, askAgain, stepSettings, type Run } from "./run.ts";
import { skipReason } from "../questions/skip-reason.ts";
import { evidenceStop } from "../questions/pending.ts";
import type { Stop } from "../model/stop.ts";
import type { Outcome } from "../issue/steps/step.ts";
import { STEP_FUNCTIONS } from "../issue/steps/table.ts";
import { stopFromError } from "../questions/from-error.ts";

/**
 * Takes an issue from wherever it stands to its pull request, or to being skipped. An answer is a fact that `nextStep` reads,
 * so that what it leads to is done also if the program is killed in between.
 */
export async function runIssue(run: Run, id: IssueId, lane: Lane): Promise<void> {
  await takeUp(run, id, lane);
  for (;;) {
    run.signal.throwIfAborted();
    const issue = recordOf(run, id);
    if (issue.state !== "active") return;
    const next = nextStep(issueOf(run.plan, id), issue, run.ledger.progress, stepSettings(run));
    switch (next.kind) {
      case "ask":
        await ask(run, next.stop, id);
        break;
      case "ask-again":
        await askAgain(run, next.question);
        break;
      case "skip":
        await skipIssue(run, id, skipReason(next.stop), next.stop);
        break;
      case "step":
        await takeStep(run, id, next.step, lane);
        break;
      case "done":
        await run.ledger.record({ type: "issue.done", issue: id });
    }
  }
}

/** Leaves an issue out, with its reason, which the plan shows. */
export async function skipIssue(run: Run, id: IssueId, reason: string, stop?: Stop): Promise<void> {
  const { title, github, phase } = issueOf(run.plan, id);
  const { pull } = run.ledger.progress.issues[id] ?? {};
  if (pull?.state === "open") {
    await run.ledger.record({ type: "label.added", issue: id, label: "auto-skipped", reason });
    await retryWithUser(run, () => run.forge.updatePull(pull.number, { labels: ["auto-skipped"] }, run.signal));
  }
  await run.ledger.record({ type: "issue.skipped", issue: id, title, github, phase, reason, stop: stop?.kind });
}

async function takeUp(run: Run, id: IssueId, lane: Lane): Promise<void> {
  const { ledger } = run;
  if (ledger.progress.issues[id] !== undefined) {
    await ledger.record({ type: "issue.resumed", issue: id });
    await followPull(run, id);
    await regainLane(run, id, lane);
    return;
  }
  const { title, github, phase } = issueOf(run.plan, id);
  await ledger.record({ type: "issue.started", issue: id, title, github, phase });
}

/** What somebody else did to the pull request of an unfinished issue decides how it goes on. */
async function followPull(run: Run, id: IssueId): Promise<void> {
  for (;;) {
    const { pull, skipping } = recordOf(run, id);
    if (pull?.state === "merged") await run.ledger.record({ type: "issue.done", issue: id });
    if (pull?.state !== "closed" || skipping !== undefined) return;
    const stop = evidenceStop("pull-request-failed", {
      of: "error",
      message: `PR #${pull.number} was closed by somebody else`,
    });
    if ((await ask(run, stop, id)) === "retry") await observePulls(run);
  }
}

/** Work that was not committed is where it was, unless the worktree is gone or went on to another branch meanwhile. */
async function regainLane(run: Run, id: IssueId, { worktree }: Lane): Promise<void> {
  const { branch, commit, finished, state } = recordOf(run, id);
  if (state !== "active" || branch === undefined) return;
  const head = (await worktree.exists()) ? await worktree.head() : undefined;
  if (head?.branch === branch && !(finished.includes("commit") && head.commit !== commit)) {
    await worktree.resume(branch);
    return;
  }
  if (commit === undefined) {
    await run.ledger.record({ type: "issue.restarted", issue: id, kept: [] });
    return;
  }
  await worktree.start(branch, commit);
  const kept = finished.includes("commit") ? finished : STEPS.slice(0, STEPS.indexOf("auto-fix"));
  await run.ledger.record({ type: "issue.restarted", issue: id, kept });
}

/** The intent is recorded, then the step is taken, then its result is recorded. A step that was cancelled has no result: it is unknown until the next start looks. */
async function takeStep(run: Run, id: IssueId, step: StepName, lane: Lane): Promise<void> {
  const issue = recordOf(run, id);
  await run.ledger.record({ type: "step.started", issue: id, step, round: issue.round });
  const outcome = await perform(run, issue, step, lane);
  run.signal.throwIfAborted();
  if (outcome.kind === "done") {
    await run.ledger.record({ type: "step.finished", issue: id, round: issue.round, result: outcome.result });
  } else {
    await ask(run, outcome.stop, id);
  }
}

async function perform(run: Run, issue: IssueProgress, step: StepName, lane: Lane): Promise<Outcome> {
  const planned = issueOf(run.plan, issue.id);
  try {
    return await retryOnDisk(run, issue.id, (again) =>
      STEP_FUNCTIONS[step]({ run, issue, lane, planned, repeated: again || issue.currentStep === step }),
    );
  } catch (error) {
    run.signal.throwIfAborted();
    const stop = stopFromError(error, step);
    if (stop === undefined) throw error;
    return { kind: "stop", stop };
  }
}

function recordOf(run: Run, id: IssueId): IssueProgress {
  const issue = run.ledger.progress.issues[id];
  if (issue === undefined) throw new Error(`Issue #${id} was never taken up`);
  return issue;
}
