// Opens exactly one pull request per issue. Looks for it before creating it, and again whenever the answer to the
// creation leaves open whether GitHub created it.
import type { Clock } from "../../../model/ports.ts";
import type { NewPull, Pull } from "../../forge.ts";
import type { GitHubClient } from "../api/client.ts";
import { GitHubError } from "../api/github-failure.ts";
import { ProtectedBranchError } from "./protected-branch-error.ts";
import type { Labels } from "./labels.ts";
import { truncatedTitle, withMarker } from "./marker.ts";
import type { PullList } from "./pull-list.ts";
import type { RepositoryFacts } from "../api/repository-facts.ts";
import { anything, pullSchema } from "../api/answer-schemas.ts";

export interface OpenPullParts {
  readonly client: GitHubClient;
  readonly clock: Clock;
  readonly facts: RepositoryFacts;
  readonly list: PullList;
  readonly labels: Labels;
  /** True for branches that no pull request by the program may target. */
  readonly isProtected: (branch: string) => boolean;
  /** Titles of the GitHub milestone that pull requests are added to. The first one that exists counts. */
  readonly milestoneTitles: readonly string[];
}

const MAX_ATTEMPTS = 3;
const PAUSE_MS = 2000;
/** How many more times to look for a pull request that exists according to GitHub. */
const MAX_LOOKUPS = 5;

/**
 * Creates the pull request as a draft, or adopts an existing one; then adds labels and, to a new one, the milestone.
 * Returns a closed or merged pull request unchanged.
 * @throws ProtectedBranchError where the base is protected (before any request) or GitHub's default branch, and where
 *   the branch has an open pull request that targets a protected branch
 * @throws MilestoneError `forge` where a request fails
 */
export async function openPull(
  parts: OpenPullParts,
  wanted: NewPull,
  signal: AbortSignal,
): Promise<{ pull: Pull; adopted: boolean }> {
  if (parts.isProtected(wanted.base)) throw new ProtectedBranchError(wanted.base);
  if ((await parts.facts.repository(signal)).default_branch === wanted.base)
    throw new ProtectedBranchError(wanted.base);
  const before = await find(parts, wanted, signal);
  const pull = before ?? (await create(parts, wanted, signal));
  if (pull.state !== "open") return { pull, adopted: true };
  if (pull.marker === undefined) await addMarker(parts, pull, wanted.marker, signal);
  const missing = wanted.labels.filter((label) => !pull.labels.includes(label));
  await parts.labels.add(pull.number, missing, signal);
  if (before === undefined) await addToMilestone(parts, pull.number, signal);
  return {
    pull: { ...pull, marker: pull.marker ?? wanted.marker, labels: [...pull.labels, ...missing] },
    adopted: before !== undefined,
  };
}

/** Creates the pull request. After a failure, looks for the pull request before sending the request again. */
async function create(parts: OpenPullParts, wanted: NewPull, signal: AbortSignal): Promise<Pull> {
  const { branch, base, body, marker } = wanted;
  const title = truncatedTitle(wanted.title);
  let draft = true;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await parts.client.call(
        pullSchema,
        { what: "Creating the pull request", signal, once: true },
        (octokit, common) =>
          octokit.rest.pulls.create({
            ...common,
            title,
            head: branch,
            base,
            body: withMarker(body, "pull", marker),
            draft,
          }),
      );
      return await parts.list.remember(answer, signal);
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      const found = await findAfterFailure(error, parts, wanted, signal);
      if (found) return found;
      const draftRefused = draft && error.status === 422 && /draft/i.test(error.message);
      if (draftRefused) draft = false;
      else if (!error.unknown || attempt >= MAX_ATTEMPTS) throw error;
    }
  }
}

/** Looks several times if GitHub says that the pull request exists, since its lists may lag by some seconds. */
async function findAfterFailure(
  error: GitHubError,
  parts: OpenPullParts,
  wanted: NewPull,
  signal: AbortSignal,
): Promise<Pull | undefined> {
  const exists = error.status === 422 && /already exists/i.test(error.message);
  for (let look = 1; ; look += 1) {
    if (error.unknown || look > 1) await parts.clock.sleep(PAUSE_MS, signal);
    const found = await find(parts, wanted, signal);
    if (found || !exists || look > MAX_LOOKUPS) return found;
  }
}

/**
 * Finds the pull request of the issue: the open one of its branch, even if a person created it; else the newest one
 * with the marker, even if its branch or base is another now; else one without a marker whose head is this commit.
 */
async function find(
  { list, isProtected }: OpenPullParts,
  wanted: NewPull,
  signal: AbortSignal,
): Promise<Pull | undefined> {
  const [ofBranch, intoBase] = await Promise.all([list.of(wanted.branch, signal), list.into(wanted.base, signal)]);
  const open = ofBranch.filter((pull) => pull.state === "open");
  const wrongBase = open.find((pull) => isProtected(pull.base));
  if (wrongBase) throw new ProtectedBranchError(wrongBase.base);
  const marked = [...ofBranch, ...intoBase].filter((pull) => pull.marker === wanted.marker);
  return (
    open.find((pull) => pull.marker === wanted.marker) ??
    open.find((pull) => pull.base === wanted.base) ??
    open[0] ??
    marked.find((pull) => pull.state === "open") ??
    marked.find((pull) => pull.state === "merged") ??
    marked[0] ??
    ofBranch.find((pull) => pull.marker === undefined && pull.head === wanted.commit)
  );
}

/** Adds the marker to a pull request that an agent or a person created. Keeps its text. */
async function addMarker(
  { client, list }: OpenPullParts,
  pull: Pull,
  marker: string,
  signal: AbortSignal,
): Promise<void> {
  const { body } = await list.lastSeen(pull.number, signal);
  const answer = await client.call(pullSchema, { what: `Adopting PR #${pull.number}`, signal }, (octokit, common) =>
    octokit.rest.pulls.update({ ...common, pull_number: pull.number, body: withMarker(body, "pull", marker) }),
  );
  await list.remember(answer, signal);
}

async function addToMilestone(
  { client, facts, milestoneTitles }: OpenPullParts,
  number: number,
  signal: AbortSignal,
): Promise<void> {
  const milestone = await facts.milestone(milestoneTitles, signal);
  if (milestone === undefined) return;
  await client.call(anything, { what: `Adding PR #${number} to its milestone`, signal }, (octokit, common) =>
    octokit.rest.issues.update({ ...common, issue_number: number, milestone }),
  );
}
