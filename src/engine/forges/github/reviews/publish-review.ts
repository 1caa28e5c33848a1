// Publishes the program's review of a pull request: one review, updated when the findings change.
import type { ReviewFinding } from "../../../model/findings/review.ts";
import type { GitHubClient } from "../api/client.ts";
import { commentableLines } from "./diff-lines.ts";
import { GitHubError } from "../api/github-failure.ts";
import { markerIn } from "../pulls/marker.ts";
import {
  commentBody,
  fingerprintOf,
  fixedBody,
  isFixed,
  lineComments,
  reviewBody,
  type LineComment,
} from "./review-text.ts";
import {
  anything,
  commentSchema,
  fileSchema,
  pullSchema,
  reviewSchema,
  type CommentAnswer,
} from "../api/answer-schemas.ts";

const MAX_ATTEMPTS = 3;

/** Creates the review with its line comments, or updates text and comments of the program's earlier review. */
export async function publishReview(
  client: GitHubClient,
  number: number,
  findings: readonly ReviewFinding[],
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const earlier = await ourReview(client, number, signal);
    try {
      if (earlier !== undefined && (await update(client, number, earlier, findings, signal))) return;
      if (findings.length > 0) await create(client, number, findings, signal);
      return;
    } catch (error) {
      // The request may have had its effect although its answer was lost, so the next attempt reads the review first.
      if (!(error instanceof GitHubError) || !error.unknown || attempt >= MAX_ATTEMPTS) throw error;
    }
  }
}

async function create(
  client: GitHubClient,
  number: number,
  findings: readonly ReviewFinding[],
  signal: AbortSignal,
): Promise<void> {
  const comments = await commentsFor(client, number, findings, signal);
  const body = reviewBody(findings);
  const send = (lines: readonly LineComment[]) => {
    const comments = lines.map(({ path, line, body }) => ({ path, line, side: "RIGHT", body }));
    return client.call(anything, { what: `Reviewing PR #${number}`, signal, once: true }, (octokit, common) =>
      octokit.rest.pulls.createReview({ ...common, pull_number: number, event: "COMMENT", body, comments }),
    );
  };
  try {
    await send(comments);
  } catch (error) {
    // The diff changed and no longer shows one of the lines. The body lists every finding anyway.
    if (!isInvalid(error) || comments.length === 0) throw error;
    await send([]);
  }
}

/**
 * Updates the text and the comments of a review. New line comments are created outside it, since a submitted review
 * accepts none. Returns false where GitHub no longer lets the review be changed; new findings then go into another
 * review.
 */
async function update(
  client: GitHubClient,
  number: number,
  review: number,
  findings: readonly ReviewFinding[],
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await client.call(anything, { what: `Updating the review of PR #${number}`, signal }, (octokit, common) =>
      octokit.rest.pulls.updateReview({
        ...common,
        pull_number: number,
        review_id: review,
        body: reviewBody(findings),
      }),
    );
  } catch (error) {
    if (isInvalid(error)) return false;
    throw error;
  }
  const existing = await ourComments(client, number, signal);
  for (const { id, body } of outdated(existing, findings)) await setComment(client, id, body, signal);
  const known = new Set(existing.map(({ body }) => markerIn(body, "finding")));
  const fresh = (await commentsFor(client, number, findings, signal)).filter(
    ({ fingerprint }) => !known.has(fingerprint),
  );
  if (fresh.length > 0) await addComments(client, number, fresh, signal);
  return true;
}

/** Returns the new texts of the comments whose finding is gone, and of those whose finding came back. */
function outdated(
  comments: readonly CommentAnswer[],
  findings: readonly ReviewFinding[],
): readonly { id: number; body: string }[] {
  const current = new Map(findings.map((finding) => [fingerprintOf(finding), commentBody(finding)]));
  return comments.flatMap(({ id, body }) => {
    const found = current.get(markerIn(body, "finding") ?? "");
    if ((found === undefined) === isFixed(body)) return [];
    return [{ id, body: found ?? fixedBody(body) }];
  });
}

async function ourReview(client: GitHubClient, number: number, signal: AbortSignal): Promise<number | undefined> {
  const reviews = await client.list(
    reviewSchema,
    { what: `Reading the reviews of PR #${number}`, signal },
    (octokit, common) =>
      octokit.paginate(octokit.rest.pulls.listReviews, { ...common, pull_number: number, per_page: 100 }),
  );
  return reviews.find(({ body }) => markerIn(body, "review") !== undefined)?.id;
}

async function ourComments(client: GitHubClient, number: number, signal: AbortSignal): Promise<CommentAnswer[]> {
  const comments = await client.list(
    commentSchema,
    { what: `Reading the comments of PR #${number}`, signal },
    (octokit, common) =>
      octokit.paginate(octokit.rest.pulls.listReviewComments, { ...common, pull_number: number, per_page: 100 }),
  );
  return comments.filter(({ body }) => markerIn(body, "finding") !== undefined);
}

async function commentsFor(
  client: GitHubClient,
  number: number,
  findings: readonly ReviewFinding[],
  signal: AbortSignal,
): Promise<readonly LineComment[]> {
  if (!findings.some(({ line }) => line !== undefined)) return [];
  const files = await client.list(
    fileSchema,
    { what: `Reading the files of PR #${number}`, signal },
    (octokit, common) =>
      octokit.paginate(octokit.rest.pulls.listFiles, { ...common, pull_number: number, per_page: 100 }),
  );
  // GitHub omits the patch of a binary file and of a very large one.
  const lines = new Map(files.map(({ filename, patch }) => [filename, commentableLines(patch ?? "")]));
  return lineComments(findings, (file) => lines.get(file) ?? new Set());
}

async function setComment(client: GitHubClient, id: number, body: string, signal: AbortSignal): Promise<void> {
  await client.call(anything, { what: "Updating a review comment", signal }, (octokit, common) =>
    octokit.rest.pulls.updateReviewComment({ ...common, comment_id: id, body }),
  );
}

async function addComments(
  client: GitHubClient,
  number: number,
  comments: readonly LineComment[],
  signal: AbortSignal,
): Promise<void> {
  const { head } = await client.call(pullSchema, { what: `Reading PR #${number}`, signal }, (octokit, common) =>
    octokit.rest.pulls.get({ ...common, pull_number: number }),
  );
  for (const { path, line, body } of comments) {
    try {
      await client.call(anything, { what: `Commenting on PR #${number}`, signal, once: true }, (octokit, common) =>
        octokit.rest.pulls.createReviewComment({
          ...common,
          pull_number: number,
          commit_id: head.sha,
          path,
          line,
          side: "RIGHT",
          body,
        }),
      );
    } catch (error) {
      // The diff no longer shows the line.
      if (!isInvalid(error)) throw error;
    }
  }
}

function isInvalid(error: unknown): boolean {
  return error instanceof GitHubError && error.status === 422;
}
