import { summaryOf } from "../../forges/pull-summary.ts";
import type { Forge, Pull } from "../../forges/forge.ts";
import type { Repository } from "../../git/repository.ts";
import type { IssueId, Plan } from "../../model/plan.ts";
import type { Ledger } from "../../model/ports.ts";
import type { IssueProgress } from "../../model/progress.ts";
import type { PullSummary } from "../../model/step-result.ts";
import { wrongBaseStop } from "../../questions/kinds/safety/protected-branch.ts";
import type { QuestionQueue } from "../../questions/queue.ts";
import { labelUnacceptedWork } from "./label-unaccepted-work.ts";
import type { MilestoneBranch } from "./milestone-branch.ts";
import { movedByOthers, type MovedBranch } from "./pushes-by-others.ts";
import { reopenIssues } from "./reopen-issues.ts";
import type { Retry } from "../retry.ts";
import { currentIssue } from "../schedule.ts";
import { singleFlight } from "../../concurrency/single-flight.ts";

/**
 * Follows what happens to the run's pull requests outside the program: merges, closings, pushes, and reviews by people.
 */
export interface PullWatch {
  /** Compares the forge with the saved progress, at every start. Records the comparison where a run is resumed. */
  reconcile(): Promise<void>;
  /**
   * To be called between issues. Work that was merged becomes the base of the next issue, and issues with requested
   * changes are reopened.
   */
  follow(): Promise<void>;
  /**
   * Records what changed on the forge. Resolves with the number of pull requests merged since the last call. Calls
   * during a request share the next one.
   */
  observe(): Promise<number>;
}

export interface PullWatchPorts {
  readonly plan: Plan;
  readonly repository: Repository;
  readonly forge: Forge;
  readonly ledger: Ledger;
  readonly questions: QuestionQueue;
  readonly retry: Retry;
  readonly branch: MilestoneBranch;
  /** Whether a lane pushes the branch of this issue at the moment, or has pushed it and this is not recorded yet. */
  readonly isPushing: (issue: IssueId) => boolean;
  readonly signal: AbortSignal;
}

export function createPullWatch(ports: PullWatchPorts): PullWatch {
  const { plan, ledger, forge, retry, branch } = ports;
  const observe = singleFlight(() => observePulls(ports));
  return {
    observe,
    async follow() {
      const merged = await observe();
      // On GitHub other people move the base as well. Local pull requests belong to the program, so only a merge moves
      // it.
      if (merged > 0 || forge.name === "github") await retry.withUser(branch.refresh);
      await labelUnacceptedWork(ports);
      await reopenIssues(ports);
    },
    async reconcile() {
      const isResumed = ledger.progress.starts > 1 && ledger.progress.validated;
      if (isResumed) await ledger.record({ type: "reconcile.started" });
      const merged = await observe();
      if (!ledger.progress.validated) await ledger.record({ type: "run.validated" });
      if (!isResumed) return;
      await labelUnacceptedWork(ports);
      await reopenIssues(ports);
      const open = Object.values(ledger.progress.issues).filter((issue) => issue.pull?.state === "open").length;
      await ledger.record({ type: "reconciled", open, merged, current: currentIssue(plan, ledger.progress) });
    },
  };
}

async function observePulls(ports: PullWatchPorts): Promise<number> {
  const { plan, repository, ledger, questions, retry } = ports;
  const observed = await retry.withUser(() => pullsOfIssues(ports));
  let merged = 0;
  for (const { issue, saved, pull } of observed) {
    const wrongBase = wrongBaseStop(pull, (name) => repository.isProtected(name), plan.milestoneBranch);
    if (wrongBase !== undefined) await questions.ask(wrongBase);
    const moved =
      pull.state === "open" ? await retry.withUser(() => movedMeanwhile(ports, issue.id, pull.head)) : undefined;
    const news = newsOf(plan, saved, pull, moved);
    if (news === undefined) continue;
    if (news !== "") ledger.emit({ type: "notice", issue: issue.id, text: news });
    if (pull.state === "merged" && saved.state !== "merged") merged += 1;
    await ledger.record({ type: "pull.observed", issue: issue.id, pull: summaryOf(pull), head: moved?.commit });
  }
  return merged;
}

/**
 * Looks for commits of others where the work of the issue rests. A step that pushes meets them by itself
 * (`issue/steps/push.ts`), and so does the push of a fix that is being made: it is made on top of the commit that the
 * record had when it began.
 */
async function movedMeanwhile(
  { repository, ledger, isPushing }: PullWatchPorts,
  id: IssueId,
  head: string,
): Promise<MovedBranch | undefined> {
  const rests = () => {
    const issue = ledger.progress.issues[id];
    return issue === undefined || isPushing(id) || issue.currentStep === "fix" ? undefined : issue;
  };
  const before = rests();
  const moved = before === undefined ? undefined : await movedByOthers(repository, before, head);
  const after = rests();
  return after?.pushed === before?.pushed && after?.commit === before?.commit ? moved : undefined;
}

interface ObservedPull {
  readonly issue: IssueProgress;
  readonly saved: PullSummary;
  readonly pull: Pull;
}

async function pullsOfIssues({ ledger, plan, forge, signal }: PullWatchPorts): Promise<readonly ObservedPull[]> {
  const known = Object.values(ledger.progress.issues).filter((issue) => issue.pull !== undefined);
  if (known.length === 0) return [];
  const pulls = new Map((await forge.pullsInto(plan.milestoneBranch, signal)).map((pull) => [pull.number, pull]));
  const observed: ObservedPull[] = [];
  for (const issue of known) {
    const { pull: saved, branch } = issue;
    if (saved === undefined) continue;
    // A pull request that was retargeted is not in this list, but can be found by its branch.
    const ofBranch = async () => (branch === undefined ? [] : await forge.pullsOf(branch, signal));
    const pull = pulls.get(saved.number) ?? (await ofBranch()).find(({ number }) => number === saved.number);
    if (pull !== undefined) observed.push({ issue, saved, pull });
  }
  return observed;
}

/** Describes a change for the user. Undefined where nothing changed; empty where there is nothing to report. */
function newsOf(
  { milestoneBranch }: Plan,
  saved: PullSummary,
  { number, state, title, base }: Pull,
  moved: MovedBranch | undefined,
): string | undefined {
  const isRetargeted = base !== (saved.base ?? milestoneBranch);
  if (saved.state === state && saved.title === title && !isRetargeted && moved === undefined) return undefined;
  return [
    ...(saved.title === title ? [] : [`PR #${number} is called "${title}" now`]),
    ...(isRetargeted ? [`PR #${number} aims at ${base} now`] : []),
    ...(moved === undefined ? [] : [moved.news]),
    ...(state === "closed" && saved.state === "open" ? [`PR #${number} was closed by somebody else`] : []),
  ].join("; ");
}
