// Implements the Forge port with GitHub's API.
import { MilestoneError } from "../../model/errors.ts";
import type { Clock } from "../../model/ports.ts";
import type { Forge, PullMergeResult, PullStatus } from "../forge.ts";
import { createChecks } from "./status/commit-checks.ts";
import { createClient, type ClientOptions } from "./api/client.ts";
import { checkForge, diagnose, type Diagnosis } from "./diagnose.ts";
import { ProtectedBranchError } from "./pulls/protected-branch-error.ts";
import { createLabels } from "./pulls/labels.ts";
import { mergePull } from "./pulls/merge.ts";
import { openPull } from "./pulls/open-pull.ts";
import { createPoll } from "./status/poll.ts";
import { createPullList } from "./pulls/pull-list.ts";
import { pushIssues, type IssueToPush, type PushedIssue } from "./push-issues.ts";
import { createRepositoryFacts } from "./api/repository-facts.ts";
import { publishReview } from "./reviews/publish-review.ts";
import { updatePull } from "./pulls/update-pull.ts";

export interface GitHubForgeOptions extends ClientOptions {
  readonly clock: Clock;
  /** Branches into which the program must open no pull request and must not merge, besides GitHub's default branch. */
  readonly isProtected: (branch: string) => boolean;
  /** Titles of the GitHub milestone to which pull requests are added. The first one that exists counts. */
  readonly milestoneTitles?: readonly string[];
}

/** The operations of GitHub beyond the Forge port. */
export interface GitHubForge extends Forge {
  /** Returns state, conflict, checks and people's reviews of many pull requests. */
  poll(numbers: readonly number[], signal: AbortSignal): Promise<readonly PullStatus[]>;
  /** Squash-merges into the milestone branch if the head is still `head` and checks and reviews allow it. */
  squash(number: number, base: string, head: string, signal: AbortSignal): Promise<PullMergeResult>;
  /** Includes GitHub's default branch as soon as a request has returned it. */
  isProtected(branch: string): boolean;
  /** Returns GitHub's default branch, into which only people merge. */
  defaultBranch(signal: AbortSignal): Promise<string>;
  diagnose(signal: AbortSignal): Promise<readonly Diagnosis[]>;
  pushIssues(issues: readonly IssueToPush[], milestone: string, signal: AbortSignal): Promise<readonly PushedIssue[]>;
}

export function createGitHubForge(options: GitHubForgeOptions): GitHubForge {
  const { clock, milestoneTitles = [] } = options;
  const client = createClient(options);
  const facts = createRepositoryFacts(client);
  const isProtected = (branch: string) => options.isProtected(branch) || facts.isDefault(branch);
  const list = createPullList(client, facts);
  const labels = createLabels(client);
  const checks = createChecks(client, facts, clock);
  const poll = createPoll(client, list, checks);
  const { owner, repo } = client.connection;

  return {
    name: "github",
    isProtected,
    async check(signal, into) {
      await checkForge(facts, `${owner}/${repo}`, signal);
      if (into !== undefined && (await facts.repository(signal)).default_branch === into)
        throw new ProtectedBranchError(into);
    },
    pullsInto: (into, signal) => list.into(into, signal),
    pullsOf: (branch, signal) => list.of(branch, signal),
    openPull: (pull, signal) =>
      openPull({ client, clock, facts, list, labels, isProtected, milestoneTitles }, pull, signal),
    updatePull: (number, change, signal) => updatePull(client, list, labels, number, change, signal),
    review: (number, findings, signal) => publishReview(client, number, findings, signal),
    async status(number, signal) {
      const [status] = await poll.of([number], signal);
      if (status === undefined) throw new MilestoneError("forge", `GitHub does not know PR #${number} any more`);
      return status;
    },
    poll: (numbers, signal) => poll.of(numbers, signal),
    squash: (number, into, head, signal) =>
      mergePull({ client, facts, list, poll, isProtected }, number, into, head, signal),
    defaultBranch: async (signal) => (await facts.repository(signal)).default_branch,
    diagnose: (signal) => diagnose(client, facts, signal),
    pushIssues: (issues, title, signal) => pushIssues(client, facts, clock, issues, title, signal),
  };
}
