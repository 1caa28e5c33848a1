import type { OpenedRepository } from "../../../engine/git/open-repository.ts";
import type { IssueProgress } from "../../../engine/model/progress.ts";

/** The changes of an issue so far, as a patch for people; undefined where there is no commit or worktree to compare. */
export async function issuePatch(
  repository: Pick<OpenedRepository, "patch">,
  issue: IssueProgress | undefined,
): Promise<string | undefined> {
  if (issue?.base === undefined) return undefined;
  const { base, commit, worktree, state } = issue;
  if (state === "active" && worktree !== undefined) return repository.patch({ from: base.commit, to: { worktree } });
  return commit === undefined ? undefined : repository.patch({ from: base.commit, to: { commit } });
}
