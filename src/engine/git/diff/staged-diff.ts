import { createHash } from "node:crypto";
import { lstat, readFile, realpath } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import type { Diff } from "./diff.ts";
import { hunksByFile } from "./patch.ts";
import { parseChanges, type Change } from "./raw-diff.ts";
import { gitError, type Git, type Place } from "../run-git.ts";

/**
 * Returns the staged changes of a worktree against a commit, including hunks. One process. File contents are read on
 * demand: from the worktree where its file equals the staged one, else from git.
 */
export async function stagedDiff(git: Git, place: Place, base: string): Promise<Diff> {
  const full = await git.tryRun(place, [...DIFF, "--patch", "-U0", base]);
  // Where the output is too large, reads the list without the patches, and each patch on demand.
  const outcome = full.cut ? await git.tryRun(place, [...DIFF, base]) : full;
  if (outcome.exitCode !== 0 || outcome.cut) throw gitError(DIFF, outcome);
  const { changes, rest } = parseChanges(outcome.stdout);

  const byPath = new Map(changes.map((change) => [change.path, change]));
  const byOldPath = new Map(
    changes.flatMap((change) => (change.oldId === undefined ? [] : [[change.oldPath ?? change.path, change] as const])),
  );
  const hunks = full.cut ? undefined : lazy(() => hunksByFile(rest, changes));
  const index = lazy(async () => parseIndex(await git.run(place, ["ls-files", "-s", "-z"])));
  const content = async (path: string, { mode, id }: IndexEntry) =>
    isFile(mode) ? ((await readStaged(place.cwd, path, id)) ?? readBlob(git, place, id)) : undefined;
  // A file that the diff does not change is the same on both sides.
  const readUnchanged = async (path: string) => {
    const entry = (await index()).get(path);
    return entry === undefined ? undefined : content(path, entry);
  };
  return {
    base,
    files: changes,
    readNew: async (path) => {
      const change = byPath.get(path);
      if (change === undefined) return readUnchanged(path);
      return change.newId === undefined ? undefined : content(path, { mode: change.newMode, id: change.newId });
    },
    readOld: async (path) => {
      const change = byOldPath.get(path);
      if (change === undefined) return byPath.has(path) ? undefined : readUnchanged(path);
      return change.oldId === undefined || !isFile(change.oldMode) ? undefined : readBlob(git, place, change.oldId);
    },
    hunks: async (path) => {
      const change = byPath.get(path);
      if (change === undefined) return [];
      return hunks === undefined ? patchOf(git, place, base, change) : (hunks().get(path) ?? []);
    },
    tree: async () => [...(await index()).keys()],
  };
}

const DIFF = [
  "diff",
  "--cached",
  "--raw",
  "--numstat",
  "-z",
  "-M",
  "--no-abbrev",
  "--no-ext-diff",
  "--no-textconv",
  "--no-color",
  "--src-prefix=a/",
  "--dst-prefix=b/",
];

interface IndexEntry {
  readonly mode: string;
  readonly id: string;
}

/** Parses `<mode> <id> <stage>\t<path>` entries, each terminated by NUL. */
function parseIndex(listed: Buffer): ReadonlyMap<string, IndexEntry> {
  return new Map(
    listed
      .toString("utf8")
      .split("\0")
      .filter(Boolean)
      .map((line) => {
        const tab = line.indexOf("\t");
        const [mode = "", id = ""] = line.slice(0, tab).split(" ");
        return [line.slice(tab + 1), { mode, id }];
      }),
  );
}

async function patchOf(git: Git, place: Place, base: string, change: Change) {
  const paths = change.oldPath === undefined ? [change.path] : [change.oldPath, change.path];
  const args = [...DIFF, "--patch", "-U0", base, "--", ...paths.map((path) => `:(literal,top)${path}`)];
  const { changes, rest } = parseChanges(await git.run(place, args));
  return hunksByFile(rest, changes).get(change.path) ?? [];
}

function isFile(mode: string): boolean {
  return mode.startsWith("100");
}

/** Returns the file in the worktree if it is a regular file inside the worktree and has exactly the staged content. */
async function readStaged(root: string, path: string, id: string): Promise<Buffer | undefined> {
  const file = join(root, path);
  try {
    if (!(await lstat(file)).isFile()) return undefined;
    const [folder, top] = await Promise.all([realpath(dirname(file)), realpath(root)]);
    if (folder !== top && !folder.startsWith(top + sep)) return undefined;
    const content = await readFile(file);
    return blobId(content, id.length) === id ? content : undefined;
  } catch {
    // The file is gone or cannot be read. The caller reads the content from git.
    return undefined;
  }
}

/** Returns git's object id of a file's content: SHA-1 (40 hex digits) or SHA-256 (64). */
function blobId(content: Buffer, digits: number): string {
  return createHash(digits === 64 ? "sha256" : "sha1")
    .update(`blob ${content.length}\0`)
    .update(content)
    .digest("hex");
}

async function readBlob(git: Git, place: Place, id: string): Promise<Buffer> {
  return git.run(place, ["cat-file", "blob", id]);
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
