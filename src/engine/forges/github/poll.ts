import type { Pull, PullStatus } from "../forge.ts";
import type { Checks } from "./checks.ts";
import type { GitHubClient } from "./client.ts";
import { GitHubError } from "./failure.ts";
import { markerIn } from "./marker.ts";
import { peopleReviews } from "./people.ts";
import { checksOf, opinionsOf, pollQuery, pollSchema, requiredOf, type PullNode } from "./poll-query.ts";
import { statusByRest } from "./poll-rest.ts";
import type { PullList } from "./pull-list.ts";

export interface Poll {
  /** State, head, conflicts, checks and people's reviews of many pull requests: one request for each twenty. */
  of(numbers: readonly number[], signal: AbortSignal): Promise<readonly PullStatus[]>;
}

/** As many as GitHub answers within its time limit for one query. */
const BATCH = 20;

export function createPoll(client: GitHubClient, list: PullList, checks: Checks): Poll {
  /** False once the server refused the query: older Enterprise servers lack some of its fields. */
  let understood = true;

  async function byQuery(numbers: readonly number[], signal: AbortSignal): Promise<readonly PullNode[] | undefined> {
    const { owner, repo } = client.connection;
    try {
      const { repository } = await client.graphql(pollSchema, { what: "Reading the open pull requests", signal }, pollQuery(numbers), { owner, repo });
      return Object.values(repository);
    } catch (error) {
      if (!(error instanceof GitHubError) || !REFUSALS.has(error.status ?? 0)) throw error;
      understood = false;
      return undefined;
    }
  }
  async function batch(numbers: readonly number[], signal: AbortSignal): Promise<readonly PullStatus[]> {
    const nodes = understood ? await byQuery(numbers, signal) : undefined;
    if (nodes) return Promise.all(nodes.map((node) => statusOf(checks, node, signal)));
    return Promise.all(numbers.map((number) => statusByRest(client, list, checks, number, signal)));
  }
  return {
    async of(numbers, signal) {
      const found: PullStatus[] = [];
      for (let i = 0; i < numbers.length; i += BATCH) found.push(...(await batch(numbers.slice(i, i + BATCH), signal)));
      return found;
    },
  };
}

/** GraphQL's own errors come with 200. */
const REFUSALS = new Set([200, 403, 404]);

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
