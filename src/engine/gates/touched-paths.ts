import type { Diff, FileChange } from "../git/diff/diff.ts";
import { listFirst } from "../text/list-first.ts";

/** The paths of a change: its path and, for a move, also the old path. The source of a copy is not touched. */
export function pathsOf(file: FileChange): readonly string[] {
  return file.kind === "renamed" && file.oldPath !== undefined ? [file.oldPath, file.path] : [file.path];
}

/** Every path that the diff touches, without duplicates, in code unit order. */
export function touchedPaths(diff: Pick<Diff, "files">): readonly string[] {
  return [...new Set(diff.files.flatMap(pathsOf))].sort();
}

/** Paths for one line of text, as `listFirst` gives them. */
export function listPaths(paths: readonly string[], most = 20): string {
  return listFirst(paths, most);
}
