import { changedMarks, repositoryMarks, wasPushedFromHere, type RepositoryMarks } from "../git/repository-marks.ts";
import { worktreePlace, type WorktreePlace } from "../git/worktree-place.ts";
import { branchOf } from "../plan/branch.ts";
import { evidenceStop } from "../stops/pending.ts";
import type { Stop } from "../stops/stop.ts";
import { required, type StepContext } from "./step.ts";

/** Looks afterwards what an agent did beyond its task; undefined where it kept to it. */
export type Leash = () => Promise<Stop | undefined>;

/**
 * Remembers, before an agent begins, what it must not change: the repository's settings and hooks, and the branches that
 * the run or its users rely on. It may do as it likes on its own branch; what comes of that is judged as a diff.
 */
export async function putOnLeash(context: StepContext): Promise<Leash> {
  const place = await worktreePlace(context.lane.worktree.path);
  const before = place === undefined ? undefined : await repositoryMarks(place);
  return async () => (before === undefined ? undefined : await tampering(context, place, before)) ?? strayed(context);
}

async function tampering(context: StepContext, place: WorktreePlace | undefined, before: RepositoryMarks): Promise<Stop | undefined> {
  if (place === undefined) return undefined;
  const after = await repositoryMarks(place);
  const changed = changedMarks(before, after);
  const settings = changed.filter((name) => !name.startsWith("refs/"));
  const refs = changed.filter((name) => name.startsWith("refs/"));
  const moved: string[] = [];
  for (const ref of refs) {
    if (isGuarded(context, ref) && !(await isUsersOwn(place, ref, after))) moved.push(ref);
  }
  const names = [...settings.map((name) => `.git/${name}`), ...moved.map((ref) => `branch ${ref.replace(/^refs\/(heads|remotes)\//, "")}`)];
  if (names.length === 0) return undefined;
  return evidenceStop("git-tampering", {
    of: "error",
    message: `Changed while the agent worked: ${names.join(", ")}`,
    mend: "See what was changed and put it back before you run the milestone again; if it was you, just run it again.",
  });
}

/** Branches nobody but the forge or the engine moves: protected ones, the milestone's own, and those of its other issues. */
function isGuarded({ run, issue }: StepContext, ref: string): boolean {
  const branch = /^refs\/(?:heads|remotes\/[^/]+)\/(.+)$/.exec(ref)?.[1];
  if (branch === undefined || branch === issue.branch) return false;
  const { plan, repository } = run;
  return repository.isProtected(branch) || [plan.milestoneBranch, plan.baseBranch].includes(branch)
    || [...plan.issues.values()].some((planned) => branchOf(plan, planned) === branch);
}

/** Its user may fetch and pull beside the run: then a branch stands where the remote has it. A push from here is none of it. */
async function isUsersOwn(place: WorktreePlace, ref: string, after: RepositoryMarks): Promise<boolean> {
  if (ref.startsWith("refs/remotes/")) return !(await wasPushedFromHere(place, ref));
  const commit = after.get(ref);
  const suffix = ref.slice("refs/heads".length);
  return commit !== undefined && [...after].some(([name, value]) => name.startsWith("refs/remotes/") && name.endsWith(suffix) && value === commit);
}

/** The worktree must still be on the issue's branch. */
async function strayed({ lane, issue }: StepContext): Promise<Stop | undefined> {
  const branch = required(issue.branch, "the branch");
  const head = await lane.worktree.head();
  if (head.branch === branch) return undefined;
  return outsideWorktree(`The agent left branch ${branch} for ${head.branch ?? "a detached commit"}`);
}

export function outsideWorktree(message: string): Stop {
  return evidenceStop("outside-worktree", { of: "error", message, mend: "Look at what it did there before you run the milestone again." });
}
