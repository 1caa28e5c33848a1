import { rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { MilestoneError } from "../../model/errors.ts";
import { checkoutContent } from "./checkout-content.ts";
import type { ShadowRepository } from "../shadow/shadow-repository.ts";
import type { Worktree } from "../repository.ts";
import { checkedOutAt, clearUnfinished, isUsable, linkBack, makeWay, registeredAt } from "./worktree-admin.ts";

/** A worktree of the program's own at an absolute path, which need not be there yet. */
export function linkedWorktree(repository: ShadowRepository, path: string): Worktree {
  const { git, location } = repository;
  let admin: string | undefined;
  let onBranch: string | undefined;

  const gitDir = async () => {
    admin ??= await registeredAt(location, path);
    if (admin === undefined)
      throw new MilestoneError("git", `The worktree ${path} is gone`, {
        hint: "Run the milestone again: it makes a new one.",
      });
    return admin;
  };
  const content = checkoutContent(repository, { path, gitDir, branch: () => onBranch, isOurs: true });
  const exists = async () => {
    admin = await registeredAt(location, path);
    return admin !== undefined && isUsable(location, admin, path);
  };
  /** The worktree as it is, with what a killed process left in its way taken away. */
  const regain = async (branch: string | undefined) => {
    await linkBack(path, await gitDir());
    await clearUnfinished(location, await gitDir(), branch);
    onBranch = branch;
    return repository.placeOf(path, await gitDir());
  };

  const worktree: Worktree = {
    ...content,
    path,
    exists,

    start: async (branch, commit) => {
      const reused = await exists();
      await refuseTaken(repository, branch, admin);
      if (!reused) {
        await makeWay(location, path, admin);
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
      const at = await regain(branch);
      const target = branch === undefined ? ["--detach"] : ["--no-track", "-B", branch];
      await git.run(at, ["checkout", "-q", "-f", ...target, commit, "--"]);
      if (reused) await git.run(at, ["clean", "-ffdq"]);
    },

    resume: async (branch) => {
      if ((await exists()) && (await content.head()).branch === branch) {
        await regain(branch);
        return;
      }
      const commit = await repository.resolve(`refs/heads/${branch}`);
      if (commit === undefined) {
        throw new MilestoneError("git", `Branch ${branch} is gone`, {
          hint: "Take the issue up again from its start.",
        });
      }
      await worktree.start(branch, commit);
    },

    remove: async () => {
      if (!(await exists())) return true;
      const at = await repository.placeOf(path, await gitDir());
      const { branch, commit } = await content.head();
      const unsaved = await git.run(at, ["status", "--porcelain", "-z", "--ignore-submodules=all"]);
      if (unsaved.length > 0 || (branch === undefined && !(await isOnBranch(repository, commit)))) return false;
      // Forced, since git would keep one with submodules, and one that is locked.
      await git.run(await repository.place(), ["worktree", "remove", "-f", "-f", path]);
      admin = undefined;
      // Other milestones may have theirs beside it.
      await rmdir(dirname(path)).catch(() => {});
      return true;
    },
  };
  return worktree;
}

async function refuseTaken(
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
