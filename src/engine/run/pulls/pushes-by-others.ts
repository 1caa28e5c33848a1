import type { Repository } from "../../git/repository.ts";
import type { IssueProgress } from "../../model/progress.ts";

export interface MovedBranch {
  /** The commit its branch stands at on the remote now; it was fetched. */
  readonly commit: string;
  /** One line for people. */
  readonly news: string;
}

/**
 * Whether somebody else moved the branch of an issue whose work is pushed completely. Work that is still to be pushed
 * meets their commits when it is (`issue/steps/push.ts`).
 * @param seen the head as the forge shows it, which may be out of date: only a reason to look
 * @returns undefined where nobody did
 */
export async function movedByOthers(
  repository: Repository,
  issue: IssueProgress,
  seen: string,
): Promise<MovedBranch | undefined> {
  const { branch, commit, pushed, state, finished, pull } = issue;
  if (branch === undefined || pushed === undefined || commit !== pushed || seen === pushed) return undefined;
  if (state === "active" && !finished.includes("push")) return undefined;
  const theirs = (await repository.remoteHeads([branch])).get(branch);
  if (theirs === undefined || theirs === pushed) return undefined;
  await repository.fetch([branch]);
  const isOnTop = await repository.isAncestor(pushed, theirs);
  const what = isOnTop ? `somebody pushed onto ${branch}` : `${branch} was rewritten by somebody`;
  return { commit: theirs, news: `PR #${pull?.number}: ${what}, which stands at ${theirs.slice(0, 7)} now` };
}
