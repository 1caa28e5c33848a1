// What is asked about the repository once and then remembered for the run.
import type { z } from "zod";
import type { GitHubClient } from "./client.ts";
import { GitHubError } from "./github-failure.ts";
import { oncePer } from "./once.ts";
import { branchSchema, milestoneSchema, repositorySchema, ruleSchema, workflowsSchema } from "./answer-schemas.ts";

export type RepositoryAnswer = z.infer<typeof repositorySchema>;

export interface RepositoryFacts {
  /** As GitHub has it now: a repository that was renamed answers under its old name too. */
  repository(signal: AbortSignal): Promise<RepositoryAnswer>;
  /** Whether it is the default branch, as far as that was asked for by now. */
  isDefault(branch: string): boolean;
  /** Whether GitHub protects the branch. Asked afresh each time. */
  isProtected(branch: string, signal: AbortSignal): Promise<boolean>;
  /** Names of the checks that must pass before a merge into the branch; empty where none must, or it may not be read. */
  requiredChecks(branch: string, signal: AbortSignal): Promise<readonly string[]>;
  hasWorkflows(signal: AbortSignal): Promise<boolean>;
  /** Number of the milestone with the first of these titles that is there, open or closed. */
  milestone(titles: readonly string[], signal: AbortSignal): Promise<number | undefined>;
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
        oncePer(async () => {
          const [classic, rules] = await Promise.all([
            ifReadable(readBranch(branch, signal)),
            ifReadable(readRules(branch, signal)),
          ]);
          const ruled = (rules ?? [])
            .flatMap(({ parameters }) => parameters?.required_status_checks ?? [])
            .map(({ context }) => context);
          return [...new Set([...(classic?.protection?.required_status_checks?.contexts ?? []), ...ruled])];
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

/** Undefined where GitHub does not let this token see it, or does not know of such a thing. */
async function ifReadable<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GitHubError && (error.status === 403 || error.status === 404)) return undefined;
    throw error;
  }
}
