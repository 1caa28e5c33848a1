// Earlier versions had one worktree for a milestone, at `<root>.worktrees/<milestone>`, where the folder of the lanes
// is now.
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { readSmallFile } from "../../files/small-file.ts";
import type { Location } from "../discover.ts";
import { worktreesFolder } from "./lane-path.ts";
import { registeredAt } from "./worktree-admin.ts";

/**
 * Moves the worktree of an earlier version to the place of lane 1, with everything in it. Finishes a move that was
 * interrupted, and does nothing where there is nothing to move. Must not run twice at the same time.
 * @param path of the worktree of any lane of the milestone
 */
export async function moveToLane(location: Location, path: string): Promise<void> {
  if (worktreesFolder(path) === undefined) return;
  const folder = dirname(path);
  // Git's own record names the old place until the move is complete.
  const admin = await registeredAt(location, folder);
  if (admin === undefined) return;
  const lane = join(folder, "1");
  const between = join(dirname(folder), `.${basename(folder)}.moving`);
  const link = `gitdir: ${admin}\n`;
  if (!existsSync(between) && readSmallFile(join(lane, ".git")) !== link && existsSync(folder)) {
    // Git does not prune a locked worktree while its folder is not where git expects it.
    await writeFile(join(admin, "locked"), "milestone-tui moves this worktree\n");
    // A folder cannot be moved into itself.
    await rename(folder, between);
  }
  if (existsSync(between)) {
    await mkdir(folder, { recursive: true });
    await rename(between, lane);
  }
  if (!existsSync(lane)) {
    await rm(admin, { recursive: true });
    return;
  }
  // A new file, so that `setup` runs again: installed packages may contain absolute paths.
  await replaceFile(join(lane, ".git"), link);
  await rm(join(admin, "locked"), { force: true });
  await replaceFile(join(admin, "gitdir"), `${join(lane, ".git")}\n`);
}

/** Writes atomically, since a file that was cut off would end the worktree. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, text);
  await rename(temporary, path);
}
