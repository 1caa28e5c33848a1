// Builds a diff as gates get it, from the files before and after, without git.
import { structuredPatch } from "diff";
import type { Diff, FileChange, Hunk } from "../../src/engine/git/diff/diff.ts";

export interface SampleFile {
  readonly before?: string | Buffer;
  readonly after?: string | Buffer;
  /** The path before, of a renamed file. */
  readonly from?: string;
  readonly mode?: string;
}

/**
 * @param files by path; a bare string is a new file
 * @param others files that the diff does not change
 */
export function diffOf(
  files: Readonly<Record<string, string | Buffer | SampleFile>>,
  others: Readonly<Record<string, string | Buffer>> = {},
): Diff {
  const samples = new Map(
    Object.entries(files).map(([path, file]) => [
      path,
      typeof file === "string" || Buffer.isBuffer(file) ? { after: file } : file,
    ]),
  );
  const changes = [...samples].map(([path, file]) => changeOf(path, file));
  return {
    base: "0".repeat(40),
    files: changes,
    readNew: async (path) =>
      await Promise.resolve(
        isPlain(samples.get(path)) ? bufferOf(samples.get(path)?.after ?? others[path]) : undefined,
      ),
    async readOld(path) {
      const moved = [...samples].find(([now, file]) => (file.from ?? now) === path)?.[1];
      return await Promise.resolve(bufferOf(moved?.before ?? others[path]));
    },
    hunks: async (path) => await Promise.resolve(hunksOf(samples.get(path) ?? {})),
    tree: async () =>
      await Promise.resolve([
        ...Object.keys(others),
        ...[...samples].flatMap(([path, { after }]) => (after === undefined ? [] : [path])),
      ]),
  };
}

function changeOf(path: string, file: SampleFile): FileChange {
  const hunks = hunksOf(file);
  const isText = [file.before, file.after].every((content) => !isBinary(content));
  const count = (side: "added" | "removed") =>
    isText ? hunks.reduce((sum, hunk) => sum + hunk[side].length, 0) : undefined;
  const { from, before, after, mode = "100644" } = file;
  const kind =
    from !== undefined ? "renamed" : before === undefined ? "added" : after === undefined ? "deleted" : "modified";
  return {
    path,
    oldPath: from,
    kind,
    oldMode: before === undefined ? "000000" : "100644",
    newMode: after === undefined ? "000000" : mode,
    added: count("added"),
    removed: count("removed"),
  };
}

function hunksOf({ before, after }: SampleFile): readonly Hunk[] {
  if (isBinary(before) || isBinary(after)) return [];
  const patch = structuredPatch("a", "b", String(before ?? ""), String(after ?? ""), "", "", { context: 0 });
  return patch.hunks.map(({ oldStart, newStart, lines }) => ({
    oldStart,
    newStart,
    removed: lines.filter((line) => line.startsWith("-")).map((line) => line.slice(1)),
    added: lines.filter((line) => line.startsWith("+")).map((line) => line.slice(1)),
  }));
}

function isPlain(file: SampleFile | undefined): boolean {
  return file?.mode !== "120000" && file?.mode !== "160000";
}

function isBinary(content: string | Buffer | undefined): boolean {
  return Buffer.isBuffer(content) && content.includes(0);
}

function bufferOf(content: string | Buffer | undefined): Buffer | undefined {
  return typeof content === "string" ? Buffer.from(content) : content;
}
