import { dirname, join } from "node:path";
import type { AgentTask } from "../../agents/agent.ts";
import {
  changedFingerprints,
  fileFingerprints,
  repositoryFingerprints,
  wasLastUpdatedByPush,
  type Fingerprints,
} from "../../git/refs/fingerprints.ts";
import { worktreesFolder } from "../../git/worktree/lane-path.ts";
import { worktreePlace, type WorktreePlace } from "../../git/worktree/worktree-place.ts";
import type { Stop } from "../../model/stop.ts";
import { isWrittenByTracking } from "../../plan/tracking/tracking.ts";
import { gitTampering } from "../../questions/kinds/safety/git-tampering.ts";
import { outsideWorktree } from "../../questions/kinds/safety/outside-worktree.ts";
import { stopOf } from "../../questions/stop-definition.ts";
import { required, type StepContext } from "../steps/step.ts";
import { agentsOf, beginWork, type AgentAtWork } from "./agents-at-work.ts";
import { startRemoteTamperCheck } from "./remote-tamper-check.ts";
import { discardFingerprints, saveFingerprints } from "./saved-fingerprints.ts";

/** What an agent's work came to, and the stop to ask about where it changed something beyond its task. */
export interface Checked<T> {
  readonly result: T;
  readonly stop: Stop | undefined;
}

/**
 * Takes fingerprints, before an agent begins, of what it must not change: the repository's settings and hooks, the
 * branches that the run or its users rely on, here and on the remote, and the files beside the worktree. Compares them
 * after its work. The user may work in the checkout at the same time. Unless the sandbox keeps the agent out of the
 * checkout, a change there could be the user's, so it leads to a notice and not to a stop. The agent may change its own
 * branch in any way, since the result is judged as a diff. What the program itself moves meanwhile, for the issues in
 * other lanes, is not the agent's.
 */
export async function withTamperCheck<T>(
  context: StepContext,
  isCheckoutReadOnly: boolean,
  kind: AgentTask["kind"],
  work: () => Promise<T>,
): Promise<Checked<T>> {
  const { lane, task } = context;
  const place = worktreePlace(lane.worktree.path);
  if (place === undefined) return { result: await work(), stop: await leftItsBranch(context) };
  const agent = beginWork(lane.repository, task.issue.branch, place);
  try {
    const before = { repository: repositoryFingerprints(place), beside: fingerprintsBeside(context) };
    const checkout = async () => (isCheckoutReadOnly ? NOTHING : await checkoutFingerprints(context));
    const checkoutBefore = await checkout();
    const remoteCheck = await startRemoteTamperCheck(context, place, agent);
    await saveFingerprints(lane, task.issue.id, lane.clock.now());

    const result = await work();
    reportCheckoutChanges(context, agent, checkoutBefore, await checkout());
    const stop =
      (await repositoryStop(context, place, agent, before.repository)) ??
      (await remoteCheck(kind === "review")) ??
      besideStop(agent, changedFingerprints(before.beside, fingerprintsBeside(context))) ??
      (await leftItsBranch(context));
    if (stop === undefined) await discardFingerprints(lane, task.issue.id);
    return { result, stop };
  } finally {
    agent.end();
  }
}

export function outsideWorktreeStop(
  message: string,
  hint = "Check what it did there before you run the milestone again.",
): Stop {
  return stopOf(outsideWorktree, { of: "error", message, hint });
}

const NOTHING: Fingerprints = new Map();

/**
 * Fingerprints the files beside the worktree, where `../` and `../../` lead to: the folders of the milestone's lanes,
 * and of all worktrees. Only the program has files there.
 */
function fingerprintsBeside({ lane: { worktree, repository } }: StepContext): Fingerprints {
  if (worktree.path === repository.root) return NOTHING;
  const above = worktreesFolder(worktree.path);
  return new Map([
    ...fileFingerprints(dirname(worktree.path)),
    ...(above === undefined ? NOTHING : fileFingerprints(above)),
  ]);
}

/** Fingerprints the unsaved changes in the user's checkout, without what the program writes there itself. */
async function checkoutFingerprints({ lane: { worktree, repository }, task }: StepContext): Promise<Fingerprints> {
  if (worktree.path === repository.root) return NOTHING;
  const unsaved = [...(await repository.unsaved())];
  return new Map(
    unsaved.filter(([path]) => !isWrittenByTracking(task.milestone.planPath, join(repository.root, path))),
  );
}

/** Reports a change once, also where several agents were at work. */
function reportCheckoutChanges(
  { task, watch }: StepContext,
  agent: AgentAtWork,
  before: Fingerprints,
  after: Fingerprints,
): void {
  const changed = new Map(changedFingerprints(before, after).map((path) => [`${path} ${after.get(path)}`, path]));
  const paths = agent.unreported([...changed.keys()]).map((change) => changed.get(change));
  if (paths.length === 0) return;
  const who = agentsOf(agent);
  const text =
    `Changed in your checkout while ${who} worked: ${paths.join(", ")}. If that was not you, it was ` +
    `${who === "agents" ? "an agent" : who}: no sandbox keeps it out of your checkout. Install bubblewrap`;
  watch.emit({ type: "notice", issue: task.issue.id, text });
}

const IF_YOU_CHANGED_IT = "If you changed it, abort, and run the milestone again.";

async function repositoryStop(
  context: StepContext,
  place: WorktreePlace,
  agent: AgentAtWork,
  before: Fingerprints,
): Promise<Stop | undefined> {
  const changed = await changedInRepository(context, place, agent, before);
  const names = changed.map((name) =>
    name.startsWith("refs/") ? `branch ${name.replace(/^refs\/(heads|remotes)\//, "")}` : `.git/${name}`,
  );
  if (names.length === 0) return undefined;
  return stopOf(gitTampering, {
    of: "error",
    message: `Changed while ${agentsOf(agent)} worked: ${names.join(", ")}`,
    hint: `Check what was changed, and undo it. ${IF_YOU_CHANGED_IT}`,
  });
}

/**
 * Returns the settings and guarded refs that are neither as they were before nor as the program left them last. Where
 * the program is just moving such a ref, waits until it knows where that ref is.
 */
async function changedInRepository(
  context: StepContext,
  place: WorktreePlace,
  agent: AgentAtWork,
  before: Fingerprints,
): Promise<readonly string[]> {
  for (;;) {
    const after = repositoryFingerprints(place);
    const changed = changedFingerprints(expected(before, agent.moves.moved), after);
    const suspicious = changed.filter(
      (name) =>
        !name.startsWith("refs/") ||
        (isGuarded(context, name) &&
          !isFetchedByUser(place, name, after) &&
          !agent.movedByItsAgent(name, after.get(name))),
    );
    if (!suspicious.some((name) => agent.moves.isMoving(name)))
      return suspicious.toSorted((a, b) => Number(a.startsWith("refs/")) - Number(b.startsWith("refs/")));
    await agent.moves.moveEnded();
  }
}

function expected(before: Fingerprints, moved: ReadonlyMap<string, string | undefined>): Fingerprints {
  const after = new Map(before);
  for (const [ref, commit] of moved) {
    if (commit === undefined) after.delete(ref);
    else after.set(ref, commit);
  }
  return after;
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

function besideStop(agent: AgentAtWork, changed: readonly string[]): Stop | undefined {
  if (changed.length === 0) return undefined;
  const hint = `Check what it did there. ${IF_YOU_CHANGED_IT}`;
  return outsideWorktreeStop(`Changed while ${agentsOf(agent)} worked: ${changed.join(", ")}`, hint);
}

/**
 * Returns a stop where the worktree is no longer on the branch of the issue. An agent that was ended in its work may
 * have wanted to return to it.
 */
async function leftItsBranch({ lane, task, watch }: StepContext): Promise<Stop | undefined> {
  if (watch.canceled.aborted) return undefined;
  const branch = required(task.issue.branch, "the branch");
  const head = await lane.worktree.head();
  if (head.branch === branch) return undefined;
  return outsideWorktreeStop(`The agent left branch ${branch} for ${head.branch ?? "a detached commit"}`);
}
