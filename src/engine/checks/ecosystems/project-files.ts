import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The files of a repository, as far as they tell what it is. What cannot be read is not there. */
export interface ProjectFiles {
  /** Whether the root holds a file or folder of this name. */
  has(...names: string[]): boolean;
  /** Names in the root that match. */
  matching(pattern: RegExp): readonly string[];
  text(path: string): Promise<string>;
  /** Names in a folder; empty where there is none. */
  list(folder: string): Promise<readonly string[]>;
}

export async function openProject(root: string): Promise<ProjectFiles> {
  const list = (folder: string) =>
    readdir(join(root, folder)).then(
      (names) => names.sort(),
      (): string[] => [],
    );
  const names = await list("");
  return {
    has: (...wanted) => wanted.some((name) => names.includes(name)),
    matching: (pattern) => names.filter((name) => pattern.test(name)),
    text: (path) =>
      readFile(join(root, path), "utf8").then(
        (text) => text.replace(/^\uFEFF/, ""),
        () => "",
      ),
    list,
  };
}
