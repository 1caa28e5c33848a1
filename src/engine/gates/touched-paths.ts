import type { Diff, FileChange } from "../git/diff/diff.ts";

/** Where a change happened: its path, and for a move also the place it left. A copy leaves its source untouched. */
export function pathsOf(file: FileChange): readonly string[] {
  return file.kind === "renamed" && file.oldPath !== undefined ? [file.oldPath, file.path] : [file.path];
}

/** Every path the diff touches, each once, in code unit order. */
export function touchedPaths(diff: Pick<Diff, "files">): readonly string[] {
  return [...new Set(diff.files.flatMap(pathsOf))].sort();
}

/** Paths for one line of text; the rest is counted. */
export function listPaths(paths: readonly string[], most = 20): string {
  const shown = paths.slice(0, most).join(", ");
  return paths.length > most ? `${shown} and ${paths.length - most} more` : shown;
}
