// What an agent must not touch in a repository, as fingerprints that change when it does. Read from files, no process.
import { lstatSync, readdirSync, type Dirent } from "node:fs";
import { join } from "node:path";
import { readSmallFile } from "../../files/small-file.ts";
import type { WorktreePlace } from "../worktree/worktree-place.ts";

/** By name, something that changes whenever what is named does. */
export type Fingerprints = ReadonlyMap<string, string>;

/** By name, relative to the repository's own folder: content of settings, identity of hooks, commits of branches. */
export function repositoryFingerprints({ commonDir, gitDir }: WorktreePlace): Fingerprints {
  const own =
    gitDir === commonDir
      ? []
      : ["commondir", "gitdir", "config.worktree"].map((name) => [`worktree/${name}`, join(gitDir, name)] as const);
  const settings = [
    ...["config", "config.worktree", "info/attributes", "info/exclude", "info/grafts", "objects/info/alternates"].map(
      (name) => contentMark(name, join(commonDir, name)),
    ),
    ...own.map(([name, path]) => contentMark(name, path)),
  ];
  const hooks = [...filesIn(join(commonDir, "hooks"))].map(
    ([path, mark]) => [path.slice(commonDir.length + 1), mark] as const,
  );
  return new Map([...settings.flat(), ...hooks, ...refsIn(commonDir)]);
}

/** Of the names in `before` and `after`, those that are not the same in both. */
export function changedFingerprints(before: Fingerprints, after: Fingerprints): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .sort();
}

/** Plain files and links of a folder, by their path. The time of a file's last change cannot be set back, as that of its content can. */
export function filesIn(folder: string): Fingerprints {
  const fingerprints = entriesOf(folder, false).map(({ name }) => {
    const entry = lstatSync(join(folder, name), { bigint: true, throwIfNoEntry: false });
    return entry === undefined || entry.isDirectory()
      ? []
      : [[join(folder, name), `${entry.ino} ${entry.mode} ${entry.size} ${entry.ctimeNs}`] as const];
  });
  return new Map(fingerprints.flat());
}

/** Whether the last thing that happened to a remote-tracking branch was a push from here. */
export function wasPushedFromHere({ commonDir }: WorktreePlace, ref: string): boolean {
  const log = readSmallFile(join(commonDir, "logs", ref)) ?? "";
  return log.trimEnd().endsWith("\tupdate by push");
}

/** Every commit that a checkout's HEAD has stood at, as far as git keeps a log of it. */
export function commitsSeen({ gitDir }: WorktreePlace): readonly string[] {
  const log = readSmallFile(join(gitDir, "logs/HEAD")) ?? "";
  return log.split("\n").flatMap((line) => /^\S+ (\S+) /.exec(line)?.[1] ?? []);
}

type Pairs = readonly (readonly [string, string])[];

function contentMark(name: string, path: string): Pairs {
  const text = readSmallFile(path);
  return text === undefined ? [] : [[name, text]];
}

/** Every ref of a repository by its full name, loose or packed. */
export function refsIn(commonDir: string): Pairs {
  const packed = (readSmallFile(join(commonDir, "packed-refs")) ?? "").split("\n").flatMap((line) => {
    const [, commit, name] = /^([0-9a-f]{40,64}) (refs\/.+)$/.exec(line) ?? [];
    return commit === undefined || name === undefined ? [] : [[name, commit] as const];
  });
  const entries = entriesOf(join(commonDir, "refs"), true).filter(
    (entry) => entry.isFile() && !entry.name.endsWith(".lock"),
  );
  const loose = entries.flatMap(({ parentPath, name }) => {
    const path = join(parentPath, name);
    const commit = readSmallFile(path);
    return commit === undefined ? [] : [[path.slice(commonDir.length + 1), commit.trim()] as const];
  });
  return [...packed, ...loose];
}

/** None where the folder is not there, or is being removed at this moment. */
function entriesOf(folder: string, recursive: boolean): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive });
  } catch {
    return [];
  }
}
