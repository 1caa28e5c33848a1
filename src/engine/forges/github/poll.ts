import type { Pull, PullStatus } from "../forge.ts";
import type { Checks } from "./checks.ts";
import type { GitHubClient } from "./client.ts";
import { markerIn } from "./marker.ts";
import { peopleReviews } from "./people.ts";
import { checksOf, opinionsOf, pollQuery, pollSchema, requiredOf, type PullNode } from "./poll-query.ts";

/** As many as GitHub answers within its time limit for one query. */
const BATCH = 20;

/** State, head, conflicts, checks and people's reviews of many pull requests: one request for each twenty. */
export async function poll(client: GitHubClient, checks: Checks, numbers: readonly number[], signal: AbortSignal): Promise<readonly PullStatus[]> {
  const { owner, repo } = client.connection;
  const found: PullStatus[] = [];
  for (let i = 0; i < numbers.length; i += BATCH) {
    const batch = numbers.slice(i, i + BATCH);
    const { repository } = await client.graphql(pollSchema, { what: "Reading the open pull requests", signal }, pollQuery(batch), { owner, repo });
    found.push(...(await Promise.all(Object.values(repository).map((node) => statusOf(checks, node, signal)))));
  }
  return found;
}

async function statusOf(checks: Checks, node: PullNode, signal: AbortSignal): Promise<PullStatus> {
  return {
    pull: pullOf(node),
    ci: await checks.judge(node.headRefOid, checksOf(node), requiredOf(node), signal),
    conflict: node.mergeable === "UNKNOWN" ? undefined : node.mergeable === "CONFLICTING",
    reviews: peopleReviews(opinionsOf(node)),
  };
}

function pullOf(node: PullNode): Pull {
  return {
    number: node.number,
    url: node.url,
    title: node.title,
    branch: node.headRefName,
    base: node.baseRefName,
    state: node.state === "MERGED" ? "merged" : node.state === "OPEN" ? "open" : "closed",
    draft: node.isDraft,
    labels: (node.labels?.nodes ?? []).map(({ name }) => name),
    head: node.headRefOid,
    marker: markerIn(node.body, "pull"),
  };
}
