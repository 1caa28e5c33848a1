import { messageOf } from "../../model/errors.ts";
import type { Diff, FileChange } from "../../git/diff/diff.ts";
import { packageFileAt } from "./package-files.ts";
import type { PackageFile } from "./package-files.ts";
import type { Package } from "./package.ts";

/** The packages of one file before and after the change. */
export interface Inventory {
  readonly path: string;
  readonly file: PackageFile;
  /** The text after the change, in which line numbers are looked up. */
  readonly text: string;
  readonly before: readonly Package[];
  readonly after: readonly Package[];
}

/** A package file that could not be read. */
export interface UnreadFile {
  readonly path: string;
  readonly why: string;
}

/**
 * Reads every manifest and lockfile of a diff, before and after the change. Files with unchanged content are left out.
 */
export async function readInventories(diff: Diff): Promise<readonly (Inventory | UnreadFile)[]> {
  const read = await Promise.all(diff.files.map(async (change) => await readOne(diff, change)));
  return read.filter((one) => one !== undefined);
}

async function readOne(diff: Diff, change: FileChange): Promise<Inventory | UnreadFile | undefined> {
  const { path, newMode } = change;
  const oldPath = change.oldPath ?? path;
  const file = packageFileAt(path);
  const old = packageFileAt(oldPath);
  if (file === undefined && old === undefined) return undefined;
  // A manifest that is moved to another kind of name counts as deleted.
  const known = file ?? old;
  if (known === undefined) return undefined;
  if (newMode === "120000" || newMode === "160000")
    return { path, why: "it is a link, and what it leads to is not in the diff" };
  const [content, previous] = await Promise.all([
    file === undefined ? undefined : diff.readNew(path),
    old === undefined ? undefined : diff.readOld(oldPath),
  ]);
  if (content !== undefined && previous?.equals(content) === true) return undefined;
  if ((content?.length ?? 0) > known.limit)
    return { path, why: `it is too large (${((content?.length ?? 0) / 1_000_000).toFixed(1)} MB)` };
  const read = await known.load();
  try {
    const text = textOf(content);
    const after = text === "" ? [] : await read(text, path);
    return { path, file: known, text, after, before: await readBefore() };
  } catch (error) {
    return { path, why: messageOf(error).split("\n", 1)[0] ?? "" };
  }

  // Where the old content cannot be read, all packages of the new content count as new.
  async function readBefore(): Promise<readonly Package[]> {
    const text = previous === undefined || previous.length > (known?.limit ?? 0) ? "" : textOf(previous);
    try {
      return text === "" ? [] : await read(text, oldPath);
    } catch {
      return [];
    }
  }
}

function textOf(content: Buffer | undefined): string {
  return content === undefined ? "" : new TextDecoder("utf-8", { fatal: true }).decode(content).trimEnd();
}
