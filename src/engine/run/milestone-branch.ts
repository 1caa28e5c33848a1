import { MilestoneError } from "../model/errors.ts";
import type { BranchPoint } from "../model/events.ts";
import { retryWithUser } from "./retry-with-user.ts";
import { ask, type Run } from "./run.ts";
import { stopFromError } from "../questions/from-error.ts";
import { evidenceStop } from "../questions/pending.ts";
import type { Stop } from "../model/stop.ts";

/** Finds the milestone branch on the remote, or makes it from the base branch; nothing else is ever branched from. */
export async function prepareBase(run: Run): Promise<void> {
  await retryWithUser(run, () => run.forge.check(run.signal, run.plan.milestoneBranch));
  await retryWithUser(run, () => followBase(run));
}

/** Where the milestone branch stands on the remote now; the next branches begin there. */
export async function followBase(run: Run): Promise<void> {
  const { repository, plan } = run;
  const heads = await repository.remoteHeads([plan.milestoneBranch, plan.baseBranch]);
  const existing = heads.get(plan.milestoneBranch);
  const known = run.ledger.progress.base;
  if (existing === undefined && known?.branch === plan.milestoneBranch) throw deleted(run, known);
  const commit = existing ?? heads.get(plan.baseBranch) ?? (await repository.resolve(`refs/heads/${plan.baseBranch}`));
  if (commit === undefined) throw noBase(run);
  if ((await repository.resolve(commit)) === undefined) {
    await repository.fetch([existing === undefined ? plan.baseBranch : plan.milestoneBranch]);
  }
  const base: BranchPoint = { branch: plan.milestoneBranch, commit };
  if (existing === undefined) await publish(run, base);
  if (known?.commit !== commit || known.branch !== base.branch) {
    await run.ledger.record({ type: "base.ready", base, created: existing === undefined, scopeTags: plan.scopeTags });
  }
}

function noBase({ plan, repository }: Run): MilestoneError {
  const { path, baseBranch, baseBranchLine: line } = plan;
  const what = `base branch "${baseBranch}" exists neither here nor on ${repository.remote.name}`;
  return line === undefined
    ? new MilestoneError("plan", `${path}: the plan names no base branch, and ${what}`, {
        hint: "Add a line such as `**Base Branch:** develop` below the plan's title.",
      })
    : new MilestoneError("plan", `${path}:${line}: ${what}`, { hint: "Correct that line, or push that branch." });
}

/** Made anew from the base branch, it would lack what was merged into it, and its pull requests were closed with it. */
function deleted({ repository }: Run, { branch, commit }: BranchPoint): MilestoneError {
  const { name } = repository.remote;
  return new MilestoneError("git", `${branch} was deleted on ${name} by somebody else`, {
    hint: `Restore it, e.g. git push ${name} ${commit}:refs/heads/${branch}, and its pull requests, then retry.`,
  });
}

async function publish(run: Run, base: BranchPoint): Promise<void> {
  for (;;) {
    const stop = await tryToPublish(run, base);
    if (stop === undefined) return;
    await ask(run, stop);
  }
}

async function tryToPublish({ repository, signal }: Run, base: BranchPoint): Promise<Stop | undefined> {
  try {
    const pushed = await repository.push({ ...base, expected: undefined });
    return pushed.ok
      ? undefined
      : evidenceStop("push-failed", { of: "error", message: pushed.reason, detail: pushed.detail });
  } catch (error) {
    signal.throwIfAborted();
    const stop = stopFromError(error);
    if (stop === undefined) throw error;
    return stop;
  }
}
