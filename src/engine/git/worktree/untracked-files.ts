import type { UntrackedQuery } from "../repository.ts";
import type { ShadowRepository } from "../shadow/shadow-repository.ts";
import { gitError, type Git, type Place } from "../run-git.ts";

/** See `Repository.untracked`. */
export async function untrackedFiles(
  { git, location: { root, gitDir }, placeOf }: ShadowRepository,
  query: UntrackedQuery,
): Promise<readonly string[]> {
  const selection =
    "paths" in query
      ? ["--", ...query.paths.map((path) => `:(literal)${path}`)]
      : ["--ignored", `--exclude-from=${query.patternFile}`];
  return split(await git.run(await placeOf(root, gitDir), ["ls-files", "--others", "-z", ...selection]));
}

/** See `Worktree.ignored`. */
export async function ignoredOf(git: Git, place: Place, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const args = ["check-ignore", "-z", "--stdin"];
  const outcome = await git.tryRun(place, args, { input: paths.map((path) => `${path}\0`).join("") });
  // Exit code 1: git ignores none of them.
  if (outcome.exitCode > 1 || outcome.cut) throw gitError(args, outcome);
  return split(outcome.stdout);
}

function split(output: Buffer): readonly string[] {
  return output
    .toString("utf8")
    .split("\0")
    .filter((path) => path !== "");
}
