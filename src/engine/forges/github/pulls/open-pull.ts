// One issue, one pull request: looked for before it is made, and again whenever it is not known whether it was.
import type { Clock } from "../../../run/ports.ts";
import type { NewPull, Pull } from "../../forge.ts";
import type { GitHubClient } from "../api/client.ts";
import { GitHubError } from "../api/github-failure.ts";
import { ProtectedBranchError } from "./target-guard.ts";
import type { Labels } from "./labels.ts";
import { fittingTitle, withMarker } from "./marker.ts";
import type { PullList } from "./pull-list.ts";
import type { RepositoryFacts } from "../api/repository-facts.ts";
import { anything, pullSchema } from "../api/answer-schemas.ts";

export interface OpenPullParts {
  readonly client: GitHubClient;
  readonly clock: Clock;
  readonly facts: RepositoryFacts;
  readonly list: PullList;
  readonly labels: Labels;
  /** Branches no pull request of ours may aim at. */
  readonly isProtected: (branch: string) => boolean;
  /** Titles of the GitHub milestone its pull requests belong to; the first that is there counts. */
  readonly milestoneTitles: readonly string[];
}

const TRIES = 3;
const PAUSE_MS = 2000;
/** How often one that is said to be there is looked for again. */
const LOOKS = 5;

/**
 * Makes the pull request as a draft, or adopts the one that is there; then gives it its labels and milestone. One that was
 * closed or merged is given back as it is.
 * @throws ProtectedBranchError before any request where the base is protected, and where the branch has an open pull
 *   request that aims at a protected branch; MilestoneError `forge` otherwise
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
  if (pull.marker === undefined) await mark(parts, pull, wanted.marker, signal);
  const missing = wanted.labels.filter((label) => !pull.labels.includes(label));
  await parts.labels.add(pull.number, missing, signal);
  if (before === undefined) await addToMilestone(parts, pull.number, signal);
  return {
    pull: { ...pull, marker: pull.marker ?? wanted.marker, labels: [...pull.labels, ...missing] },
    adopted: before !== undefined,
  };
}

/** Sends the create once at a time; whatever goes wrong, it is looked for before it is sent again. */
async function create(parts: OpenPullParts, wanted: NewPull, signal: AbortSignal): Promise<Pull> {
  const { branch, base, body, marker } = wanted;
  const title = fittingTitle(wanted.title);
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
      const made = await findAfter(error, parts, wanted, signal);
      if (made) return made;
      const draftRefused = draft && error.status === 422 && /draft/i.test(error.message);
      if (draftRefused) draft = false;
      else if (!error.unknown || attempt >= TRIES) throw error;
    }
  }
}

/** Lists may lag behind by some seconds: one that GitHub says is there is waited for. */
async function findAfter(
  error: GitHubError,
  parts: OpenPullParts,
  wanted: NewPull,
  signal: AbortSignal,
): Promise<Pull | undefined> {
  const isThere = error.status === 422 && /already exists/i.test(error.message);
  for (let look = 1; ; look += 1) {
    if (error.unknown || look > 1) await parts.clock.sleep(PAUSE_MS, signal);
    const made = await find(parts, wanted, signal);
    if (made || !isThere || look > LOOKS) return made;
  }
}

/**
 * The pull request of this issue, if there is one: the open one of its branch, whoever made it; else the newest that
 * carries the marker, wherever its branch or base went; else one without a marker that held this very commit.
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

/** Somebody else made it (the agent, a person): from now on it is known as ours; its text stays. */
async function mark({ client, list }: OpenPullParts, pull: Pull, marker: string, signal: AbortSignal): Promise<void> {
  const { body } = await list.seen(pull.number, signal);
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
