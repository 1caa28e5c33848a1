// Fingerprints of what an agent must not change in a repository. Read from files, without a process.
import { lstatSync, readdirSync, type Dirent } from "node:fs";
import { join } from "node:path";
import { readSmallFile } from "../../files/small-file.ts";
import type { WorktreePlace } from "../worktree/worktree-place.ts";

/** Name → text that changes whenever the named file or ref changes. */
export type Fingerprints = ReadonlyMap<string, string>;

/**
 * Returns the contents of settings, the identities of hooks, and the commits of refs. Names are relative to
 * `commonDir`.
 */
export function repositoryFingerprints({ commonDir, gitDir }: WorktreePlace): Fingerprints {
  const linked =
    gitDir === commonDir
      ? []
      : ["commondir", "gitdir", "config.worktree"].map((name) => [`worktree/${name}`, join(gitDir, name)] as const);
  const settings = [
    ...["config", "config.worktree", "info/attributes", "info/exclude", "info/grafts", "objects/info/alternates"].map(
      (name) => contentOf(name, join(commonDir, name)),
    ),
    ...linked.map(([name, path]) => contentOf(name, path)),
  ];
  const hooks = [...fileFingerprints(join(commonDir, "hooks"))].map(
    ([path, fingerprint]) => [path.slice(commonDir.length + 1), fingerprint] as const,
  );
  return new Map([...settings.flat(), ...hooks, ...refsIn(commonDir)]);
}

/** Returns the names whose fingerprints differ between `before` and `after`, sorted. */
export function changedFingerprints(before: Fingerprints, after: Fingerprints): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .sort();
}

/**
 * Returns the identities of the files and links in a folder, by path. Uses ctime, which a program cannot set back, as
 * it can set back mtime.
 */
export function fileFingerprints(folder: string): Fingerprints {
  const fingerprints = entriesOf(folder).map(({ name }) => {
    const entry = lstatSync(join(folder, name), { bigint: true, throwIfNoEntry: false });
    return entry === undefined || entry.isDirectory()
      ? []
      : [[join(folder, name), `${entry.ino} ${entry.mode} ${entry.size} ${entry.ctimeNs}`] as const];
  });
  return new Map(fingerprints.flat());
}

/** Whether the last update of a remote-tracking branch was a push from this repository. */
export function wasLastUpdatedByPush({ commonDir }: WorktreePlace, ref: string): boolean {
  const log = readSmallFile(join(commonDir, "logs", ref)) ?? "";
  return log.trimEnd().endsWith("\tupdate by push");
}

/** Returns every commit that HEAD of a checkout has been at, as far as git's log of HEAD reaches back. */
export function commitsSeen(place: WorktreePlace): readonly string[] {
  return logOfHead(place).map(({ commit }) => commit);
}

/**
 * Returns the commits that were made in a checkout after it was first at another one. Where HEAD was only moved, as the
 * program does by `checkout` and `reset`, no commit was made.
 */
export function commitsMadeAfter(place: WorktreePlace, commit: string): readonly string[] {
  const log = logOfHead(place);
  const first = log.findIndex((entry) => entry.commit === commit);
  const later = first === -1 ? [] : log.slice(first + 1);
  return later.filter(({ action }) => !MOVES.has(action)).map((entry) => entry.commit);
}

const MOVES: ReadonlySet<string> = new Set(["checkout", "reset"]);

/** Reads git's log of HEAD, oldest first. `action` is the first word of what was done, such as `commit`. */
function logOfHead({ gitDir }: WorktreePlace): readonly { readonly commit: string; readonly action: string }[] {
  const log = readSmallFile(join(gitDir, "logs/HEAD")) ?? "";
  return log.split("\n").flatMap((line) => {
    const [, commit, action = ""] = /^\S+ (\S+) (?:[^\t]*\t(\w+))?/.exec(line) ?? [];
    return commit === undefined ? [] : [{ commit, action }];
  });
}

type Pairs = readonly (readonly [string, string])[];

function contentOf(name: string, path: string): Pairs {
  const text = readSmallFile(path);
  return text === undefined ? [] : [[name, text]];
}

/**
 * Returns the commit of every ref of a repository, loose or packed, by the ref's full name. Reads the packed refs last,
 * since git packs a ref before it removes the loose one. A loose ref counts more, so it comes last.
 */
export function refsIn(commonDir: string): Pairs {
  const loose = looseRefsIn(commonDir, "refs");
  const packed = (readSmallFile(join(commonDir, "packed-refs")) ?? "").split("\n").flatMap((line) => {
    const [, commit, name] = /^([0-9a-f]{40,64}) (refs\/.+)$/.exec(line) ?? [];
    return commit === undefined || name === undefined ? [] : [[name, commit] as const];
  });
  return [...packed, ...loose];
}

/** Reads folder by folder: git removes folders that became empty, and then only those are missing. */
function looseRefsIn(commonDir: string, folder: string): Pairs {
  return entriesOf(join(commonDir, folder)).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return looseRefsIn(commonDir, name);
    const commit = entry.isFile() && !name.endsWith(".lock") ? readSmallFile(join(commonDir, name)) : undefined;
    return commit === undefined ? [] : [[name, commit.trim()] as const];
  });
}

/** Returns no entries where the folder does not exist or is being removed. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
