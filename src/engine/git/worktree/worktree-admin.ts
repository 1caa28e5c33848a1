// The part of a worktree that is kept inside the repository (`.git/worktrees/<id>`), read and mended by its files.
import { existsSync } from "node:fs";
import { lstat, mkdir, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { MilestoneError } from "../../model/errors.ts";
import { readSmallFile } from "../../files/small-file.ts";
import { readHead } from "../refs/refs.ts";
import type { Location } from "../discover.ts";

/** The repository's folder for the worktree at `path`; undefined where none is registered for it. */
export async function registeredAt({ commonDir }: Location, path: string): Promise<string | undefined> {
  const wanted = await canonical(join(path, ".git"));
  for (const admin of await adminFolders(commonDir)) {
    const link = readSmallFile(join(admin, "gitdir"))?.trimEnd();
    if (link !== undefined && (await canonical(resolve(admin, link))) === wanted) return admin;
  }
  return undefined;
}

/** The checkout that has `branch` checked out, other than the one that `except` belongs to. */
export async function checkedOutAt(
  { commonDir }: Location,
  branch: string,
  except: string | undefined,
): Promise<string | undefined> {
  for (const gitDir of [commonDir, ...(await adminFolders(commonDir))]) {
    if (gitDir === except || readSmallFile(join(gitDir, "HEAD"))?.trimEnd() !== `ref: refs/heads/${branch}`) continue;
    if (gitDir === commonDir) return dirname(commonDir);
    const folder = dirname(readSmallFile(join(gitDir, "gitdir"))?.trimEnd() ?? gitDir);
    // What is left of a worktree that somebody deleted holds no branch.
    if (existsSync(folder)) return folder;
  }
  return undefined;
}

/** True where git finished making it and its folder is there; anything else has to be made anew. */
export function isUsable(location: Location, admin: string, path: string): boolean {
  return existsSync(path) && existsSync(join(admin, "index")) && readHead(location.commonDir, admin) !== undefined;
}

/** Removes what stands at `path` if it is the program's to remove: nothing, an empty folder, or a worktree of this repository. */
export async function makeWay(location: Location, path: string, admin: string | undefined): Promise<void> {
  if (admin !== undefined) await rm(admin, { recursive: true, force: true });
  const entry = await lstat(path).catch(() => undefined);
  if (entry?.isDirectory() && (await readdir(path)).length > 0) {
    const link = /^gitdir: (.*)/.exec(readSmallFile(join(path, ".git")) ?? "")?.[1];
    const ours =
      admin !== undefined ||
      (link !== undefined &&
        (await canonical(dirname(link))) === (await canonical(join(location.commonDir, "worktrees"))));
    if (!ours) throw inTheWay(path);
    await rm(path, { recursive: true, force: true });
  } else if (entry !== undefined && !entry.isDirectory()) {
    throw inTheWay(path);
  }
  await Promise.all(["worktrees", "logs"].map((name) => mkdir(join(location.commonDir, name), { recursive: true })));
  await mkdir(dirname(path), { recursive: true });
}

/** Points the worktree at the repository itself, for whoever works in it. */
export async function linkBack(path: string, admin: string): Promise<void> {
  const text = `gitdir: ${admin}\n`;
  const file = join(path, ".git");
  const entry = await lstat(file).catch(() => undefined);
  if (entry?.isFile() && readSmallFile(file) === text) return;
  if (entry !== undefined) await rm(file, { recursive: true });
  await writeFile(file, text);
}

/** What a killed git leaves behind: locks, and merges and rebases half done. */
export async function clearUnfinished(location: Location, admin: string, branch: string | undefined): Promise<void> {
  await Promise.all([
    releaseLock(join(admin, "index.lock")),
    releaseLock(join(admin, "HEAD.lock")),
    ...(branch === undefined ? [] : [releaseLock(join(location.commonDir, "refs/heads", `${branch}.lock`))]),
    ...["rebase-merge", "rebase-apply", "sequencer"].map((name) =>
      rm(join(admin, name), { recursive: true, force: true }),
    ),
  ]);
}

/** A lock in our own worktree that stays for a second has no living owner: agents and checks have ended by then. */
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

function inTheWay(path: string): MilestoneError {
  return new MilestoneError("repository", `${path} is in the way: it is no worktree of this repository`, {
    hint: "Move it elsewhere, and run it again.",
  });
}

/** Without symbolic links in its folder; the last part need not exist. */
async function canonical(path: string): Promise<string> {
  const folder = await realpath(dirname(path)).catch(() => dirname(path));
  return join(folder, basename(path));
}
