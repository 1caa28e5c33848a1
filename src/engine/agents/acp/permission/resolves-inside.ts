import { lstat, realpath } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { systemCode } from "../../../model/errors.ts";

/**
 * Whether a path lies inside a folder, and in no `.git`, after all symbolic links are resolved. The path need not
 * exist. A dangling link counts as outside, since it may lead anywhere by the time it is used.
 * @param path absolute, or relative to `folder`
 */
export async function resolvesInside(folder: string, path: string): Promise<boolean> {
  const resolved = await resolvePath(resolve(folder, path));
  if (resolved === undefined) return false;
  const parts = relative(await realpath(folder), resolved).split(sep);
  return parts[0] !== ".." && !parts.some((part) => part.toLowerCase() === ".git") && !resolved.includes("\0");
}

/** Resolves the existing part of a path, and appends the rest. Undefined where a link on the way is dangling. */
async function resolvePath(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") return undefined;
  }
  if (await entryExists(path)) return undefined;
  const parent = dirname(path);
  if (parent === path) return undefined;
  const resolved = await resolvePath(parent);
  return resolved === undefined ? undefined : join(resolved, basename(path));
}

/** Whether the path exists itself. True for a dangling link, which `realpath` does not find. */
async function entryExists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
