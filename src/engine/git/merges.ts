// Merging without a checkout.
import type { OwnRepository } from "./own-repository.ts";
import type { MergeResult } from "./repository.ts";
import { gitError } from "./run-git.ts";

type Merged = { readonly tree: string } | { readonly conflicts: readonly string[] };

/** The tree of both commits merged, or the paths that conflict. One process. */
export async function mergeTrees({ git, place }: OwnRepository, a: string, b: string): Promise<Merged> {
  const args = ["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", a, b];
  const outcome = await git.ask(await place(), args);
  if (outcome.exitCode > 1) throw gitError(args, outcome);
  const [tree = "", ...paths] = outcome.stdout.toString("utf8").split("\0");
  return outcome.exitCode === 0 ? { tree } : { conflicts: [...new Set(paths.filter((path) => path !== ""))] };
}

/** A commit of both merged, with the given parents; nothing refers to it yet. Two processes. */
export async function commitMerge(repository: OwnRepository, a: string, b: string, options: { readonly parents: readonly string[]; readonly message: string }): Promise<MergeResult> {
  const merged = await mergeTrees(repository, a, b);
  if ("conflicts" in merged) return { ok: false, conflicts: merged.conflicts };
  const parents = options.parents.flatMap((parent) => ["-p", parent]);
  const commit = await repository.git.run(await repository.place(), ["commit-tree", merged.tree, ...parents, "-F", "-"], { input: options.message });
  return { ok: true, commit: commit.toString("utf8").trim() };
}
