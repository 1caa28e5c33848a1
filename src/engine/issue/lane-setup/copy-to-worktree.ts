import { constants, type BigIntStats } from "node:fs";
import { chmod, copyFile, lstat, mkdir, readlink, realpath, rename, rm, stat, symlink } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { systemCode } from "../../model/errors.ts";

/**
 * Copies one file from the checkout at `from` to the same path in the worktree at `to`, unless the file there is newer.
 * The content of a link to a file is copied; a link to a folder is made again. Permissions are kept.
 * @param file relative to both
 * @returns what was done, or why the file is refused
 */
export async function copyToWorktree(
  file: string,
  from: string,
  to: string,
): Promise<"copied" | "unchanged" | { readonly problem: string }> {
  if (file.endsWith("/")) return { problem: `${file} is a repository of its own, and cannot be copied.` };
  const source = join(from, file);
  const target = join(to, file);
  const real = await realpath(source).catch(ifMissing);
  if (real === undefined) return { problem: `${file} is a link to nothing. Correct the link.` };
  const inside = relative(await realpath(from), real);
  if (inside === ".." || inside.startsWith(`..${sep}`))
    return { problem: `${file} is a link that leads out of the repository, to ${real}. Put a copy in its place.` };

  const state = await stat(real, { bigint: true });
  const present = await lstat(target, { bigint: true }).catch(ifMissing);
  if (state.isDirectory()) {
    const link = relative(dirname(file), inside) || ".";
    if (present?.isSymbolicLink() === true && (await readlink(target)) === link) return "unchanged";
    await replace(target, to, (path) => symlink(link, path));
    return "copied";
  }
  if (!state.isFile()) return { problem: `${file} is not a file, and cannot be copied.` };
  if (!isOutdated(present, state)) return "unchanged";
  await replace(target, to, async (path) => {
    await copyFile(real, path, constants.COPYFILE_FICLONE);
    await chmod(path, Number(state.mode & 0o777n));
  });
  return "copied";
}

/**
 * Returns what is in the way of a file in the worktree: a folder in its place, or a link on the way, which could lead
 * the copy elsewhere.
 */
export async function blockedBy(file: string, root: string): Promise<string | undefined> {
  const folders = file.split("/").slice(0, -1);
  for (let depth = 1; depth <= folders.length; depth += 1) {
    const folder = folders.slice(0, depth).join("/");
    const entry = await lstat(join(root, folder)).catch(ifMissing);
    if (entry !== undefined && !entry.isDirectory()) return folder;
  }
  const entry = await lstat(join(root, file)).catch(ifMissing);
  return entry?.isDirectory() === true ? `the folder ${file}` : undefined;
}

/**
 * The time at which the state of a file changed also tells that an older file was put in its place, and that the one in
 * the worktree was changed since.
 */
function isOutdated(present: BigIntStats | undefined, source: BigIntStats): boolean {
  return present === undefined || !present.isFile() || source.ctimeNs > present.ctimeNs;
}

/**
 * Puts a new file in the place of another at once. It is made beside the worktree, on the same disk: a part of it that
 * a kill leaves behind must not be committed.
 */
async function replace(target: string, worktree: string, make: (path: string) => Promise<void>): Promise<void> {
  const temporary = join(dirname(worktree), `.${basename(worktree)}.copy`);
  await rm(temporary, { force: true });
  await make(temporary);
  await mkdir(dirname(target), { recursive: true });
  await rename(temporary, target);
}

function ifMissing(error: unknown): undefined {
  if (!["ENOENT", "ELOOP"].includes(systemCode(error) ?? "")) throw error;
}
