import { oneAtATime } from "../concurrency/one-at-a-time.ts";
import { nextStep } from "../issue/next-step.ts";
import { required } from "../issue/steps/step.ts";
import type { FactOf } from "../model/facts.ts";
import type { ReviewFinding } from "../model/findings/review.ts";
import type { IssueId } from "../model/plan.ts";
import type { IssueProgress, Progress } from "../model/progress.ts";
import type { StepName } from "../model/steps.ts";
import type { Stop } from "../model/stop.ts";
import { requireIssue } from "../plan/lookup.ts";
import { pullRequestFailed } from "../questions/kinds/forge/pull-request-failed.ts";
import { stopOf } from "../questions/stop-definition.ts";
import { skipReason } from "../questions/stop-words.ts";
import type { Coordinator } from "./coordinator.ts";
import { giveLaneBack, regain, takeLane } from "./lanes/issue-lane.ts";
import type { LaneHold } from "./lanes/lane-pool.ts";
import { performStep, reviewAheadOf } from "./perform-step.ts";
import { adoptLostPull } from "./pulls/adopt-lost-pull.ts";
import { labelUnacceptedWork } from "./pulls/label-unaccepted-work.ts";
import { publishReview } from "./pulls/publish-review.ts";
import type { ReviewAhead } from "./review-ahead.ts";

/**
 * Works on an issue from its current state until it is done or skipped. Answers are facts that `nextStep` reads, so
 * that they take effect even if the program is killed right after them.
 * @param hold the issue holds a lane at the beginning
 */
export async function runIssue(coordinator: Coordinator, id: IssueId, hold: LaneHold): Promise<void> {
  const { ledger } = coordinator;
  const ahead = reviewAheadOf(coordinator, id, hold);
  try {
    await startOrResume(coordinator, id, hold);
    await workOn(coordinator, id, hold, ahead);
  } finally {
    // On the way out with an error, which must not be replaced.
    const tampering = await ahead.cancel().catch(() => undefined);
    if (tampering?.evidence.of === "error")
      ledger.emit({ type: "notice", issue: id, text: `${tampering.evidence.message}. The run ended before it asked` });
  }
}

/** The steps beside which a review may work, and the review. It has to end before anything else is done. */
const PUBLISHING: ReadonlySet<StepName> = new Set<StepName>(["push", "pull-request", "review"]);

async function workOn(coordinator: Coordinator, id: IssueId, hold: LaneHold, ahead: ReviewAhead): Promise<void> {
  const { plan, ledger, questions, settings, signal } = coordinator;
  let begun: StepName | undefined;
  for (;;) {
    signal.throwIfAborted();
    const issue = recordOf(coordinator, id);
    const next =
      issue.state === "active" ? nextStep(requireIssue(plan, id), issue, ledger.progress, settings) : undefined;
    if (next?.kind !== "step" || !PUBLISHING.has(next.step)) {
      const tampering = await ahead.cancel();
      signal.throwIfAborted();
      if (tampering !== undefined) await questions.ask(tampering, id);
    }
    if (next === undefined) return;
    const isBegun = next.kind === "step" && next.step === begun;
    begun = undefined;
    switch (next.kind) {
      case "ask":
        giveLaneBack(coordinator, issue, hold);
        await questions.ask(next.stop, id);
        break;
      case "ask-again":
        giveLaneBack(coordinator, issue, hold);
        await questions.askAgain(next.question);
        break;
      case "skip":
        await skipIssue(coordinator, id, skipReason(next.stop), next.stop);
        break;
      case "step":
        // What comes next is decided again with the lane: while the issue waited, its branch may have been moved.
        if (next.step !== "ci" && hold.lane === undefined) await takeLane(coordinator, id, hold);
        else begun = await takeStep(coordinator, issue, { step: next.step, isBegun, hold, ahead });
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
export async function skipIssue(coordinator: Coordinator, id: IssueId, reason: string, stop?: Stop): Promise<void> {
  const { plan, ledger, forge, retry, signal } = coordinator;
  const { title, github, phase } = requireIssue(plan, id);
  await adoptLostPull(coordinator, id);
  const { pull } = ledger.progress.issues[id] ?? {};
  if (pull?.state === "open") {
    await ledger.record({ type: "label.added", issue: id, label: "auto-skipped", reason });
    await retry.withUser(() => forge.updatePull(pull.number, { labels: ["auto-skipped"] }, signal));
  }
  await ledger.record({ type: "issue.skipped", issue: id, title, github, phase, reason, stop: stop?.kind });
  await labelUnacceptedWork(coordinator);
}

async function startOrResume(coordinator: Coordinator, id: IssueId, hold: LaneHold): Promise<void> {
  const { plan, ledger } = coordinator;
  if (ledger.progress.issues[id] === undefined) {
    const { title, github, phase } = requireIssue(plan, id);
    await ledger.record({ type: "issue.started", issue: id, title, github, phase });
    return;
  }
  await ledger.record({ type: "issue.resumed", issue: id });
  await followPull(coordinator, id);
  const issue = recordOf(coordinator, id);
  if (issue.state === "active") await regain(coordinator, issue, required(hold.lane, "the lane"));
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

interface StepTurn {
  readonly step: StepName;
  /** Whether its start was recorded together with the result of the step before it. */
  readonly isBegun: boolean;
  readonly hold: LaneHold;
  readonly ahead: ReviewAhead;
}

/**
 * Records that a step begins, has it performed, and records the result. A canceled step has no result: its effect is
 * unknown until the next start checks it.
 * @returns the next step, where its start is recorded already
 */
async function takeStep(coordinator: Coordinator, issue: IssueProgress, turn: StepTurn): Promise<StepName | undefined> {
  const { ledger, questions, pushing, stateFolder, signal } = coordinator;
  const { step, isBegun, hold, ahead } = turn;
  const { id } = issue;
  if (step === "ci") giveLaneBack(coordinator, issue, hold);
  if (!isBegun) await ledger.record(startOf(issue, step, hold));
  if (step === "push") pushing.add(id);
  const work = () => performAndRecord(coordinator, issue, turn).finally(() => pushing.delete(id));
  // Commits are made one at a time, so that the later one of two that conflict finds the earlier one in the record.
  const stop = await (step === "commit" ? oneAtATime(`commits ${stateFolder}`, work) : work());
  if (stop === undefined) return recordOf(coordinator, id).currentStep;
  const tampering = await ahead.cancel();
  signal.throwIfAborted();
  giveLaneBack(coordinator, recordOf(coordinator, id), hold);
  await questions.ask(tampering ?? stop, id);
  return undefined;
}

function startOf({ id, round }: IssueProgress, step: StepName, { lane }: LaneHold): FactOf<"step.started"> {
  return { type: "step.started", issue: id, step, round, worktree: lane?.path };
}

/**
 * Has a step performed and records what it came to, with the start of the next step, so that both share one sync.
 * @returns the stop to ask about, where there is one
 */
async function performAndRecord(
  coordinator: Coordinator,
  issue: IssueProgress,
  { step, isBegun, hold, ahead }: StepTurn,
): Promise<Stop | undefined> {
  const { ledger, retry, signal } = coordinator;
  const wasBegunBefore = !isBegun && issue.currentStep === step;
  const { facts, outcome } = await retry.onDisk(
    (again) => performStep(coordinator, issue, { step, repeated: again || wasBegunBefore, hold, ahead }),
    issue.id,
  );
  signal.throwIfAborted();
  if (outcome.kind === "stop") return outcome.stop;
  if (outcome.kind === "done" && outcome.result.step === "review")
    await publishFindings(coordinator, issue, outcome.result.findings);
  await ledger.recordAll([...facts, (progress) => startOfNext(coordinator, progress, issue.id, hold)]);
  return undefined;
}

/** Returns the start of the step that follows at once, in the lane that the issue holds. */
function startOfNext(
  { plan, settings }: Coordinator,
  progress: Progress,
  id: IssueId,
  hold: LaneHold,
): FactOf<"step.started"> | undefined {
  const issue = progress.issues[id];
  if (issue?.state !== "active" || hold.lane === undefined) return undefined;
  const next = nextStep(requireIssue(plan, id), issue, progress, settings);
  return next.kind === "step" && next.step !== "ci" ? startOf(issue, next.step, hold) : undefined;
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
