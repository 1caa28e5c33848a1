import { commitsMadeAfter, commitsSeen } from "../../git/refs/fingerprints.ts";
import { worktreePlace } from "../../git/worktree/worktree-place.ts";
import { messageFor } from "../texts/commit-message.ts";
import { required, type StepContext } from "../steps/step.ts";

/**
 * Adopts commits that the agent itself pushed to its branch, so that the remote refused the push of the program. They
 * have to be on top of ours, and made in this worktree before what is pushed. What was judged is committed on top of
 * them, so that nothing is forced and the branch ends with what was judged.
 * @param remoteCommit the commit of the branch on the remote
 * @returns the commit of the branch now; undefined where the push was refused for another reason
 */
export async function adoptOwnPush(
  context: StepContext,
  branch: string,
  commit: string,
  remoteCommit: string | undefined,
): Promise<string | undefined> {
  const { lane, task, watch } = context;
  const { worktree, repository } = lane;
  const { issue } = task;
  const place = worktreePlace(worktree.path);
  if (remoteCommit === undefined || remoteCommit === issue.pushed || place === undefined) return undefined;
  if (!commitsSeen(place).includes(remoteCommit)) return undefined;
  // What was made later is a reviewer's, or the result of this function before a kill.
  const isLater = commitsMadeAfter(place, commit).includes(remoteCommit);
  if (isLater && !(await repository.haveSameFiles(remoteCommit, commit))) return undefined;
  const ours = issue.pushed ?? required(issue.base, "the base").commit;
  if (!(await repository.isAncestor(ours, remoteCommit))) return undefined;

  const isOnTop = await repository.isAncestor(remoteCommit, commit);
  // A reviewer may have staged files, which are not to be committed. In the user's own checkout it has not begun.
  if (!isOnTop && worktree.path !== repository.root) await worktree.start(branch, commit);
  const onTop = isOnTop ? commit : await worktree.commit(messageFor(task), remoteCommit);
  const isPushed =
    onTop === remoteCommit || (await repository.push({ commit: onTop, branch, expected: remoteCommit })).ok;
  if (!isPushed) return undefined;
  const text = `The agent pushed ${branch} by itself; what it pushed is adopted`;
  watch.emit({ type: "notice", issue: issue.id, text });
  return onTop;
}
