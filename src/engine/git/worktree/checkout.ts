import { MilestoneError } from "../../model/errors.ts";
import { checkoutContent, pathsWithout } from "./checkout-content.ts";
import type { ShadowRepository } from "../shadow/shadow-repository.ts";
import type { Worktree } from "../repository.ts";

/**
 * The user's own checkout, worked in because the user asked for it (`--no-worktree`). Nothing in it is thrown away: it
 * has to be clean before an issue starts, and then all that is in it comes from the run. Removing it means to give it back.
 * @param keep a file that is not the run's work, and stays as it is whatever happens: the plan with its tracking
 */
export function checkoutWorktree(repository: ShadowRepository, keep: string | undefined): Worktree {
  const { git, location } = repository;
  const { root, gitDir } = location;
  let onBranch: string | undefined;
  const content = checkoutContent(repository, {
    path: root,
    gitDir: async () => gitDir,
    branch: () => onBranch,
    isOurs: false,
    keep,
  });
  const theirs = location.branch;

  const worktree: Worktree = {
    ...content,
    path: root,
    exists: async () => true,

    start: async (branch, commit) => {
      const at = await repository.placeOf(root, gitDir);
      const unsaved = await git.run(at, [
        "status",
        "--porcelain",
        "-z",
        "--ignore-submodules=all",
        ...pathsWithout(keep),
      ]);
      if (unsaved.length > 0) {
        throw new MilestoneError("repository", `${root} has changes that are not committed`, {
          hint: "Commit or stash them, or run without --no-worktree.",
        });
      }
      const target = branch === undefined ? ["--detach"] : ["--no-track", "-B", branch];
      await git.run(at, ["checkout", "-q", ...target, commit, "--"]);
      onBranch = branch;
    },

    resume: async (branch) => {
      onBranch = branch;
      if ((await content.head()).branch === branch) return;
      const commit = await repository.resolve(`refs/heads/${branch}`);
      if (commit === undefined) {
        throw new MilestoneError("git", `Branch ${branch} is gone`, {
          hint: "Take the issue up again from its start.",
        });
      }
      await worktree.start(branch, commit);
    },

    remove: async () => {
      if ((await content.head()).branch === theirs) return false;
      await git.run(await repository.placeOf(root, gitDir), ["checkout", "-q", theirs, "--"]);
      return false;
    },
  };
  return worktree;
}
