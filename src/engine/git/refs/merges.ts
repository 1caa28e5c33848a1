// Merges without a checkout. No ref points to the commits created here.
import type { Variables } from "../git-environment.ts";
import type { ShadowRepository } from "../shadow/shadow-repository.ts";
import type { MergeResult, RebaseOnto } from "../repository.ts";
import { gitError, type Git, type Place } from "../run-git.ts";

interface Merged {
  /** The merged tree. Conflicting files hold conflict markers. */
  readonly tree: string;
  readonly conflicts: readonly string[];
}

/** Merges two commits. One process. */
export async function mergeTrees({ git, place }: ShadowRepository, a: string, b: string): Promise<Merged> {
  const args = ["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", a, b];
  const outcome = await git.tryRun(await place(), args);
  if (outcome.exitCode > 1) throw gitError(args, outcome);
  const [tree = "", ...paths] = outcome.stdout.toString("utf8").split("\0");
  return { tree, conflicts: outcome.exitCode === 0 ? [] : [...new Set(paths.filter((path) => path !== ""))] };
}

interface MergeCommit {
  readonly parents: readonly string[];
  readonly message: string;
  readonly variables?: Variables;
}

/** Merges two commits and creates a commit of the result with the given parents. Two processes. */
export async function commitMerge(
  repository: ShadowRepository,
  a: string,
  b: string,
  { message, parents, variables }: MergeCommit,
): Promise<MergeResult> {
  const merged = await mergeTrees(repository, a, b);
  if (merged.conflicts.length > 0) return { ok: false, conflicts: merged.conflicts };
  const place = await repository.place();
  const at = { ...place, variables: { ...place.variables, ...variables } };
  return { ok: true, commit: await commitTree(repository.git, at, merged.tree, parents, message) };
}

/** Creates a commit of a tree and returns its id. One process. */
export async function commitTree(
  git: Git,
  place: Place,
  tree: string,
  parents: readonly string[],
  message: string,
): Promise<string> {
  const args = ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent]), "-F", "-"];
  return (await git.run(place, args, { input: message })).toString("utf8").trim();
}

/** Creates a commit with the tree of `onto` and `parent` as its only parent. One process. */
export async function reparent({ git, place }: ShadowRepository, onto: string, parent: string): Promise<string> {
  const commit = await git.run(await place(), [
    "commit-tree",
    `${onto}^{tree}`,
    "-p",
    parent,
    "-m",
    `${onto} on ${parent}`,
  ]);
  return commit.toString("utf8").trim();
}

/**
 * Merges `head` and `onto` with `from` as the merge base. Uses a reparented commit for that, since `merge-tree
 * --merge-base` needs git 2.40. The new commit has the date of `head`, so that the same input gives the same commit.
 * Four processes.
 */
export async function rebaseOnto(
  repository: ShadowRepository,
  { head, from, onto, keepHistory, message }: RebaseOnto,
): Promise<MergeResult> {
  const date = (await repository.git.run(await repository.place(), ["log", "-1", "--format=%cI", head, "--"]))
    .toString("utf8")
    .trim();
  return commitMerge(repository, await reparent(repository, onto, from), head, {
    message,
    parents: keepHistory ? [head, onto] : [onto],
    variables: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
  });
}
