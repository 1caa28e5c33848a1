// Facts about the repository, read from GitHub at most once per run unless noted otherwise.
import type { z } from "zod";
import type { GitHubClient } from "./client.ts";
import { GitHubError } from "./github-failure.ts";
import { memoizeAsync } from "./memoize-async.ts";
import { branchSchema, milestoneSchema, repositorySchema, ruleSchema, workflowsSchema } from "./answer-schemas.ts";

export type RepositoryAnswer = z.infer<typeof repositorySchema>;

export interface RepositoryFacts {
  /** Returns the repository under its current name; a renamed repository also answers to its old name. */
  repository(signal: AbortSignal): Promise<RepositoryAnswer>;
  /** Whether this is the default branch. False as long as `repository` was not read. */
  isDefault(branch: string): boolean;
  /** Whether GitHub protects the branch. Read again on each call. */
  isProtected(branch: string, signal: AbortSignal): Promise<boolean>;
  /** Returns the names of the checks that a merge into the branch requires; empty where the token may not read them. */
  requiredChecks(branch: string, signal: AbortSignal): Promise<readonly string[]>;
  hasWorkflows(signal: AbortSignal): Promise<boolean>;
  /** Returns the number of the open or closed milestone with the first of these titles that exists. */
  milestone(titles: readonly string[], signal: AbortSignal): Promise<number | undefined>;
  /** Clears the cached milestones. */
  forgetMilestones(): void;
}

export function createRepositoryFacts(client: GitHubClient): RepositoryFacts {
  const required = new Map<string, () => Promise<readonly string[]>>();
  let repository: Promise<RepositoryAnswer> | undefined;
  let defaultBranch: string | undefined;
  let workflows: boolean | undefined;
  let milestones: readonly z.infer<typeof milestoneSchema>[] | undefined;
  const readBranch = (branch: string, signal: AbortSignal) =>
    client.call(branchSchema, { what: `Reading the branch ${branch}`, signal }, (octokit, common) =>
      octokit.rest.repos.getBranch({ ...common, branch }),
    );
  const readRules = (branch: string, signal: AbortSignal) =>
    client.list(ruleSchema, { what: `Reading the rules of ${branch}`, signal }, (octokit, common) =>
      octokit.paginate(octokit.rest.repos.getBranchRules, { ...common, branch, per_page: 100 }),
    );

  return {
    repository(signal) {
      repository ??= client
        .call(repositorySchema, { what: "Reading the repository", signal }, (octokit, common) =>
          octokit.rest.repos.get({ ...common }),
        )
        .then((answer) => {
          defaultBranch = answer.default_branch;
          return answer;
        })
        .catch((error: unknown) => {
          repository = undefined;
          throw error;
        });
      return repository;
    },
    isDefault: (branch) => branch === defaultBranch,
    async isProtected(branch, signal) {
      return (await readBranch(branch, signal)).protected;
    },
    requiredChecks(branch, signal) {
      const known =
        required.get(branch) ??
        memoizeAsync(async () => {
          const [branchAnswer, rules] = await Promise.all([
            ifReadable(readBranch(branch, signal)),
            ifReadable(readRules(branch, signal)),
          ]);
          const byRuleset = (rules ?? [])
            .flatMap(({ parameters }) => parameters?.required_status_checks ?? [])
            .map(({ context }) => context);
          const byProtection = branchAnswer?.protection?.required_status_checks?.contexts ?? [];
          return [...new Set([...byProtection, ...byRuleset])];
        });
      required.set(branch, known);
      return known();
    },
    async hasWorkflows(signal) {
      if (workflows === undefined) {
        const answer = await ifReadable(
          client.call(workflowsSchema, { what: "Reading the workflows", signal }, (octokit, common) =>
            octokit.rest.actions.listRepoWorkflows({ ...common, per_page: 1 }),
          ),
        );
        workflows = (answer?.total_count ?? 0) > 0;
      }
      return workflows;
    },
    async milestone(titles, signal) {
      if (titles.length === 0) return undefined;
      milestones ??= await client.list(milestoneSchema, { what: "Reading the milestones", signal }, (octokit, common) =>
        octokit.paginate(octokit.rest.issues.listMilestones, { ...common, state: "all", per_page: 100 }),
      );
      const numbers = new Map(milestones.map(({ title, number }) => [title.toLowerCase(), number]));
      return titles.map((title) => numbers.get(title.toLowerCase())).find((number) => number !== undefined);
    },
    forgetMilestones() {
      milestones = undefined;
    },
  };
}

/** Returns undefined where the token may not read the answer, or where it does not exist (HTTP 403, 404). */
async function ifReadable<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GitHubError && (error.status === 403 || error.status === 404)) return undefined;
    throw error;
  }
}
