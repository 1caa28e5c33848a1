// What an agent must not touch in a repository, as marks that change when it does. Read from files, no process.
import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../errors.ts";
import type { WorktreePlace } from "./worktree-place.ts";

/** By name, something that changes whenever what is named does. */
export type Marks = ReadonlyMap<string, string>;

/** By name, relative to the repository's own folder: content of settings, identity of hooks, commits of branches. */
export async function repositoryMarks({ commonDir, gitDir }: WorktreePlace): Promise<Marks> {
  const own = gitDir === commonDir ? [] : ["commondir", "gitdir", "config.worktree"].map((name) => [`worktree/${name}`, join(gitDir, name)] as const);
  const settings = await Promise.all([
    ...["config", "config.worktree", "info/attributes", "info/exclude", "info/grafts", "objects/info/alternates"].map((name) => contentMark(name, join(commonDir, name))),
    ...own.map(([name, path]) => contentMark(name, path)),
  ]);
  const hooks = [...(await filesIn(join(commonDir, "hooks")))].map(([path, mark]) => [path.slice(commonDir.length + 1), mark] as const);
  return new Map([...settings.flat(), ...hooks, ...(await refMarks(commonDir))]);
}

/** Of the names in `before` and `after`, those that are not the same in both. */
export function changedMarks(before: Marks, after: Marks): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name)).sort();
}

/** Plain files and links of a folder, by their path. The time of a file's last change cannot be set back, as that of its content can. */
export async function filesIn(folder: string): Promise<Marks> {
  const names = await readdir(folder).catch(() => []);
  const marks = await Promise.all(names.map(async (name) => {
    const entry = await lstat(join(folder, name), { bigint: true }).catch(() => undefined);
    return entry === undefined || entry.isDirectory() ? [] : [[join(folder, name), `${entry.ino} ${entry.mode} ${entry.size} ${entry.ctimeNs}`] as const];
  }));
  return new Map(marks.flat());
}

/** Whether the last thing that happened to a remote-tracking branch was a push from here. */
export async function wasPushedFromHere({ commonDir }: WorktreePlace, ref: string): Promise<boolean> {
  const log = (await textOf(join(commonDir, "logs", ref))) ?? "";
  return log.trimEnd().endsWith("\tupdate by push");
}

type Pairs = readonly (readonly [string, string])[];

async function contentMark(name: string, path: string): Promise<Pairs> {
  const text = await textOf(path);
  return text === undefined ? [] : [[name, text]];
}

async function refMarks(commonDir: string): Promise<Pairs> {
  const packed = ((await textOf(join(commonDir, "packed-refs"))) ?? "").split("\n").flatMap((line) => {
    const [, commit, name] = /^([0-9a-f]{40,64}) (refs\/.+)$/.exec(line) ?? [];
    return commit === undefined || name === undefined ? [] : [[name, commit] as const];
  });
  const entries = await readdir(join(commonDir, "refs"), { recursive: true, withFileTypes: true }).catch(() => []);
  const loose = await Promise.all(entries.filter((entry) => entry.isFile() && !entry.name.endsWith(".lock")).map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    const commit = await textOf(path);
    return commit === undefined ? [] : [[path.slice(commonDir.length + 1), commit.trim()] as const];
  }));
  return [...packed, ...loose.flat()];
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes(systemCode(error) ?? "")) return undefined;
    throw error;
  }
}
