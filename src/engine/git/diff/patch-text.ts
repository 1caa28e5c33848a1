import { MilestoneError } from "../../model/errors.ts";
import type { ShadowRepository } from "../shadow/shadow-repository.ts";
import { registeredAt } from "../worktree/worktree-admin.ts";

/**
 * The changes from a commit to another commit, or to the files of a worktree (new files only where they are staged).
 */
export interface PatchRequest {
  readonly from: string;
  readonly to: { readonly commit: string } | { readonly worktree: string };
}

/** Returns the patch as `git diff` prints it, without colors, for people to read. One process, which writes nothing. */
export async function patchText(repository: ShadowRepository, { from, to }: PatchRequest): Promise<string> {
  const { git } = repository;
  const place = "commit" in to ? await repository.place() : await placeOf(repository, to.worktree);
  const reading = { ...place, variables: { ...place.variables, GIT_OPTIONAL_LOCKS: "0" } };
  const commits = "commit" in to ? [from, to.commit] : [from];
  return (
    await git.run(reading, ["diff", "--patch", "-M", "--no-ext-diff", "--no-textconv", "--no-color", ...commits, "--"])
  ).toString("utf8");
}

async function placeOf(repository: ShadowRepository, path: string) {
  const { root, gitDir } = repository.location;
  const found = path === root ? gitDir : await registeredAt(repository.location, path);
  if (found === undefined) throw new MilestoneError("git", `The worktree ${path} is gone`);
  return repository.placeOf(path, found);
}
