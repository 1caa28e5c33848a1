// What other people push onto the branches of the milestone's issues.
import type { IssueProgress } from "../model/progress.ts";
import type { Run } from "./run.ts";

export interface MovedBranch {
  /** Where the branch stands on the remote now; it is here by then. */
  readonly commit: string;
  /** For people to read. */
  readonly news: string;
}

/**
 * Where somebody else moved the branch of an issue of which all is pushed; undefined where nobody did. What still waits to be
 * pushed meets their commits when it is (`steps/push.ts`).
 * @param seen the head the forge shows, which may lag behind: only a reason to look
 */
export async function movedByOthers(
  { repository }: Run,
  issue: IssueProgress,
  seen: string,
): Promise<MovedBranch | undefined> {
  const { branch, commit, pushed, state, finished, pull } = issue;
  if (branch === undefined || pushed === undefined || commit !== pushed || seen === pushed) return undefined;
  if (state === "active" && !finished.includes("push")) return undefined;
  const theirs = (await repository.remoteHeads([branch])).get(branch);
  if (theirs === undefined || theirs === pushed) return undefined;
  await repository.fetch([branch]);
  const onTop = await repository.isAncestor(pushed, theirs);
  const what = onTop ? `somebody pushed onto ${branch}` : `${branch} was rewritten by somebody`;
  return { commit: theirs, news: `PR #${pull?.number}: ${what}, which stands at ${theirs.slice(0, 7)} now` };
}
