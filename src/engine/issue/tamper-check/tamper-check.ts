import { dirname } from "node:path";
import type { AgentTask } from "../../agents/agent.ts";
import {
  changedFingerprints,
  filesIn,
  repositoryFingerprints,
  wasPushedFromHere,
  type Fingerprints,
} from "../../git/refs/fingerprints.ts";
import { worktreePlace, type WorktreePlace } from "../../git/worktree/worktree-place.ts";
import { branchOf } from "../../plan/branch-name.ts";
import { evidenceStop } from "../../questions/pending.ts";
import type { Stop } from "../../model/stop.ts";
import { saveFingerprints, discardFingerprints } from "./crash-recovery.ts";
import { watchRemote } from "./remote-tamper-check.ts";
import { required, type StepContext } from "../steps/step.ts";

/** Looks afterwards what an agent did beyond its task; undefined where it kept to it. */
export type TamperCheck = () => Promise<Stop | undefined>;

/**
 * Remembers, before an agent begins, what it must not change: the repository's settings and hooks, the branches that the
 * run or its users rely on, here and on the remote, and what lies beside the worktree. In the checkout its user may be at
 * work: where nothing keeps the agent from there, nobody can tell whose a change is, so that it is told and stops nothing.
 * On its own branch it may do as it likes; what comes of that is judged as a diff.
 */
export async function startTamperCheck(
  context: StepContext,
  isCheckoutKept: boolean,
  task: AgentTask["kind"],
): Promise<TamperCheck> {
  const { path } = context.lane.worktree;
  const place = worktreePlace(path);
  if (place === undefined) return () => leftItsBranch(context);
  const look = async () => ({
    repository: repositoryFingerprints(place),
    beside: fingerprintsBeside(context),
    checkout: isCheckoutKept ? NOTHING : await checkoutFingerprints(context),
  });
  const before = await look();
  const remote = await watchRemote(context, place);
  await saveFingerprints(context.run, context.issue.id);
  return async () => {
    const after = await look();
    reportChanges(context, changedFingerprints(before.checkout, after.checkout));
    const stop =
      tampering(context, place, before.repository, after.repository) ??
      (await remote(task === "review")) ??
      wandered(changedFingerprints(before.beside, after.beside)) ??
      (await leftItsBranch(context));
    if (stop === undefined) await discardFingerprints(context.run, context.issue.id);
    return stop;
  };
}

function tampering(
  context: StepContext,
  place: WorktreePlace,
  before: Fingerprints,
  after: Fingerprints,
): Stop | undefined {
  const changed = changedFingerprints(before, after);
  const settings = changed.filter((name) => !name.startsWith("refs/"));
  const moved = changed.filter(
    (name) => name.startsWith("refs/") && isGuarded(context, name) && !isUsersOwn(place, name, after),
  );
  const names = [
    ...settings.map((name) => `.git/${name}`),
    ...moved.map((ref) => `branch ${ref.replace(/^refs\/(heads|remotes)\//, "")}`),
  ];
  if (names.length === 0) return undefined;
  return evidenceStop("git-tampering", {
    of: "error",
    message: `Changed while the agent worked: ${names.join(", ")}`,
    hint: `See what was changed and put it back. ${IF_IT_WAS_YOU}`,
  });
}

const IF_IT_WAS_YOU = "If it was you, abort, and run the milestone again.";

const NOTHING: Fingerprints = new Map();

/** Files beside the worktree, where `../` leads to: nobody's but the program's. */
function fingerprintsBeside({ run, lane }: StepContext): Fingerprints {
  return lane.worktree.path === run.repository.root ? NOTHING : filesIn(dirname(lane.worktree.path));
}

async function checkoutFingerprints({ run, lane }: StepContext): Promise<Fingerprints> {
  return lane.worktree.path === run.repository.root ? NOTHING : run.repository.unsaved();
}

function reportChanges({ run, issue }: StepContext, paths: readonly string[]): void {
  if (paths.length === 0) return;
  run.ledger.emit({
    type: "notice",
    issue: issue.id,
    text: `Changed in your checkout while the agent worked: ${paths.join(", ")}. If that was not you, it was the agent, which nothing here keeps from it: install bubblewrap`,
  });
}

function wandered(changed: readonly string[]): Stop | undefined {
  return changed.length === 0
    ? undefined
    : outsideWorktree(
        `Changed while the agent worked: ${changed.join(", ")}`,
        `Look at what it did there. ${IF_IT_WAS_YOU}`,
      );
}

/** Branches nobody but the forge or the engine moves: protected ones, the milestone's own, and those of its other issues. */
function isGuarded({ run, issue }: StepContext, ref: string): boolean {
  const branch = /^refs\/(?:heads|remotes\/[^/]+)\/(.+)$/.exec(ref)?.[1];
  if (branch === undefined || branch === issue.branch) return false;
  const { plan, repository } = run;
  return (
    repository.isProtected(branch) ||
    [plan.milestoneBranch, plan.baseBranch].includes(branch) ||
    [...plan.issues.values()].some((planned) => branchOf(plan, planned) === branch)
  );
}

/** Its user may fetch and pull beside the run: then a branch stands where the remote has it. A push from here is none of it. */
function isUsersOwn(place: WorktreePlace, ref: string, after: Fingerprints): boolean {
  if (ref.startsWith("refs/remotes/")) return !wasPushedFromHere(place, ref);
  const commit = after.get(ref);
  const suffix = ref.slice("refs/heads".length);
  return (
    commit !== undefined &&
    [...after].some(([name, value]) => name.startsWith("refs/remotes/") && name.endsWith(suffix) && value === commit)
  );
}

/** The worktree must still be on the issue's branch. */
async function leftItsBranch({ lane, issue }: StepContext): Promise<Stop | undefined> {
  const branch = required(issue.branch, "the branch");
  const head = await lane.worktree.head();
  if (head.branch === branch) return undefined;
  return outsideWorktree(`The agent left branch ${branch} for ${head.branch ?? "a detached commit"}`);
}

export function outsideWorktree(
  message: string,
  hint = "Look at what it did there before you run the milestone again.",
): Stop {
  return evidenceStop("outside-worktree", { of: "error", message, hint });
}
