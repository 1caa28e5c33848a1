import type { Repository } from "../../git/repository.ts";
import type { IssueProgress } from "../../model/progress.ts";

export interface MovedBranch {
  /** The commit of the branch on the remote now. It was fetched. */
  readonly commit: string;
  /** What happened, in one line for the user. */
  readonly news: string;
}

/**
 * Returns how another person moved the branch of an issue whose work is completely pushed. Work that is not pushed yet
 * meets such commits when it is pushed (`issue/steps/push.ts`).
 * @param seen the head that the forge shows, which may be out of date; only a reason to ask the remote
 * @returns undefined where the branch was not moved
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
