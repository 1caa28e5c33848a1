// Merging without a checkout.
import type { Variables } from "../git-environment.ts";
import type { ShadowRepository } from "../shadow/shadow-repository.ts";
import type { MergeResult, RebaseOnto } from "../repository.ts";
import { gitError } from "../run-git.ts";

interface Merged {
  /** Of both commits merged; conflicting files hold conflict markers. */
  readonly tree: string;
  readonly conflicts: readonly string[];
}

/** Both commits merged, and the paths that conflict. One process. */
export async function mergeTrees({ git, place }: ShadowRepository, a: string, b: string): Promise<Merged> {
  const args = ["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", a, b];
  const outcome = await git.ask(await place(), args);
  if (outcome.exitCode > 1) throw gitError(args, outcome);
  const [tree = "", ...paths] = outcome.stdout.toString("utf8").split("\0");
  return { tree, conflicts: outcome.exitCode === 0 ? [] : [...new Set(paths.filter((path) => path !== ""))] };
}

interface MergeCommit {
  readonly parents: readonly string[];
  readonly message: string;
  readonly variables?: Variables;
}

/** A commit of both merged, with the given parents; nothing refers to it yet. Two processes. */
export async function commitMerge(
  repository: ShadowRepository,
  a: string,
  b: string,
  { message, ...options }: MergeCommit,
): Promise<MergeResult> {
  const merged = await mergeTrees(repository, a, b);
  if (merged.conflicts.length > 0) return { ok: false, conflicts: merged.conflicts };
  const parents = options.parents.flatMap((parent) => ["-p", parent]);
  const place = await repository.place();
  const at = { ...place, variables: { ...place.variables, ...options.variables } };
  const commit = await repository.git.run(at, ["commit-tree", merged.tree, ...parents, "-F", "-"], { input: message });
  return { ok: true, commit: commit.toString("utf8").trim() };
}

/** A commit with the tree of `onto` and the one parent `parent`; nothing refers to it. One process. */
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
 * Merges with `from` for the common ancestor, through a reparent, since `merge-tree --merge-base` needs git 2.40. The commit has
 * the date of `head`, so that doing it again gives the same commit. Four processes.
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
