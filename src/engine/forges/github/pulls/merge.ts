import type { PullMergeResult, PullStatus } from "../../forge.ts";
import type { GitHubClient } from "../api/client.ts";
import { GitHubError } from "../api/github-failure.ts";
import { ProtectedBranchError } from "./protected-branch-error.ts";
import type { Poll } from "../status/poll.ts";
import type { PullList } from "./pull-list.ts";
import type { RepositoryFacts } from "../api/repository-facts.ts";
import { mergeSchema } from "../api/answer-schemas.ts";

export interface MergeParts {
  readonly client: GitHubClient;
  readonly facts: RepositoryFacts;
  readonly list: PullList;
  readonly poll: Poll;
  readonly isProtected: (branch: string) => boolean;
}

/**
 * Squash-merges the pull request into `base` if its head is unchanged, it has no conflict, its checks passed, and
 * no person requests changes. Reads all of this from GitHub immediately before the merge.
 * @param head the commit that the gates judged
 * @throws ProtectedBranchError where `base` is protected by the program or by GitHub, or is the default branch
 */
export async function mergePull(
  parts: MergeParts,
  number: number,
  base: string,
  head: string,
  signal: AbortSignal,
): Promise<PullMergeResult> {
  const { client, list, poll } = parts;
  await refuseProtected(parts, base, signal);
  const [status] = await poll.of([number], signal);
  if (!status) return { merged: false, reason: `PR #${number} is not there` };
  if (status.pull.state === "merged") return { merged: true };
  const reason = obstacleOf(status, base, head);
  if (reason !== undefined) return { merged: false, reason };
  try {
    await client.call(mergeSchema, { what: `Merging PR #${number}`, signal, once: true }, (octokit, common) =>
      octokit.rest.pulls.merge({ ...common, pull_number: number, merge_method: "squash", sha: head }),
    );
    return { merged: true };
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    // The merge may have succeeded whatever the answer was, so the pull request is read again.
    if ((await list.get(number, signal)).pull.state === "merged") return { merged: true };
    if (error.unknown) throw error;
    return { merged: false, reason: error.words.join("; ") };
  }
}

async function refuseProtected({ isProtected, facts }: MergeParts, branch: string, signal: AbortSignal): Promise<void> {
  if (isProtected(branch)) throw new ProtectedBranchError(branch);
  if ((await facts.repository(signal)).default_branch === branch || (await facts.isProtected(branch, signal)))
    throw new ProtectedBranchError(branch);
}

function obstacleOf({ pull, conflict, ci, reviews }: PullStatus, base: string, head: string): string | undefined {
  if (pull.state === "closed") return "it was closed";
  if (pull.base !== base) return `it aims at ${pull.base} now`;
  if (pull.head !== head) return `its head moved to ${pull.head.slice(0, 7)}`;
  if (pull.draft) return "it is a draft";
  if (conflict !== false)
    return conflict ? `it conflicts with ${base}` : "GitHub does not know yet whether it conflicts";
  if (ci.state !== "passed" && ci.state !== "none") return `its checks are ${ci.state}`;
  return reviews.changesRequestedBy.length === 0
    ? undefined
    : `${reviews.changesRequestedBy.join(", ")} requested changes`;
}
