import { followBase } from "./base.ts";
import type { PullSummary } from "./events.ts";
import type { Pull } from "./forges/forge.ts";
import { nextMove } from "./next-move.ts";
import type { Run } from "./run.ts";

/** Sets what the forge holds against what was saved: at every start, and told where there is something to tell. */
export async function reconcile(run: Run): Promise<void> {
  const { ledger } = run;
  const resumed = ledger.progress.starts > 1 && ledger.progress.validated;
  if (resumed) await ledger.record({ type: "reconcile.started" });
  const merged = await observePulls(run);
  if (!ledger.progress.validated) await ledger.record({ type: "run.validated" });
  if (!resumed) return;
  const move = nextMove(run.plan, ledger.progress);
  const open = Object.values(ledger.progress.issues).filter((issue) => issue.pull?.state === "open").length;
  await ledger.record({ type: "reconciled", open, merged, current: move.kind === "issue" ? move.issue : undefined });
}

/** Between issues: what was merged meanwhile is the base of what comes next. */
export async function followForge(run: Run): Promise<void> {
  if ((await observePulls(run)) > 0) await followBase(run);
}

/** Adopts what happened to our pull requests behind our back; says how many were merged since. */
export async function observePulls(run: Run): Promise<number> {
  const { ledger, plan } = run;
  const known = Object.values(ledger.progress.issues).filter((issue) => issue.pull !== undefined);
  if (known.length === 0) return 0;
  const pulls = new Map((await run.forge.pullsInto(plan.milestoneBranch, run.signal)).map((pull) => [pull.number, pull]));
  let merged = 0;
  for (const issue of known) {
    const saved = issue.pull;
    const seen = saved && pulls.get(saved.number);
    if (saved === undefined || seen === undefined || sameAs(saved, seen)) continue;
    if (seen.state === "merged" && saved.state !== "merged") merged += 1;
    await ledger.record({ type: "pull.observed", issue: issue.id, pull: summaryOf(seen) });
  }
  return merged;
}

export function summaryOf(pull: Pull): PullSummary {
  return { number: pull.number, url: pull.url, title: pull.title, state: pull.state };
}

function sameAs(saved: PullSummary, seen: Pull): boolean {
  return saved.state === seen.state && saved.title === seen.title;
}
