import { lstat, realpath } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { systemCode } from "../../../model/errors.ts";

/**
 * Whether a path, which need not be there yet, really lies inside a folder and not in its `.git`: every symbolic link on
 * the way is followed. One that leads to nothing lies outside, since it may lead anywhere by the time it is used.
 */
export async function isReallyInside(folder: string, path: string): Promise<boolean> {
  const place = await realPlace(resolve(folder, path));
  if (place === undefined) return false;
  const parts = relative(await realpath(folder), place).split(sep);
  return parts[0] !== ".." && !parts.some((part) => part.toLowerCase() === ".git") && !place.includes("\0");
}

/** The path with all links followed, as far as it is there; undefined where a link leads to nothing. */
async function realPlace(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") return undefined;
  }
  if (await isThere(path)) return undefined;
  const above = dirname(path);
  if (above === path) return undefined;
  const place = await realPlace(above);
  return place === undefined ? undefined : join(place, basename(path));
}

/** A link to nothing is there, although `realpath` does not find it. */
async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
