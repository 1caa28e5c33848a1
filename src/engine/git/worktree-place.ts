import { readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** Where a checkout keeps its part of the repository, as its own files say. */
export interface WorktreePlace {
  /** Shared by all checkouts: config, hooks, branches. */
  readonly commonDir: string;
  /** This checkout's own part; `commonDir` itself unless it is a linked worktree. */
  readonly gitDir: string;
}

/** Undefined where the folder is no checkout. Read before an agent had its hands on it; it may write these files. */
export async function worktreePlace(path: string): Promise<WorktreePlace | undefined> {
  const git = join(path, ".git");
  const entry = await stat(git).catch(() => undefined);
  if (entry === undefined) return undefined;
  if (entry.isDirectory()) return { commonDir: git, gitDir: git };
  const link = /^gitdir: (.+)\n?$/.exec(await readFile(git, "utf8"))?.[1];
  if (link === undefined) return undefined;
  const gitDir = resolve(path, link);
  const common = await readFile(join(gitDir, "commondir"), "utf8").catch(() => "../..");
  return { commonDir: resolve(gitDir, common.trim()), gitDir };
}

/** The folder whose checkout a repository belongs to. */
export function checkoutOf({ commonDir }: WorktreePlace): string {
  return dirname(commonDir);
}
