import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import type { LanePorts } from "../lane-ports.ts";
import { blockedBy, copyToWorktree } from "./copy-to-worktree.ts";

/** Patterns of further files to copy, at the root of the repository. Other programs read it too. */
const PATTERN_FILE = ".worktreeinclude";

export interface Copied {
  /** The files that were copied: those that are new, or that changed in the user's checkout since. */
  readonly copied: readonly string[];
  /** Why something that was asked for was not copied, with what to do about it. */
  readonly problems: readonly string[];
}

/**
 * Copies files that git ignores from the user's checkout into the worktree of a lane: those of `lane.copy`, and those
 * that match `.worktreeinclude`. Tracked files are never copied, and nothing that git would commit.
 */
export async function copyFiles({
  repository,
  worktree,
  config,
}: Pick<LanePorts, "repository" | "worktree" | "config">): Promise<Copied> {
  const { root } = repository;
  if (worktree.path === root) return { copied: [], problems: [] };
  const entries = config.lane.copy.map((entry) => posix.normalize(entry).replace(/\/$/, ""));
  const listed = entries.length === 0 ? [] : await repository.untracked({ paths: entries });
  const patternFile = join(root, PATTERN_FILE);
  const matching = existsSync(patternFile) ? await repository.untracked({ patternFile }) : [];

  const problems: string[] = [];
  const copied: string[] = [];
  const free: string[] = [];
  for (const file of new Set([...listed, ...matching])) {
    const blocked = await blockedBy(file, worktree.path);
    if (blocked === undefined) free.push(file);
    else problems.push(`${file} cannot be copied: ${blocked} is in the way in the worktree.`);
  }
  const ignored = await worktree.ignored(free);
  for (const entry of entries) {
    const exists = existsSync(join(root, entry));
    const files = listed.filter((file) => file === entry || file.startsWith(`${entry}/`));
    const open = files.filter((file) => free.includes(file) && !ignored.includes(file));
    problems.push(...problemsOf(entry, exists, files, open));
  }
  for (const file of ignored) {
    const outcome = await copyToWorktree(file, root, worktree.path);
    if (outcome === "copied") copied.push(file);
    else if (outcome !== "unchanged") problems.push(outcome.problem);
  }
  return { copied, problems };
}

/**
 * @param files the untracked files at or below the entry
 * @param open those of them that git would commit
 */
function problemsOf(
  entry: string,
  exists: boolean,
  files: readonly string[],
  open: readonly string[],
): readonly string[] {
  if (files.length === 0) {
    const reason = exists
      ? `there is no untracked file at ${entry}; what git tracks is in every worktree already. Take`
      : `${entry} is not in your checkout. Create it there, or take`;
    return [`lane.copy: ${reason} it off lane.copy.`];
  }
  return open.map(
    (file) => `lane.copy: git does not ignore ${file}, so it would be committed. Commit a .gitignore that names it.`,
  );
}
