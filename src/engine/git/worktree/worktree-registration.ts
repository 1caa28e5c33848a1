// Makes and removes the administrative folder of a worktree (`.git/worktrees/<id>`) in one move each. `git worktree`
// does so file by file, and meanwhile other git processes that look through the worktrees, such as `gc` and `checkout`,
// fail on files that are not complete.
import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { systemCode } from "../../model/errors.ts";
import type { Location } from "../discover.ts";

/**
 * Makes a worktree without files at `path`, detached at a commit, as `git worktree add --detach --no-checkout` does.
 * @param path an empty folder, or a path at which there is nothing
 * @param commit full id
 * @returns the administrative folder
 */
export async function register({ commonDir }: Location, path: string, commit: string): Promise<string> {
  const made = temporary(commonDir);
  await mkdir(made);
  await writeFile(join(made, "HEAD"), `${commit}\n`);
  await writeFile(join(made, "commondir"), "../..\n");
  await writeFile(join(made, "gitdir"), `${join(path, ".git")}\n`);
  await mkdir(path, { recursive: true });
  const name = `${basename(dirname(path))}-${basename(path)}`;
  for (let count = 1; ; count++) {
    const admin = join(commonDir, "worktrees", count === 1 ? name : `${name}-${count}`);
    // Before the folder is registered, since git prunes one that has no worktree.
    await writeFile(join(path, ".git"), `gitdir: ${admin}\n`);
    if (await moveInto(made, admin)) return admin;
  }
}

/** Ends the registration of a worktree. Its files remain. */
export async function unregister({ commonDir }: Location, admin: string): Promise<void> {
  const removed = temporary(commonDir);
  await rename(admin, removed);
  await rm(removed, { recursive: true, force: true });
  // Fails where there are other worktrees.
  await rmdir(dirname(admin)).catch(() => {});
}

function temporary(commonDir: string): string {
  return join(commonDir, `milestone-tui-${randomUUID()}`);
}

/** Returns false where the target exists. */
async function moveInto(folder: string, target: string): Promise<boolean> {
  for (;;) {
    // Git removes the folder of all worktrees when it is empty, at any time.
    await mkdir(dirname(target), { recursive: true });
    try {
      await rename(folder, target);
      return true;
    } catch (error) {
      const code = systemCode(error);
      if (code === "ENOTEMPTY" || code === "EEXIST" || code === "ENOTDIR") return false;
      if (code !== "ENOENT") throw error;
    }
  }
}
