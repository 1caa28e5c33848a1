import { commitsSeen } from "../../git/refs/fingerprints.ts";
import { worktreePlace } from "../../git/worktree/worktree-place.ts";
import { messageFor } from "../steps/commit-message.ts";
import { required, type StepContext } from "../steps/step.ts";

/**
 * Looks whether it was the agent who pushed to the branch that did not take a push: a commit on top of ours, made in this
 * worktree. It is adopted, with what was judged on top of it, so that nothing is forced and the branch ends as it was judged.
 * @param there what the branch holds on the remote
 * @returns what it holds now; undefined where something else stands in the way
 */
export async function adoptOwnPush(
  context: StepContext,
  branch: string,
  commit: string,
  there: string | undefined,
): Promise<string | undefined> {
  const {
    run: { repository, ledger },
    lane,
    issue,
  } = context;
  const place = worktreePlace(lane.worktree.path);
  if (there === undefined || there === issue.pushed || place === undefined || !commitsSeen(place).includes(there))
    return undefined;
  if (!(await repository.isAncestor(issue.pushed ?? required(issue.base, "the base").commit, there))) return undefined;

  const onTop = (await repository.isAncestor(there, commit))
    ? commit
    : await lane.worktree.commit(messageFor(context), there);
  const pushed = onTop === there || (await repository.push({ commit: onTop, branch, expected: there })).ok;
  if (!pushed) return undefined;
  ledger.emit({
    type: "notice",
    issue: issue.id,
    text: `The agent pushed ${branch} by itself; what it pushed is adopted`,
  });
  return onTop;
}
