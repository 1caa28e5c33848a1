import type { Forge } from "../../forges/forge.ts";
import type { Repository } from "../../git/repository.ts";
import { MilestoneError } from "../../model/errors.ts";
import type { Plan } from "../../model/plan.ts";
import type { Ledger } from "../../model/ports.ts";
import type { BranchPoint } from "../../model/step-result.ts";
import type { Stop } from "../../model/stop.ts";
import { clashesWith } from "../../plan/branch-clashes.ts";
import { stopFromError } from "../../questions/catalog.ts";
import { pushFailed } from "../../questions/kinds/forge/push-failed.ts";
import type { QuestionQueue } from "../../questions/queue.ts";
import { stopOf } from "../../questions/stop-definition.ts";
import type { Retry } from "../retry.ts";
import { singleFlight } from "../../concurrency/single-flight.ts";

/** The branch that the milestone's pull requests go into. */
export interface MilestoneBranch {
  /**
   * Checks that the forge answers and that the plan's branches can be made, and finds the branch on the remote or
   * creates it from the base branch.
   */
  prepare(): Promise<void>;
  /** Fetches the branch as it is on the remote now. Calls during a fetch share the next one. */
  refresh(): Promise<void>;
}

export interface MilestoneBranchPorts {
  readonly plan: Plan;
  readonly repository: Repository;
  readonly forge: Pick<Forge, "check">;
  readonly ledger: Ledger;
  readonly questions: QuestionQueue;
  readonly retry: Retry;
  readonly signal: AbortSignal;
}

export function createMilestoneBranch(ports: MilestoneBranchPorts): MilestoneBranch {
  const { plan, forge, retry, signal } = ports;
  const refresh = singleFlight(() => refreshBranch(ports));
  return {
    async prepare() {
      await retry.withUser(() => forge.check(signal, plan.milestoneBranch));
      await retry.withUser(() => refuseClashes(ports));
      await retry.withUser(refresh);
    },
    refresh,
  };
}

/** @throws MilestoneError `plan` where a branch of the plan cannot be made beside those on the remote */
async function refuseClashes({ plan, repository }: MilestoneBranchPorts): Promise<void> {
  const heads = (await repository.localRemoteRefs()) ?? (await repository.remoteHeads());
  const on = repository.remote.name;
  const [problem] = clashesWith(
    plan,
    [...heads.keys()].map((name) => ({ name, on })),
  );
  if (problem === undefined) return;
  const { line, text, fix } = problem;
  throw new MilestoneError("plan", `${plan.path}${line === undefined ? "" : `:${line}`}: ${text}`, { hint: fix });
}

async function refreshBranch(ports: MilestoneBranchPorts): Promise<void> {
  const { repository, plan, ledger } = ports;
  const heads = await repository.remoteHeads([plan.milestoneBranch, plan.baseBranch]);
  const existing = heads.get(plan.milestoneBranch);
  const known = ledger.progress.base;
  if (existing === undefined && known?.branch === plan.milestoneBranch) throw branchDeleted(repository, known);
  const commit = existing ?? heads.get(plan.baseBranch) ?? (await repository.resolve(`refs/heads/${plan.baseBranch}`));
  if (commit === undefined) throw noBaseBranch(plan, repository);
  if ((await repository.resolve(commit)) === undefined) {
    await repository.fetch([existing === undefined ? plan.baseBranch : plan.milestoneBranch]);
  }
  const base: BranchPoint = { branch: plan.milestoneBranch, commit };
  if (existing === undefined) await publish(ports, base);
  if (known?.commit !== commit || known.branch !== base.branch) {
    await ledger.record({
      type: "base.ready",
      base,
      created: existing === undefined,
      scopeTags: plan.scopeTags,
    });
  }
}

/**
 * The branch is not created again: a new one would lack what was merged into the old one, and the pull requests into
 * the old one are closed.
 */
function branchDeleted({ remote: { name } }: Repository, { branch, commit }: BranchPoint): MilestoneError {
  return new MilestoneError("git", `${branch} was deleted on ${name} by somebody else`, {
    hint: `Restore it, e.g. git push ${name} ${commit}:refs/heads/${branch}, and its pull requests, then retry.`,
  });
}

function noBaseBranch({ path, baseBranch, baseBranchLine: line }: Plan, { remote }: Repository): MilestoneError {
  const what = `base branch "${baseBranch}" exists neither here nor on ${remote.name}`;
  return line === undefined
    ? new MilestoneError("plan", `${path}: the plan names no base branch, and ${what}`, {
        hint: "Add a line such as `**Base Branch:** develop` below the plan's title.",
      })
    : new MilestoneError("plan", `${path}:${line}: ${what}`, { hint: "Correct that line, or push that branch." });
}

async function publish(ports: MilestoneBranchPorts, base: BranchPoint): Promise<void> {
  for (;;) {
    const stop = await tryToPublish(ports, base);
    if (stop === undefined) return;
    await ports.questions.ask(stop);
  }
}

async function tryToPublish(
  { repository, signal }: MilestoneBranchPorts,
  base: BranchPoint,
): Promise<Stop | undefined> {
  try {
    const pushed = await repository.push({ ...base, expected: undefined });
    if (pushed.ok) return undefined;
    return stopOf(pushFailed, { of: "error", message: pushed.reason, detail: pushed.detail });
  } catch (error) {
    signal.throwIfAborted();
    const stop = stopFromError(error);
    if (stop === undefined) throw error;
    return stop;
  }
}
