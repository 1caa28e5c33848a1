// Creates GitHub issues for specs that have none. Repeated calls do not create an issue twice.
import type { Clock } from "../../model/ports.ts";
import type { GitHubClient } from "./api/client.ts";
import { GitHubError } from "./api/github-failure.ts";
import { truncatedTitle, markerIn, withMarker } from "./pulls/marker.ts";
import type { RepositoryFacts } from "./api/repository-facts.ts";
import { issueSchema, milestoneSchema } from "./api/answer-schemas.ts";

export interface IssueToPush {
  /** Permanent identity of the issue, e.g. `m3/01`. */
  readonly marker: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly labels: readonly string[];
}

export interface PushedIssue {
  readonly marker: string;
  readonly number: number;
  readonly url: string;
  /** False where the issue existed before. */
  readonly created: boolean;
}

const MAX_ATTEMPTS = 3;
const PAUSE_MS = 2000;

/** Creates the missing issues in order, in the GitHub milestone with this title. Creates the milestone if necessary. */
export async function pushIssues(
  client: GitHubClient,
  facts: RepositoryFacts,
  clock: Clock,
  issues: readonly IssueToPush[],
  title: string,
  signal: AbortSignal,
): Promise<readonly PushedIssue[]> {
  if (issues.length === 0) return [];
  const milestone = await milestoneNumber(client, facts, title, signal);
  const known = await existingIssues(client, signal);
  const pushed: PushedIssue[] = [];
  for (const issue of issues) {
    const existing = known.get(issue.marker);
    pushed.push(existing ?? (await create(client, clock, issue, milestone, signal)));
  }
  return pushed;
}

async function create(
  client: GitHubClient,
  clock: Clock,
  issue: IssueToPush,
  milestone: number,
  signal: AbortSignal,
): Promise<PushedIssue> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const created = await client.call(
        issueSchema,
        { what: `Creating the issue "${issue.title}"`, signal, once: true },
        (octokit, common) =>
          octokit.rest.issues.create({
            ...common,
            title: truncatedTitle(issue.title),
            body: withMarker(issue.body, "issue", issue.marker),
            labels: [...issue.labels],
            milestone,
          }),
      );
      return { marker: issue.marker, number: created.number, url: created.html_url, created: true };
    } catch (error) {
      if (!(error instanceof GitHubError) || !error.unknown) throw error;
      await clock.sleep(PAUSE_MS, signal);
      const found = (await existingIssues(client, signal)).get(issue.marker);
      if (found) return { ...found, created: true };
      if (attempt >= MAX_ATTEMPTS) throw error;
    }
  }
}

/**
 * Returns the issues with a marker, open or closed, by marker; the oldest one of several. Skips pull requests, which
 * GitHub lists as issues.
 */
async function existingIssues(client: GitHubClient, signal: AbortSignal): Promise<ReadonlyMap<string, PushedIssue>> {
  const issues = await client.list(issueSchema, { what: "Reading the issues", signal }, (octokit, common) =>
    octokit.paginate(octokit.rest.issues.listForRepo, {
      ...common,
      state: "all",
      sort: "created",
      direction: "desc",
      per_page: 100,
    }),
  );
  const found = new Map<string, PushedIssue>();
  for (const { number, body, html_url, pull_request } of issues) {
    const marker = pull_request === undefined ? markerIn(body, "issue") : undefined;
    if (marker !== undefined) found.set(marker, { marker, number, url: html_url, created: false });
  }
  return found;
}

async function milestoneNumber(
  client: GitHubClient,
  facts: RepositoryFacts,
  title: string,
  signal: AbortSignal,
): Promise<number> {
  const known = await facts.milestone([title], signal);
  if (known !== undefined) return known;
  try {
    const created = await client.call(
      milestoneSchema,
      { what: `Creating the milestone ${title}`, signal },
      (octokit, common) => octokit.rest.issues.createMilestone({ ...common, title }),
    );
    return created.number;
  } catch (error) {
    // Titles are unique: an earlier attempt succeeded although its answer was lost, or another client created it.
    facts.forgetMilestones();
    const existing = await facts.milestone([title], signal);
    if (!(error instanceof GitHubError) || existing === undefined) throw error;
    return existing;
  }
}
