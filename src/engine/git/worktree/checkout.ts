import { MilestoneError } from "../../model/errors.ts";
import { branchRefs, checkoutContent, commitOfBranch, pathsWithout } from "./checkout-content.ts";
import type { ShadowRepository } from "../shadow/shadow-repository.ts";
import type { Worktree } from "../repository.ts";

/**
 * The user's own checkout as a worktree, for `--no-worktree`. Never discards the user's files: the checkout must be
 * clean before an issue starts, so that every later change is the run's. Removing it checks out the user's branch
 * again.
 * @param keep a file that is never staged nor discarded: the plan, into which the run writes its tracking
 */
export function checkoutWorktree(repository: ShadowRepository, keep: string | undefined): Worktree {
  const { git, location } = repository;
  const { root, gitDir } = location;
  let issueBranch: string | undefined;
  const content = checkoutContent(repository, {
    path: root,
    gitDir: async () => gitDir,
    branch: () => issueBranch,
    isOurs: false,
    keep,
  });
  const usersBranch = location.branch;

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
      await repository.moves.during(branchRefs(branch), () => git.run(at, ["checkout", "-q", ...target, commit, "--"]));
      issueBranch = branch;
    },

    resume: async (branch) => {
      issueBranch = branch;
      if ((await content.head()).branch === branch) return;
      await worktree.start(branch, await commitOfBranch(repository, branch));
    },

    remove: async () => {
      if ((await content.head()).branch === usersBranch) return false;
      await git.run(await repository.placeOf(root, gitDir), ["checkout", "-q", usersBranch, "--"]);
      return false;
    },
  };
  return worktree;
}
