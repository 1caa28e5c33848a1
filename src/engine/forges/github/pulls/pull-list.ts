// Pull requests as GitHub lists them, and what is remembered of those that were seen.
import type { Octokit } from "@octokit/rest";
import type { Pull } from "../../forge.ts";
import type { Common, GitHubClient } from "../api/client.ts";
import { markerIn } from "./marker.ts";
import type { RepositoryFacts } from "../api/repository-facts.ts";
import { pullSchema, type PullAnswer } from "../api/answer-schemas.ts";

export interface PullList {
  /** All into this branch, any state, newest first. */
  into(base: string, signal: AbortSignal): Promise<readonly Pull[]>;
  /** All of this branch of the repository itself, any state, newest first; forks may have branches of the same name. */
  of(branch: string, signal: AbortSignal): Promise<readonly Pull[]>;
  /** As it is now. */
  get(number: number, signal: AbortSignal): Promise<SeenPull>;
  /** As it was last seen; asked for where it was not. */
  seen(number: number, signal: AbortSignal): Promise<SeenPull>;
  /** Remembers an answer. */
  remember(answer: PullAnswer, signal: AbortSignal): Promise<Pull>;
}

export interface SeenPull {
  readonly pull: Pull;
  /** GraphQL's id of it. */
  readonly nodeId: string;
  readonly body: string;
  /** Undefined while GitHub does not know, and where it was seen in a list. */
  readonly conflict: boolean | undefined;
}

export function createPullList(client: GitHubClient, facts: RepositoryFacts): PullList {
  const known = new Map<number, SeenPull>();

  async function remember(answer: PullAnswer, signal: AbortSignal): Promise<Pull> {
    const { full_name } = await facts.repository(signal);
    const pull = toPull(answer, full_name);
    known.set(pull.number, seenPull(pull, answer));
    return pull;
  }
  async function listed(
    what: string,
    signal: AbortSignal,
    filter: { base?: string; head?: string },
  ): Promise<{ pull: Pull; own: boolean }[]> {
    const { full_name } = await facts.repository(signal);
    const answers = await client.list(pullSchema, { what, signal }, (octokit, common) =>
      everyPage(octokit, common, filter),
    );
    return Promise.all(
      answers.map(async (answer) => ({ pull: await remember(answer, signal), own: isOwn(answer, full_name) })),
    );
  }
  async function get(number: number, signal: AbortSignal): Promise<SeenPull> {
    const answer = await client.call(pullSchema, { what: `Reading PR #${number}`, signal }, (octokit, common) =>
      octokit.rest.pulls.get({ ...common, pull_number: number }),
    );
    return seenPull(await remember(answer, signal), answer);
  }

  return {
    remember,
    get,
    seen: async (number, signal) => known.get(number) ?? get(number, signal),
    async into(base, signal) {
      const all = await listed(`Reading the pull requests into ${base}`, signal, { base });
      return all.map(({ pull }) => pull).filter((pull) => pull.base === base);
    },
    async of(branch, signal) {
      const owner = (await facts.repository(signal)).full_name.split("/")[0] ?? "";
      const all = await listed(`Reading the pull requests of ${branch}`, signal, { head: `${owner}:${branch}` });
      return all.filter(({ pull, own }) => own && pull.branch === branch).map(({ pull }) => pull);
    },
  };
}

function everyPage(octokit: Octokit, common: Common, filter: { base?: string; head?: string }): Promise<unknown[]> {
  return octokit.paginate(octokit.rest.pulls.list, {
    ...common,
    ...filter,
    state: "all",
    sort: "created",
    direction: "desc",
    per_page: 100,
  });
}

function seenPull(pull: Pull, { node_id, body, mergeable }: PullAnswer): SeenPull {
  return { pull, nodeId: node_id, body: body ?? "", conflict: typeof mergeable === "boolean" ? !mergeable : undefined };
}

function toPull(answer: PullAnswer, repository: string): Pull {
  return {
    number: answer.number,
    url: answer.html_url,
    title: answer.title,
    branch: answer.head.ref,
    base: answer.base.ref,
    state: answer.merged_at ? "merged" : answer.state,
    draft: answer.draft,
    labels: answer.labels.map(({ name }) => name),
    head: answer.head.sha,
    // Anybody can copy a marker into a pull request from a fork.
    marker: isOwn(answer, repository) ? markerIn(answer.body, "pull") : undefined,
  };
}

/** The head's repository is null once it was deleted, which the repository itself was not. */
function isOwn({ head }: PullAnswer, repository: string): boolean {
  return head.repo?.full_name.toLowerCase() === repository.toLowerCase();
}
