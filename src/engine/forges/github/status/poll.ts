import type { Pull, PullStatus } from "../../forge.ts";
import type { Checks } from "./commit-checks.ts";
import type { GitHubClient } from "../api/client.ts";
import { GitHubError } from "../api/github-failure.ts";
import { markerIn } from "../pulls/marker.ts";
import { peopleReviews } from "./people.ts";
import { checksOf, isTruncated, opinionsOf, pollQuery, pollSchema, requiredOf, type PullNode } from "./poll-query.ts";
import { statusByRest } from "./poll-rest.ts";
import type { PullList } from "../pulls/pull-list.ts";

export interface Poll {
  /** Returns the status of many pull requests. One request per 20 pull requests. */
  of(numbers: readonly number[], signal: AbortSignal): Promise<readonly PullStatus[]>;
}

/** Number of pull requests per query that GitHub can answer within its time limit. */
const BATCH = 20;

export function createPoll(client: GitHubClient, list: PullList, checks: Checks): Poll {
  /** False after the server rejected the query. Older Enterprise servers lack some of its fields. */
  let isQuerySupported = true;

  /** Returns the pull requests that the query answered completely, by number. */
  async function byQuery(numbers: readonly number[], signal: AbortSignal): Promise<ReadonlyMap<number, PullNode>> {
    const { owner, repo } = client.connection;
    try {
      const { data, failed } = await client.query(
        pollSchema,
        { what: "Reading the open pull requests", signal },
        pollQuery(numbers),
        { owner, repo },
      );
      const incomplete = new Set(failed.filter((path) => !path.includes("baseRef")).map((path) => path[1]));
      return new Map(
        Object.entries(data.repository).flatMap(([alias, node]) =>
          node === null || incomplete.has(alias) || isTruncated(node) ? [] : [[node.number, node]],
        ),
      );
    } catch (error) {
      // Without an answer or a valid token, REST would fail as well.
      if (!(error instanceof GitHubError) || error.status === undefined || error.status === 401) throw error;
      isQuerySupported = error.status >= 500;
      return new Map();
    }
  }
  async function batch(numbers: readonly number[], signal: AbortSignal): Promise<readonly PullStatus[]> {
    const nodes: ReadonlyMap<number, PullNode> = isQuerySupported ? await byQuery(numbers, signal) : new Map();
    return Promise.all(
      numbers.map((number) => {
        const node = nodes.get(number);
        return node === undefined ? statusByRest(client, list, checks, number, signal) : statusOf(checks, node, signal);
      }),
    );
  }
  return {
    async of(numbers, signal) {
      const found: PullStatus[] = [];
      for (let i = 0; i < numbers.length; i += BATCH) found.push(...(await batch(numbers.slice(i, i + BATCH), signal)));
      return found;
    },
  };
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
