import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { readSmallFile } from "../../files/small-file.ts";

/** Where a checkout keeps its part of the repository, as its own files say. */
export interface WorktreePlace {
  /** Shared by all checkouts: config, hooks, branches. */
  readonly commonDir: string;
  /** This checkout's own part; `commonDir` itself unless it is a linked worktree. */
  readonly gitDir: string;
}

/** Undefined where the folder is no checkout. Read before an agent had its hands on it; it may write these files. */
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

/** The folder whose checkout a repository belongs to. */
export function checkoutOf({ commonDir }: WorktreePlace): string {
  return dirname(commonDir);
}
