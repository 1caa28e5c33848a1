// Reads the checks of a commit: check runs and commit statuses.
import type { Clock } from "../../../model/ports.ts";
import type { FailedRun } from "../../../model/stop.ts";
import type { CiState } from "../../forge.ts";
import {
  failedRun,
  jobIn,
  runState,
  statusState,
  tailOf,
  verdictOf,
  type Check,
  type Verdict,
} from "./check-verdict.ts";
import type { GitHubClient } from "../api/client.ts";
import { GitHubError } from "../api/github-failure.ts";
import type { RepositoryFacts } from "../api/repository-facts.ts";
import { anything, checkRunSchema, combinedStatusSchema, jobSchema } from "../api/answer-schemas.ts";

export interface Checks {
  /**
   * Returns the CI state of a commit.
   * @param base the branch whose required checks count; undefined: all checks count
   */
  of(commit: string, base: string | undefined, signal: AbortSignal): Promise<CiState>;
  /** Returns the CI state of a commit from checks that the caller has read. */
  judge(commit: string, checks: readonly Check[], required: readonly string[], signal: AbortSignal): Promise<CiState>;
}

/** How long a commit may have no checks before none are expected, although the repository has workflows. */
const REGISTRATION_MS = 2 * 60_000;

/** GitHub's maximum number of items per page. */
const PAGE_SIZE = 100;

export function createChecks(client: GitHubClient, facts: RepositoryFacts, clock: Clock): Checks {
  const firstAsked = new Map<string, number>();

  async function judge(
    commit: string,
    checks: readonly Check[],
    required: readonly string[],
    signal: AbortSignal,
  ): Promise<CiState> {
    const now = clock.now().getTime();
    const since = firstAsked.get(commit) ?? now;
    firstAsked.set(commit, since);
    const expected = checks.length === 0 && (required.length > 0 || (await facts.hasWorkflows(signal)));
    const verdict: Verdict = verdictOf(checks, { required, expected, overdue: now - since >= REGISTRATION_MS });
    if (verdict.state !== "failed") return verdict;
    return {
      state: "failed",
      failed: await Promise.all(verdict.failed.map((check) => describeFailure(client, check, signal))),
    };
  }
  return {
    judge,
    async of(commit, base, signal) {
      const [runs, statuses, required] = await Promise.all([
        checkRuns(client, commit, signal),
        commitStatuses(client, commit, signal),
        base === undefined ? [] : facts.requiredChecks(base, signal),
      ]);
      return judge(commit, [...runs, ...statuses], required, signal);
    },
  };
}

async function checkRuns(client: GitHubClient, commit: string, signal: AbortSignal): Promise<Check[]> {
  const runs = await client.list(checkRunSchema, { what: "Reading the checks", signal }, (octokit, common) =>
    octokit.paginate(octokit.rest.checks.listForRef, { ...common, ref: commit, filter: "latest", per_page: PAGE_SIZE }),
  );
  return runs.map(({ name, status, conclusion, details_url, html_url, output }) => ({
    name,
    state: runState(status, conclusion),
    url: details_url ?? html_url ?? undefined,
    output: output?.text ?? output?.summary ?? undefined,
    job: jobIn(details_url) ?? jobIn(html_url),
  }));
}

async function commitStatuses(client: GitHubClient, commit: string, signal: AbortSignal): Promise<Check[]> {
  const found: Check[] = [];
  for (let page = 1; ; page += 1) {
    const { statuses } = await client.call(
      combinedStatusSchema,
      { what: "Reading the commit's status", signal },
      (octokit, common) =>
        octokit.rest.repos.getCombinedStatusForRef({ ...common, ref: commit, per_page: PAGE_SIZE, page }),
    );
    found.push(
      ...statuses.map(({ context, state, target_url, description }) => ({
        name: context,
        state: statusState(state),
        url: target_url ?? undefined,
        output: description ?? undefined,
        job: undefined,
      })),
    );
    if (statuses.length < PAGE_SIZE) return found;
  }
}

/** Adds the failed step and the end of its log if the check is a GitHub Actions job. */
async function describeFailure(client: GitHubClient, check: Check, signal: AbortSignal): Promise<FailedRun> {
  const { job } = check;
  if (job === undefined) return failedRun(check, undefined, undefined);
  try {
    const { steps } = await client.call(
      jobSchema,
      { what: `Reading the job of ${check.name}`, signal },
      (octokit, common) => octokit.rest.actions.getJobForWorkflowRun({ ...common, job_id: job }),
    );
    const log = await client.call(anything, { what: `Reading the log of ${check.name}`, signal }, (octokit, common) =>
      octokit.rest.actions.downloadJobLogsForWorkflowRun({ ...common, job_id: job }),
    );
    return failedRun(
      check,
      steps.find(({ conclusion }) => conclusion === "failure")?.name,
      typeof log === "string" ? tailOf(client.token.redact(log)) : undefined,
    );
  } catch (error) {
    // Logs require a separate permission, and expire. The failure is reported without them.
    if (error instanceof GitHubError && (error.status === 403 || error.status === 404 || error.status === 410))
      return failedRun(check, undefined, undefined);
    throw error;
  }
}
