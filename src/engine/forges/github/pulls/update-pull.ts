import type { Label } from "../../../model/findings/labels.ts";
import type { GitHubClient } from "../api/client.ts";
import { GitHubError } from "../api/github-failure.ts";
import type { Labels } from "./labels.ts";
import { markerIn, withMarker } from "./marker.ts";
import type { PullList } from "./pull-list.ts";
import { pullSchema } from "../api/answer-schemas.ts";

export interface PullChange {
  readonly body?: string;
  readonly labels?: readonly Label[];
  /** Not sent: GitHub updates the head when the branch is pushed. */
  readonly head?: string;
  readonly draft?: boolean;
}

const READY = `mutation($id: ID!) {
  markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } }
}`;
const DRAFT = `mutation($id: ID!) {
  convertPullRequestToDraft(input: { pullRequestId: $id }) { pullRequest { isDraft } }
}`;

/** Changes the given fields. Keeps the marker in the body; adds labels, never removes any. */
export async function updatePull(
  client: GitHubClient,
  list: PullList,
  labels: Labels,
  number: number,
  change: PullChange,
  signal: AbortSignal,
): Promise<void> {
  const { body, draft } = change;
  if (body !== undefined) {
    const marker = markerIn((await list.lastSeen(number, signal)).body, "pull");
    const answer = await client.call(pullSchema, { what: `Updating PR #${number}`, signal }, (octokit, common) =>
      octokit.rest.pulls.update({
        ...common,
        pull_number: number,
        body: marker === undefined ? body : withMarker(body, "pull", marker),
      }),
    );
    await list.remember(answer, signal);
  }
  if (change.labels) await labels.add(number, change.labels, signal);
  if (draft !== undefined) await setDraft(client, list, number, draft, signal);
}

/**
 * Uses GraphQL, since REST cannot do this. GraphQL rejects the change if the pull request has the wanted state already.
 */
async function setDraft(
  client: GitHubClient,
  list: PullList,
  number: number,
  draft: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { nodeId } = await list.lastSeen(number, signal);
  const what = draft ? `Making PR #${number} a draft` : `Marking PR #${number} ready for review`;
  try {
    await client.mutate({ what, signal }, draft ? DRAFT : READY, { id: nodeId });
  } catch (error) {
    if (!(error instanceof GitHubError) || (await list.get(number, signal)).pull.draft !== draft) throw error;
  }
}
