import { followBase } from "./milestone-branch.ts";
import type { PullSummary } from "../model/events.ts";
import type { Pull } from "../forges/forge.ts";
import { nextMove } from "./schedule.ts";
import { movedByOthers, type MovedBranch } from "./pushes-by-others.ts";
import { retryWithUser } from "./retry-with-user.ts";
import type { IssueProgress } from "../model/progress.ts";
import { reopenIssues } from "./reopen-issues.ts";
import { ask, type Run } from "./run.ts";
import { evidenceStop } from "../questions/pending.ts";
import type { Stop } from "../model/stop.ts";

/** Sets what the forge holds against what was saved: at every start, and told where there is something to tell. */
export async function reconcile(run: Run): Promise<void> {
  const { ledger } = run;
  const resumed = ledger.progress.starts > 1 && ledger.progress.validated;
  if (resumed) await ledger.record({ type: "reconcile.started" });
  const merged = await observePulls(run);
  if (!ledger.progress.validated) await ledger.record({ type: "run.validated" });
  if (!resumed) return;
  await reopenIssues(run);
  const move = nextMove(run.plan, ledger.progress);
  const open = Object.values(ledger.progress.issues).filter((issue) => issue.pull?.state === "open").length;
  await ledger.record({ type: "reconciled", open, merged, current: move.kind === "issue" ? move.issue : undefined });
}

/** Between issues: what was merged meanwhile is the base of what comes next, and what people ask for is taken up. */
export async function followForge(run: Run): Promise<void> {
  const merged = await observePulls(run);
  // On a server others move the base as well; where the pull requests are ours alone, only a merge does.
  if (merged > 0 || run.forge.name === "github") await retryWithUser(run, () => followBase(run));
  await reopenIssues(run);
}

/** Adopts what happened to our pull requests behind our back; says how many were merged since. */
export async function observePulls(run: Run): Promise<number> {
  const seen = await retryWithUser(run, () => pullsOfIssues(run));
  let merged = 0;
  for (const { issue, saved, pull } of seen) {
    const wrongBase = aimStop(run, pull);
    if (wrongBase !== undefined) await ask(run, wrongBase);
    const moved =
      pull.state === "open" ? await retryWithUser(run, () => movedByOthers(run, issue, pull.head)) : undefined;
    const news = newsOf(run, saved, pull, moved);
    if (news === undefined) continue;
    if (news !== "") run.ledger.emit({ type: "notice", issue: issue.id, text: news });
    if (pull.state === "merged" && saved.state !== "merged") merged += 1;
    await run.ledger.record({ type: "pull.observed", issue: issue.id, pull: summaryOf(pull), head: moved?.commit });
  }
  return merged;
}

export function summaryOf(pull: Pull): PullSummary {
  return { number: pull.number, url: pull.url, title: pull.title, state: pull.state, base: pull.base };
}

/** Whoever made it aim there, and in every mode: the run ends until a person aimed it elsewhere. */
export function aimStop({ repository, plan }: Run, { number, state, base }: Pull): Stop | undefined {
  if (state !== "open" || !repository.isProtected(base)) return undefined;
  return evidenceStop("protected-branch", {
    of: "error",
    message: `PR #${number} aims at the protected branch ${base}`,
    hint: `Change its base to ${plan.milestoneBranch}.`,
  });
}

interface Seen {
  readonly issue: IssueProgress;
  readonly saved: PullSummary;
  readonly pull: Pull;
}

async function pullsOfIssues({ ledger, plan, forge, signal }: Run): Promise<readonly Seen[]> {
  const known = Object.values(ledger.progress.issues).filter((issue) => issue.pull !== undefined);
  if (known.length === 0) return [];
  const pulls = new Map((await forge.pullsInto(plan.milestoneBranch, signal)).map((pull) => [pull.number, pull]));
  const seen: Seen[] = [];
  for (const issue of known) {
    const { pull: saved, branch } = issue;
    if (saved === undefined) continue;
    // One that aims elsewhere now is found by its branch.
    const pull =
      pulls.get(saved.number) ??
      (branch === undefined ? [] : await forge.pullsOf(branch, signal)).find(({ number }) => number === saved.number);
    if (pull !== undefined) seen.push({ issue, saved, pull });
  }
  return seen;
}

/** What is to be told of a change; undefined where nothing changed. */
function newsOf(
  { plan }: Run,
  saved: PullSummary,
  { number, state, title, base }: Pull,
  moved: MovedBranch | undefined,
): string | undefined {
  const retargeted = base !== (saved.base ?? plan.milestoneBranch);
  if (saved.state === state && saved.title === title && !retargeted && moved === undefined) return undefined;
  return [
    ...(saved.title === title ? [] : [`PR #${number} is called "${title}" now`]),
    ...(retargeted ? [`PR #${number} aims at ${base} now`] : []),
    ...(moved === undefined ? [] : [moved.news]),
    ...(state === "closed" && saved.state === "open" ? [`PR #${number} was closed by somebody else`] : []),
  ].join("; ");
}
