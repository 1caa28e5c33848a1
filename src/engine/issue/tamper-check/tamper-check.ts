import { dirname } from "node:path";
import type { AgentTask } from "../../agents/agent.ts";
import {
  changedFingerprints,
  fileFingerprints,
  repositoryFingerprints,
  wasLastUpdatedByPush,
  type Fingerprints,
} from "../../git/refs/fingerprints.ts";
import { worktreePlace, type WorktreePlace } from "../../git/worktree/worktree-place.ts";
import type { Stop } from "../../model/stop.ts";
import { gitTampering } from "../../questions/kinds/safety/git-tampering.ts";
import { outsideWorktree } from "../../questions/kinds/safety/outside-worktree.ts";
import { stopOf } from "../../questions/stop-definition.ts";
import { required, type StepContext } from "../steps/step.ts";
import { startRemoteTamperCheck } from "./remote-tamper-check.ts";
import { discardFingerprints, saveFingerprints } from "./saved-fingerprints.ts";

/** Finds out what an agent changed beyond its task. Resolves with the stop to ask about, or with undefined. */
export type TamperCheck = () => Promise<Stop | undefined>;

/**
 * Takes fingerprints, before an agent begins, of what it must not change: the repository's settings and hooks, the
 * branches that the run or its users rely on, here and on the remote, and the files beside the worktree. The user may
 * work in the checkout at the same time. Unless the sandbox keeps the agent out of the checkout, a change there could
 * be the user's, so it leads to a notice and not to a stop. The agent may change its own branch in any way, since the
 * result is judged as a diff.
 */
export async function startTamperCheck(
  context: StepContext,
  isCheckoutReadOnly: boolean,
  kind: AgentTask["kind"],
): Promise<TamperCheck> {
  const { lane, task } = context;
  const place = worktreePlace(lane.worktree.path);
  if (place === undefined) return () => leftItsBranch(context);
  const takeFingerprints = async () => ({
    repository: repositoryFingerprints(place),
    beside: fingerprintsBeside(context),
    checkout: isCheckoutReadOnly ? NOTHING : await checkoutFingerprints(context),
  });
  const before = await takeFingerprints();
  const remoteCheck = await startRemoteTamperCheck(context, place);
  await saveFingerprints(lane, task.issue.id, lane.clock.now());
  return async () => {
    const after = await takeFingerprints();
    reportCheckoutChanges(context, changedFingerprints(before.checkout, after.checkout));
    const stop =
      repositoryStop(context, place, before.repository, after.repository) ??
      (await remoteCheck(kind === "review")) ??
      besideStop(changedFingerprints(before.beside, after.beside)) ??
      (await leftItsBranch(context));
    if (stop === undefined) await discardFingerprints(lane, task.issue.id);
    return stop;
  };
}

export function outsideWorktreeStop(
  message: string,
  hint = "Check what it did there before you run the milestone again.",
): Stop {
  return stopOf(outsideWorktree, { of: "error", message, hint });
}

const NOTHING: Fingerprints = new Map();

/** Fingerprints the files beside the worktree, where `../` leads to. Only the program has files there. */
function fingerprintsBeside({ lane: { worktree, repository } }: StepContext): Fingerprints {
  return worktree.path === repository.root ? NOTHING : fileFingerprints(dirname(worktree.path));
}

async function checkoutFingerprints({ lane: { worktree, repository } }: StepContext): Promise<Fingerprints> {
  return worktree.path === repository.root ? NOTHING : repository.unsaved();
}

function reportCheckoutChanges({ task, watch }: StepContext, paths: readonly string[]): void {
  if (paths.length === 0) return;
  const text =
    `Changed in your checkout while the agent worked: ${paths.join(", ")}. If that was not you, it was the agent: ` +
    "no sandbox keeps it out of your checkout. Install bubblewrap";
  watch.emit({ type: "notice", issue: task.issue.id, text });
}

const IF_YOU_CHANGED_IT = "If you changed it, abort, and run the milestone again.";

function repositoryStop(
  context: StepContext,
  place: WorktreePlace,
  before: Fingerprints,
  after: Fingerprints,
): Stop | undefined {
  const changed = changedFingerprints(before, after);
  const settings = changed.filter((name) => !name.startsWith("refs/"));
  const moved = changed.filter(
    (name) => name.startsWith("refs/") && isGuarded(context, name) && !isFetchedByUser(place, name, after),
  );
  const names = [
    ...settings.map((name) => `.git/${name}`),
    ...moved.map((ref) => `branch ${ref.replace(/^refs\/(heads|remotes)\//, "")}`),
  ];
  if (names.length === 0) return undefined;
  return stopOf(gitTampering, {
    of: "error",
    message: `Changed while the agent worked: ${names.join(", ")}`,
    hint: `Check what was changed, and undo it. ${IF_YOU_CHANGED_IT}`,
  });
}

/**
 * Returns whether only the forge or the program may move a branch: a protected branch, the milestone's branches, and
 * the branches of other issues.
 */
function isGuarded({ lane, task }: StepContext, ref: string): boolean {
  const branch = /^refs\/(?:heads|remotes\/[^/]+)\/(.+)$/.exec(ref)?.[1];
  if (branch === undefined || branch === task.issue.branch) return false;
  const { milestone, otherBranches } = task;
  return (
    lane.repository.isProtected(branch) ||
    [milestone.branch, milestone.baseBranch].includes(branch) ||
    otherBranches.includes(branch)
  );
}

/**
 * Returns whether the user moved a branch by a fetch or a pull during the task. The branch is then at the commit of a
 * remote branch. A push from this machine is not the user's.
 */
function isFetchedByUser(place: WorktreePlace, ref: string, after: Fingerprints): boolean {
  if (ref.startsWith("refs/remotes/")) return !wasLastUpdatedByPush(place, ref);
  const commit = after.get(ref);
  const suffix = ref.slice("refs/heads".length);
  return (
    commit !== undefined &&
    [...after].some(([name, value]) => name.startsWith("refs/remotes/") && name.endsWith(suffix) && value === commit)
  );
}

function besideStop(changed: readonly string[]): Stop | undefined {
  if (changed.length === 0) return undefined;
  const hint = `Check what it did there. ${IF_YOU_CHANGED_IT}`;
  return outsideWorktreeStop(`Changed while the agent worked: ${changed.join(", ")}`, hint);
}

/** Returns a stop where the worktree is no longer on the branch of the issue. */
async function leftItsBranch({ lane, task }: StepContext): Promise<Stop | undefined> {
  const branch = required(task.issue.branch, "the branch");
  const head = await lane.worktree.head();
  if (head.branch === branch) return undefined;
  return outsideWorktreeStop(`The agent left branch ${branch} for ${head.branch ?? "a detached commit"}`);
}
