// Reads the status of a pull request with several REST requests, for servers that do not support the GraphQL query.
import type { PullStatus } from "../../forge.ts";
import type { Checks } from "./commit-checks.ts";
import type { GitHubClient } from "../api/client.ts";
import { peopleReviews, type Opinion } from "./people.ts";
import type { PullList } from "../pulls/pull-list.ts";
import { commentSchema, reviewSchema, type CommentAnswer } from "../api/answer-schemas.ts";

export async function statusByRest(
  client: GitHubClient,
  list: PullList,
  checks: Checks,
  number: number,
  signal: AbortSignal,
): Promise<PullStatus> {
  const { pull, conflict } = await list.get(number, signal);
  return {
    pull,
    conflict,
    ci: await checks.of(pull.head, pull.base, signal),
    reviews: peopleReviews(await opinions(client, number, signal)),
  };
}

const OPINIONS = new Set(["APPROVED", "CHANGES_REQUESTED", "DISMISSED"]);

/** Returns each person's latest review that is not just a comment. GitHub lists reviews oldest first. */
async function opinions(client: GitHubClient, number: number, signal: AbortSignal): Promise<readonly Opinion[]> {
  const reviews = await client.list(
    reviewSchema,
    { what: `Reading the reviews of PR #${number}`, signal },
    (octokit, common) =>
      octokit.paginate(octokit.rest.pulls.listReviews, { ...common, pull_number: number, per_page: 100 }),
  );
  const latest = new Map(
    reviews.filter(({ state }) => OPINIONS.has(state)).map((review) => [review.user?.login ?? "ghost", review]),
  );
  const hasChangeRequest = [...latest.values()].some(({ state }) => state === "CHANGES_REQUESTED");
  const comments: readonly CommentAnswer[] = hasChangeRequest
    ? await client.list(commentSchema, { what: `Reading the comments of PR #${number}`, signal }, (octokit, common) =>
        octokit.paginate(octokit.rest.pulls.listReviewComments, { ...common, pull_number: number, per_page: 100 }),
      )
    : [];
  return [...latest].map(([login, { id, state, body }]) => ({
    login,
    state,
    body: body ?? "",
    comments: comments
      .filter((comment) => comment.pull_request_review_id === id)
      .map(({ path, line, body }) => ({ path, line: line ?? undefined, body })),
  }));
}
