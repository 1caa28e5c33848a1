// Merging without a checkout.
import type { OwnRepository } from "./own-repository.ts";
import type { MergeResult } from "./repository.ts";
import { gitError } from "./run-git.ts";

interface Merged {
  /** Of both commits merged; conflicting files hold conflict markers. */
  readonly tree: string;
  readonly conflicts: readonly string[];
}

/** Both commits merged, and the paths that conflict. One process. */
export async function mergeTrees({ git, place }: OwnRepository, a: string, b: string): Promise<Merged> {
  const args = ["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", a, b];
  const outcome = await git.ask(await place(), args);
  if (outcome.exitCode > 1) throw gitError(args, outcome);
  const [tree = "", ...paths] = outcome.stdout.toString("utf8").split("\0");
  return { tree, conflicts: outcome.exitCode === 0 ? [] : [...new Set(paths.filter((path) => path !== ""))] };
}

/** A commit of both merged, with the given parents; nothing refers to it yet. Two processes. */
export async function commitMerge(repository: OwnRepository, a: string, b: string, options: { readonly parents: readonly string[]; readonly message: string }): Promise<MergeResult> {
  const merged = await mergeTrees(repository, a, b);
  if (merged.conflicts.length > 0) return { ok: false, conflicts: merged.conflicts };
  const parents = options.parents.flatMap((parent) => ["-p", parent]);
  const commit = await repository.git.run(await repository.place(), ["commit-tree", merged.tree, ...parents, "-F", "-"], { input: options.message });
  return { ok: true, commit: commit.toString("utf8").trim() };
}
