// GitHub issues for specs that have none: made once, however often this runs.
import type { Clock } from "../../run/ports.ts";
import type { GitHubClient } from "./api/client.ts";
import { GitHubError } from "./api/github-failure.ts";
import { fittingTitle, markerIn, withMarker } from "./pulls/marker.ts";
import type { RepositoryFacts } from "./api/repository-facts.ts";
import { issueSchema, milestoneSchema } from "./api/answer-schemas.ts";

export interface IssueToPush {
  /** What tells it apart for good, e.g. `m3/01`. */
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
  /** False where it was there before. */
  readonly created: boolean;
}

const TRIES = 3;
const PAUSE_MS = 2000;

/** Makes what is missing, in order, in the GitHub milestone of this title, which is made where it is missing too. */
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
  const known = await existing(client, signal);
  const pushed: PushedIssue[] = [];
  for (const issue of issues) {
    const there = known.get(issue.marker);
    pushed.push(there ?? (await create(client, clock, issue, milestone, signal)));
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
      const made = await client.call(
        issueSchema,
        { what: `Creating the issue "${issue.title}"`, signal, once: true },
        (octokit, common) =>
          octokit.rest.issues.create({
            ...common,
            title: fittingTitle(issue.title),
            body: withMarker(issue.body, "issue", issue.marker),
            labels: [...issue.labels],
            milestone,
          }),
      );
      return { marker: issue.marker, number: made.number, url: made.html_url, created: true };
    } catch (error) {
      if (!(error instanceof GitHubError) || !error.unknown) throw error;
      await clock.sleep(PAUSE_MS, signal);
      const made = (await existing(client, signal)).get(issue.marker);
      if (made) return { ...made, created: true };
      if (attempt >= TRIES) throw error;
    }
  }
}

/** Ours by marker, open or closed; the oldest where there should be two. Pull requests are issues too, to GitHub. */
async function existing(client: GitHubClient, signal: AbortSignal): Promise<ReadonlyMap<string, PushedIssue>> {
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
    const made = await client.call(
      milestoneSchema,
      { what: `Creating the milestone ${title}`, signal },
      (octokit, common) => octokit.rest.issues.createMilestone({ ...common, title }),
    );
    return made.number;
  } catch (error) {
    // Titles are unique: an earlier try did its work although its answer was lost, or somebody was quicker.
    facts.forgetMilestones();
    const made = await facts.milestone([title], signal);
    if (!(error instanceof GitHubError) || made === undefined) throw error;
    return made;
  }
}
