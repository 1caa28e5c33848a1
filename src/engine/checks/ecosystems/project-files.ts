import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Reads the files of a repository that tell its ecosystem. Files that cannot be read count as missing. */
export interface ProjectFiles {
  /** Whether the root contains a file or folder of one of these names. */
  has(...names: string[]): boolean;
  /** Names in the root that match the pattern. */
  matching(pattern: RegExp): readonly string[];
  /** The text of a file; empty where there is none. */
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
