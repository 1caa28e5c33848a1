import { realpath, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { MilestoneError, messageOf } from "../../model/errors.ts";
import { branchRefs, checkoutContent, commitOfBranch } from "./checkout-content.ts";
import { worktreesFolder } from "./lane-path.ts";
import { moveToLane } from "./move-to-lane.ts";
import type { ShadowRepository } from "../shadow/shadow-repository.ts";
import { readHead } from "../refs/refs.ts";
import type { Worktree } from "../repository.ts";
import {
  checkedOutAt,
  clearInterrupted,
  detachFrom,
  isUsable,
  linkToRepository,
  clearPath,
  registeredAt,
  removeFiles,
  wasWorktree,
} from "./worktree-admin.ts";
import { register, unregister } from "./worktree-registration.ts";

/** A worktree that the program creates at an absolute path, which need not exist yet. */
export function linkedWorktree(repository: ShadowRepository, path: string): Worktree {
  const { git, location, moves, worktreeQueue } = repository;
  let admin: string | undefined;
  let issueBranch: string | undefined;
  let wasMoved = false;

  const find = async () => {
    if (!wasMoved) await worktreeQueue(() => moveToLane(location, path));
    wasMoved = true;
    return registeredAt(location, path);
  };
  const gitDir = async () => {
    admin ??= await find();
    if (admin === undefined)
      throw new MilestoneError("git", `The worktree ${path} is gone`, {
        hint: "Run the milestone again. It creates a new worktree.",
      });
    return admin;
  };
  const content = checkoutContent(repository, { path, gitDir, branch: () => issueBranch, isOurs: true });
  const exists = async () => {
    admin = await find();
    return admin !== undefined && isUsable(location, admin, path);
  };
  const create = async (commit: string) => {
    await clearPath(location, path, admin);
    admin = await register(location, path, commit);
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
      await freeBranch(repository, path, branch, admin);
      if (!reused) await worktreeQueue(() => create(commit));
      const at = await recover(branch);
      const target = branch === undefined ? ["--detach"] : ["--no-track", "-B", branch];
      await moves.during(branchRefs(branch), () => git.run(at, ["checkout", "-q", "-f", ...target, commit, "--"]));
      if (reused) await git.run(at, ["clean", "-ffdq"]);
    },

    resume: async (branch) => {
      if ((await exists()) && (await content.head()).branch === branch) {
        await recover(branch);
        return;
      }
      await worktree.start(branch, await commitOfBranch(repository, branch));
    },

    remove: async () => {
      if (!(await exists())) {
        // A kill in the middle of the removal below leaves files that git has forgotten, or empty folders.
        await worktreeQueue(async () => {
          if (admin === undefined && (await wasWorktree(location, path))) await removeFiles(path);
          await removeEmptyFolders(path);
        });
        return true;
      }
      const at = await repository.placeOf(path, await gitDir());
      const { branch, commit } = await content.head();
      const unsaved = await git.run(at, ["status", "--porcelain", "-z", "--ignore-submodules=all"]);
      if (unsaved.length > 0 || (branch === undefined && !(await isOnBranch(repository, commit)))) return false;
      const registered = await gitDir();
      await worktreeQueue(async () => {
        await unregister(location, registered);
        await removeFiles(path).catch((error: unknown) => {
          throw new MilestoneError("git", `${path} could not be removed: ${messageOf(error)}`, { cause: error });
        });
        await removeEmptyFolders(path);
      });
      admin = undefined;
      return true;
    },
  };
  return worktree;
}

/**
 * Makes sure that a branch is not checked out in another worktree. A lane of the same milestone that has it does not
 * work on it, since an issue is worked on in one lane at a time, so that lane lets go of it.
 * @throws MilestoneError `repository` where any other checkout has the branch
 */
async function freeBranch(
  repository: ShadowRepository,
  path: string,
  branch: string | undefined,
  admin: string | undefined,
): Promise<void> {
  const { location } = repository;
  const taken = branch === undefined ? undefined : await checkedOutAt(location, branch, admin);
  if (branch === undefined || taken === undefined) return;
  const { folder, gitDir } = taken;
  const head = (await isLaneBeside(path, folder)) ? readHead(location.commonDir, gitDir) : undefined;
  if (head === undefined) {
    throw new MilestoneError("repository", `Branch ${branch} is checked out in ${folder}`, {
      hint: `Check out another branch there, e.g. git -C '${folder}' switch -`,
    });
  }
  await detachFrom(gitDir, branch, head.commit);
}

async function isLaneBeside(path: string, other: string): Promise<boolean> {
  if (worktreesFolder(path) === undefined) return false;
  const [ours, theirs] = await Promise.all(
    [path, other].map((place) => realpath(dirname(place)).catch(() => dirname(place))),
  );
  return ours === theirs;
}

/** Removes the folders of the milestone and of all milestones, unless they hold other worktrees. */
async function removeEmptyFolders(path: string): Promise<void> {
  for (const folder of [dirname(path), worktreesFolder(path)]) {
    // Fails where it is not empty, or was removed already.
    if (folder !== undefined) await rmdir(folder).catch(() => {});
  }
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
