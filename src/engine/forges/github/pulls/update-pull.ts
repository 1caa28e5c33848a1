import type { Label } from "../../../gates/gate.ts";
import type { GitHubClient } from "../api/client.ts";
import { GitHubError } from "../api/github-failure.ts";
import type { Labels } from "./labels.ts";
import { markerIn, withMarker } from "./marker.ts";
import type { PullList } from "./pull-list.ts";
import { pullSchema } from "../api/answer-schemas.ts";

export interface PullChange {
  readonly body?: string;
  readonly labels?: readonly Label[];
  /** Followed by GitHub by itself, once it was pushed. */
  readonly head?: string;
  readonly draft?: boolean;
}

const READY = `mutation($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } } }`;
const DRAFT = `mutation($id: ID!) { convertPullRequestToDraft(input: { pullRequestId: $id }) { pullRequest { isDraft } } }`;

/** Sets what is given. The marker in the body stays; labels are added, never taken away. */
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
    const marker = markerIn((await list.seen(number, signal)).body, "pull");
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

/** Only GraphQL can do this, and it refuses to do what is done already. */
async function setDraft(
  client: GitHubClient,
  list: PullList,
  number: number,
  draft: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { nodeId } = await list.seen(number, signal);
  const what = draft ? `Making PR #${number} a draft` : `Marking PR #${number} ready for review`;
  try {
    await client.mutate({ what, signal }, draft ? DRAFT : READY, { id: nodeId });
  } catch (error) {
    if (!(error instanceof GitHubError) || (await list.get(number, signal)).pull.draft !== draft) throw error;
  }
}
