import { gitError, type Git, type Place } from "../run-git.ts";

export async function isAncestor(git: Git, place: Place, ancestor: string, commit: string): Promise<boolean> {
  const args = ["merge-base", "--is-ancestor", ancestor, commit];
  const outcome = await git.tryRun(place, args);
  if (outcome.exitCode > 1) throw gitError(args, outcome);
  return outcome.exitCode === 0;
}

/** Returns the merge base of two commits; undefined where they have no common ancestor. */
export async function mergeBase(git: Git, place: Place, a: string, b: string): Promise<string | undefined> {
  const args = ["merge-base", a, b];
  const outcome = await git.tryRun(place, args);
  if (outcome.exitCode === 1) return undefined;
  if (outcome.exitCode !== 0) throw gitError(args, outcome);
  return outcome.stdout.toString("utf8").trim();
}

/** Whether two commits have the same files. One process. */
export async function haveSameFiles(git: Git, place: Place, one: string, other: string): Promise<boolean> {
  const trees = (await git.run(place, ["rev-parse", `${one}^{tree}`, `${other}^{tree}`])).toString("latin1");
  const [first, second] = trees.trim().split("\n");
  return first === second;
}
