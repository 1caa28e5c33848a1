import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { readSmallFile } from "../../files/small-file.ts";

/** The git folders of a checkout, as its own files name them. */
export interface WorktreePlace {
  /** The git folder that all checkouts share: config, hooks, branches. */
  readonly commonDir: string;
  /** The git folder of this checkout; the same as `commonDir` unless the checkout is a linked worktree. */
  readonly gitDir: string;
}

/**
 * Reads the git folders of the checkout at `path`; undefined where the folder is not a checkout. Must be called before
 * an agent starts, since the agent may change the files that are read.
 */
export function worktreePlace(path: string): WorktreePlace | undefined {
  const git = join(path, ".git");
  const entry = statSync(git, { throwIfNoEntry: false });
  if (entry === undefined) return undefined;
  if (entry.isDirectory()) return { commonDir: git, gitDir: git };
  const link = /^gitdir: (.+)\n?$/.exec(readSmallFile(git) ?? "")?.[1];
  if (link === undefined) return undefined;
  const gitDir = resolve(path, link);
  const common = readSmallFile(join(gitDir, "commondir")) ?? "../..";
  return { commonDir: resolve(gitDir, common.trim()), gitDir };
}

/** Returns the folder of the main checkout of a repository. */
export function checkoutOf({ commonDir }: WorktreePlace): string {
  return dirname(commonDir);
}
