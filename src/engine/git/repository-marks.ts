// What an agent must not touch in a repository, as marks that change when it does. Read from files, no process.
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../errors.ts";
import type { WorktreePlace } from "./worktree-place.ts";

/** By name, relative to the repository's own folder: content of settings, identity of hooks, commits of branches. */
export type RepositoryMarks = ReadonlyMap<string, string>;

export async function repositoryMarks({ commonDir, gitDir }: WorktreePlace): Promise<RepositoryMarks> {
  const own = gitDir === commonDir ? [] : ["commondir", "gitdir", "config.worktree"].map((name) => [`worktree/${name}`, join(gitDir, name)] as const);
  const settings = await Promise.all([
    ...["config", "config.worktree", "info/attributes", "info/exclude", "info/grafts", "objects/info/alternates"].map((name) => contentMark(name, join(commonDir, name))),
    ...own.map(([name, path]) => contentMark(name, path)),
  ]);
  return new Map([...settings.flat(), ...(await hookMarks(commonDir)), ...(await refMarks(commonDir))]);
}

/** Of the names in `before` and `after`, those that are not the same in both. */
export function changedMarks(before: RepositoryMarks, after: RepositoryMarks): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name)).sort();
}

/** Whether the last thing that happened to a remote-tracking branch was a push from here. */
export async function wasPushedFromHere({ commonDir }: WorktreePlace, ref: string): Promise<boolean> {
  const log = (await textOf(join(commonDir, "logs", ref))) ?? "";
  return log.trimEnd().endsWith("\tupdate by push");
}

type Marks = readonly (readonly [string, string])[];

async function contentMark(name: string, path: string): Promise<Marks> {
  const text = await textOf(path);
  return text === undefined ? [] : [[name, text]];
}

/** The time of the last change to the file itself cannot be set back, as that to its content can. */
async function hookMarks(commonDir: string): Promise<Marks> {
  const names = await readdir(join(commonDir, "hooks")).catch(() => []);
  const marks = await Promise.all(names.map(async (name) => {
    const entry = await stat(join(commonDir, "hooks", name), { bigint: true }).catch(() => undefined);
    return entry === undefined ? [] : [[`hooks/${name}`, `${entry.ino} ${entry.mode} ${entry.size} ${entry.ctimeNs}`] as const];
  }));
  return marks.flat();
}

async function refMarks(commonDir: string): Promise<Marks> {
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
