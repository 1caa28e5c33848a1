// Reads and repairs the administrative files of a worktree inside the repository (`.git/worktrees/<id>`).
import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { lstat, mkdir, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { MilestoneError, systemCode } from "../../model/errors.ts";
import { readSmallFile } from "../../files/small-file.ts";
import { readHead } from "../refs/refs.ts";
import type { Location } from "../discover.ts";

/** Returns the administrative folder of the worktree at `path`; undefined where git has none for it. */
export async function registeredAt({ commonDir }: Location, path: string): Promise<string | undefined> {
  const wanted = await canonical(join(path, ".git"));
  for (const admin of await adminFolders(commonDir)) {
    const link = readSmallFile(join(admin, "gitdir"))?.trimEnd();
    if (link !== undefined && (await canonical(resolve(admin, link))) === wanted) return admin;
  }
  return undefined;
}

/**
 * Returns the folder of the checkout that has `branch` checked out, and its git folder.
 * @param except administrative folder of a worktree that does not count
 */
export async function checkedOutAt(
  { commonDir }: Location,
  branch: string,
  except: string | undefined,
): Promise<{ readonly folder: string; readonly gitDir: string } | undefined> {
  for (const gitDir of [commonDir, ...(await adminFolders(commonDir))]) {
    if (gitDir === except || readSmallFile(join(gitDir, "HEAD"))?.trimEnd() !== `ref: refs/heads/${branch}`) continue;
    if (gitDir === commonDir) return { folder: dirname(commonDir), gitDir };
    const folder = dirname(readSmallFile(join(gitDir, "gitdir"))?.trimEnd() ?? gitDir);
    // A worktree whose folder was deleted does not occupy its branch.
    if (existsSync(folder)) return { folder, gitDir };
  }
  return undefined;
}

/** True where git completed the worktree and its folder exists. Any other worktree must be created again. */
export function isUsable(location: Location, admin: string, path: string): boolean {
  return existsSync(path) && existsSync(join(admin, "index")) && readHead(location.commonDir, admin) !== undefined;
}

/**
 * Removes an empty folder or a worktree of this repository from `path`, so that a worktree can be created there.
 * @param admin administrative folder that is registered for `path`; removed too
 * @throws MilestoneError `repository` where anything else is at `path`
 */
export async function clearPath(location: Location, path: string, admin: string | undefined): Promise<void> {
  if (admin !== undefined) await rm(admin, { recursive: true, force: true });
  const entry = await lstat(path).catch(() => undefined);
  if (entry?.isDirectory() && (await readdir(path)).length > 0) {
    if (admin === undefined && !(await wasWorktree(location, path))) throw pathOccupied(path);
    await rm(path, { recursive: true, force: true });
  } else if (entry !== undefined && !entry.isDirectory()) {
    throw pathOccupied(path);
  }
  await Promise.all(["worktrees", "logs"].map((name) => mkdir(join(location.commonDir, name), { recursive: true })));
  await mkdir(dirname(path), { recursive: true });
}

/** Whether the folder at `path` is a worktree of this repository, or was one before git forgot it. */
export async function wasWorktree({ commonDir }: Location, path: string): Promise<boolean> {
  const link = /^gitdir: (.*)/.exec(readSmallFile(join(path, ".git")) ?? "")?.[1];
  return link !== undefined && (await canonical(dirname(link))) === (await canonical(join(commonDir, "worktrees")));
}

/** Removes the files of a worktree. Its `.git` file is the last, so that what a kill leaves is known as a worktree. */
export async function removeFiles(path: string): Promise<void> {
  for (const name of await readdir(path).catch(() => []))
    if (name !== ".git") await rm(join(path, name), { recursive: true, force: true });
  await rm(path, { recursive: true, force: true });
}

/**
 * Writes the `.git` file of the worktree. It names the repository, not the shadow git dir, so that agents and users can
 * use git in the worktree.
 */
export async function linkToRepository(path: string, admin: string): Promise<void> {
  const text = `gitdir: ${admin}\n`;
  const file = join(path, ".git");
  const entry = await lstat(file).catch(() => undefined);
  if (entry?.isFile() && readSmallFile(file) === text) return;
  if (entry !== undefined) await rm(file, { recursive: true });
  await writeFile(file, text);
}

/** Removes what a killed git process leaves behind: locks, and the state of unfinished merges and rebases. */
export async function clearInterrupted(location: Location, admin: string, branch: string | undefined): Promise<void> {
  await Promise.all([
    releaseLock(join(admin, "index.lock")),
    releaseLock(join(admin, "HEAD.lock")),
    ...(branch === undefined ? [] : [releaseLock(join(location.commonDir, "refs/heads", `${branch}.lock`))]),
    ...["rebase-merge", "rebase-apply", "sequencer"].map((name) =>
      rm(join(admin, name), { recursive: true, force: true }),
    ),
  ]);
}

/**
 * Detaches HEAD at a commit, unless it names another branch than this one. Takes git's own lock of HEAD for that:
 * another lane may check out the branch of its next issue there at the same time.
 */
export async function detachFrom(gitDir: string, branch: string, commit: string): Promise<void> {
  const head = join(gitDir, "HEAD");
  const lock = `${head}.lock`;
  while (!tryWriteNew(lock, `${commit}\n`)) await releaseLock(lock);
  if (readSmallFile(head)?.trimEnd() === `ref: refs/heads/${branch}`) renameSync(lock, head);
  else rmSync(lock);
}

/**
 * Waits up to a second for a lock file to disappear, then removes it. Only for the program's own worktrees: agents and
 * checks have ended by then, so no process can still own the lock.
 */
export async function releaseLock(path: string): Promise<void> {
  for (let tries = 0; tries < 10; tries++) {
    if (!existsSync(path)) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  await rm(path, { force: true });
}

async function adminFolders(commonDir: string): Promise<readonly string[]> {
  const names = await readdir(join(commonDir, "worktrees")).catch(() => []);
  return names.map((name) => join(commonDir, "worktrees", name));
}

/** Returns false where the file exists. */
function tryWriteNew(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
}

function pathOccupied(path: string): MilestoneError {
  return new MilestoneError("repository", `${path} is in the way: it is not a worktree of this repository`, {
    hint: "Move it elsewhere, and run it again.",
  });
}

/** Resolves symbolic links in the parent folder of `path`. The path itself need not exist. */
async function canonical(path: string): Promise<string> {
  const folder = await realpath(dirname(path)).catch(() => dirname(path));
  return join(folder, basename(path));
}
