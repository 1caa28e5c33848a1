import type { Hunk } from "./diff.ts";
import type { Change } from "./raw-diff.ts";

/**
 * Returns the hunks of `git diff --patch -U0` by new path. Assigns them to files by order, which is the order of
 * `changes`: the names in a patch's header are ambiguous. A line of content cannot pass for a header, since a sign
 * precedes it.
 */
export function hunksByFile(patch: Buffer, changes: readonly Change[]): ReadonlyMap<string, readonly Hunk[]> {
  const sections = splitSections(patch.toString("utf8"));
  const found = new Map<string, readonly Hunk[]>();
  let at = 0;
  for (const change of changes) {
    // Git shows a change of type as a removal and an addition.
    const fileSections = sections.slice(at, (at += change.kind === "type-changed" ? 2 : 1));
    found.set(change.path, fileSections.flatMap(hunksOf));
  }
  return found;
}

function splitSections(patch: string): readonly (readonly string[])[] {
  const sections: string[][] = [];
  for (const line of patch.split("\n")) {
    if (line.startsWith("diff --git ")) sections.push([]);
    else sections.at(-1)?.push(line);
  }
  return sections;
}

function hunksOf(lines: readonly string[]): readonly Hunk[] {
  const hunks: { oldStart: number; newStart: number; removed: string[]; added: string[] }[] = [];
  for (const line of lines) {
    const start = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    const hunk = hunks.at(-1);
    if (start !== null) hunks.push({ oldStart: Number(start[1]), newStart: Number(start[2]), removed: [], added: [] });
    else if (line.startsWith("-")) hunk?.removed.push(line.slice(1));
    else if (line.startsWith("+")) hunk?.added.push(line.slice(1));
  }
  return hunks;
}
