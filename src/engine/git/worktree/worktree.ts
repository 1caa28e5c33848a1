import { rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { MilestoneError } from "../../model/errors.ts";
import { checkoutContent, commitOfBranch } from "./checkout-content.ts";
import type { ShadowRepository } from "../shadow/shadow-repository.ts";
import type { Worktree } from "../repository.ts";
import {
  checkedOutAt,
  clearInterrupted,
  isUsable,
  linkToRepository,
  clearPath,
  registeredAt,
} from "./worktree-admin.ts";

/** A worktree that the program creates at an absolute path, which need not exist yet. */
export function linkedWorktree(repository: ShadowRepository, path: string): Worktree {
  const { git, location } = repository;
  let admin: string | undefined;
  let issueBranch: string | undefined;

  const gitDir = async () => {
    admin ??= await registeredAt(location, path);
    if (admin === undefined)
      throw new MilestoneError("git", `The worktree ${path} is gone`, {
        hint: "Run the milestone again. It creates a new worktree.",
      });
    return admin;
  };
  const content = checkoutContent(repository, { path, gitDir, branch: () => issueBranch, isOurs: true });
  const exists = async () => {
    admin = await registeredAt(location, path);
    return admin !== undefined && isUsable(location, admin, path);
  };
  /** Makes an existing worktree usable after a process was killed in it. Keeps its files. */
  const recover = async (branch: string | undefined) => {
    await linkToRepository(path, await gitDir());
    await clearInterrupted(location, await gitDir(), branch);
    issueBranch = branch;
    return repository.placeOf(path, await gitDir());
  };

  const worktree: Worktree = {
    ...content,
    path,
    exists,

    start: async (branch, commit) => {
      const reused = await exists();
      await assertBranchFree(repository, branch, admin);
      if (!reused) {
        await clearPath(location, path, admin);
        admin = undefined;
        await git.run(await repository.place(), [
          "worktree",
          "add",
          "-q",
          "-f",
          "-f",
          "--detach",
          "--no-checkout",
          path,
          commit,
        ]);
      }
      const at = await recover(branch);
      const target = branch === undefined ? ["--detach"] : ["--no-track", "-B", branch];
      await git.run(at, ["checkout", "-q", "-f", ...target, commit, "--"]);
      if (reused) await git.run(at, ["clean", "-ffdq"]);
    },

    resume: async (branch) => {
      if ((await exists()) && (await content.head()).branch === branch) {
        await recover(branch);
        return;
      }
      await worktree.start(branch, await commitOfBranch(repository, branch));
    },

    detach: async () => {
      await git.run(await repository.placeOf(path, await gitDir()), ["checkout", "-q", "--detach"]);
    },

    remove: async () => {
      if (!(await exists())) return true;
      const at = await repository.placeOf(path, await gitDir());
      const { branch, commit } = await content.head();
      const unsaved = await git.run(at, ["status", "--porcelain", "-z", "--ignore-submodules=all"]);
      if (unsaved.length > 0 || (branch === undefined && !(await isOnBranch(repository, commit)))) return false;
      // Forced twice, since git otherwise keeps a worktree that has submodules or is locked.
      await git.run(await repository.place(), ["worktree", "remove", "-f", "-f", path]);
      admin = undefined;
      // Fails where the folder holds worktrees of other milestones.
      await rmdir(dirname(path)).catch(() => {});
      return true;
    },
  };
  return worktree;
}

async function assertBranchFree(
  { location }: ShadowRepository,
  branch: string | undefined,
  admin: string | undefined,
): Promise<void> {
  const taken = branch === undefined ? undefined : await checkedOutAt(location, branch, admin);
  if (taken === undefined) return;
  throw new MilestoneError("repository", `Branch ${branch} is checked out in ${taken}`, {
    hint: `Check out another branch there, e.g. git -C '${taken}' switch -`,
  });
}

async function isOnBranch({ git, place }: ShadowRepository, commit: string): Promise<boolean> {
  const refs = await git.run(await place(), [
    "for-each-ref",
    "--count=1",
    "--contains",
    commit,
    "refs/heads",
    "refs/remotes",
  ]);
  return refs.length > 0;
}
