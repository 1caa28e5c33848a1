// Reads pull requests from GitHub, and caches the latest answer about each.
import type { Octokit } from "@octokit/rest";
import type { Pull } from "../../forge.ts";
import type { CommonParameters, GitHubClient } from "../api/client.ts";
import { markerIn } from "./marker.ts";
import type { RepositoryFacts } from "../api/repository-facts.ts";
import { pullSchema, type PullAnswer } from "../api/answer-schemas.ts";

export interface PullList {
  /** Returns all pull requests into a branch in any state, newest first. */
  into(base: string, signal: AbortSignal): Promise<readonly Pull[]>;
  /** Returns all pull requests of a branch in any state, newest first. Skips branches of the same name in forks. */
  of(branch: string, signal: AbortSignal): Promise<readonly Pull[]>;
  /** Reads a pull request from GitHub. */
  get(number: number, signal: AbortSignal): Promise<SeenPull>;
  /** Returns the latest known state of a pull request. Reads it from GitHub where none is known. */
  lastSeen(number: number, signal: AbortSignal): Promise<SeenPull>;
  /** Caches an answer of GitHub. */
  remember(answer: PullAnswer, signal: AbortSignal): Promise<Pull>;
}

export interface SeenPull {
  readonly pull: Pull;
  /** Its id in GraphQL. */
  readonly nodeId: string;
  readonly body: string;
  /** Whether it conflicts with its base; undefined where GitHub does not know yet, and in answers from lists. */
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
  async function listAll(
    what: string,
    signal: AbortSignal,
    filter: { base?: string; head?: string },
  ): Promise<{ pull: Pull; isFromFork: boolean }[]> {
    const { full_name } = await facts.repository(signal);
    const answers = await client.list(pullSchema, { what, signal }, (octokit, common) =>
      everyPage(octokit, common, filter),
    );
    return Promise.all(
      answers.map(async (answer) => ({
        pull: await remember(answer, signal),
        isFromFork: !isFromRepository(answer, full_name),
      })),
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
    lastSeen: async (number, signal) => known.get(number) ?? get(number, signal),
    async into(base, signal) {
      const all = await listAll(`Reading the pull requests into ${base}`, signal, { base });
      return all.map(({ pull }) => pull).filter((pull) => pull.base === base);
    },
    async of(branch, signal) {
      const owner = (await facts.repository(signal)).full_name.split("/")[0] ?? "";
      const all = await listAll(`Reading the pull requests of ${branch}`, signal, { head: `${owner}:${branch}` });
      return all.filter(({ pull, isFromFork }) => !isFromFork && pull.branch === branch).map(({ pull }) => pull);
    },
  };
}

function everyPage(
  octokit: Octokit,
  common: CommonParameters,
  filter: { base?: string; head?: string },
): Promise<unknown[]> {
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
    // Ignores markers in pull requests from forks, into which anybody can copy one.
    marker: isFromRepository(answer, repository) ? markerIn(answer.body, "pull") : undefined,
  };
}

/** The head's repository is null after it was deleted, so such a pull request is from a fork. */
function isFromRepository({ head }: PullAnswer, repository: string): boolean {
  return head.repo?.full_name.toLowerCase() === repository.toLowerCase();
}
