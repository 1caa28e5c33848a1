import { lstat, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Diff } from "../diff/diff.ts";
import { MilestoneError, systemCode } from "../../model/errors.ts";
import { commitTree, mergeTrees } from "../refs/merges.ts";
import type { ShadowRepository } from "../shadow/shadow-repository.ts";
import { readHead } from "../refs/refs.ts";
import type { Worktree } from "../repository.ts";
import { gitError, type Place } from "../run-git.ts";
import { stagedDiff } from "../diff/staged-diff.ts";
import { ignoredOf } from "./untracked-files.ts";
import { releaseLock } from "./worktree-admin.ts";

export interface Checkout {
  readonly path: string;
  /**
   * Returns the git folder of this checkout.
   * @throws MilestoneError `git` where it is gone
   */
  gitDir(): Promise<string>;
  /**
   * The branch of the issue, on which commits are made even if an agent switched to another one; undefined: detached.
   */
  branch(): string | undefined;
  /** False for the user's own checkout, where a lock may belong to a git process of the user. */
  readonly isOurs: boolean;
  /** A file, relative to `path`, that is never staged nor discarded. */
  readonly keep?: string | undefined;
}

/** The operations on files, index and branch that linked worktrees and the user's own checkout share. */
export function checkoutContent(
  repository: ShadowRepository,
  checkout: Checkout,
): Pick<Worktree, "head" | "stage" | "ignored" | "diff" | "discardUnstaged" | "mergeIn" | "commit"> {
  const { git, location } = repository;
  let lastDiff: { readonly key: string; readonly diff: Diff } | undefined;

  const place = async () => repository.placeOf(checkout.path, await checkout.gitDir());
  /** Like `place`, after removing the index lock of a killed git process. */
  const unlockedPlace = async () => {
    if (checkout.isOurs) await releaseLock(join(await checkout.gitDir(), "index.lock"));
    return place();
  };
  const head = async () =>
    readHead(location.commonDir, await checkout.gitDir()) ?? repository.resolveHead(await place());

  return {
    head,

    stage: async () => {
      const staged = stagedPaths(
        await git.run(await unlockedPlace(), ["add", "-A", "-v", ...pathsWithout(checkout.keep)]),
      );
      await rejectNestedRepositories(checkout.path, staged);
      return staged;
    },

    ignored: async (paths) => ignoredOf(git, await place(), paths),

    diff: async (base) => {
      const key = `${base} ${await indexVersion(await checkout.gitDir())}`;
      if (lastDiff?.key !== key) lastDiff = { key, diff: await stagedDiff(git, await place(), base) };
      return lastDiff.diff;
    },

    discardUnstaged: async () => {
      const at = await unlockedPlace();
      await git.run(at, ["clean", "-ffdq"]);
      const restore =
        checkout.keep === undefined
          ? ["checkout-index", "-q", "-f", "-a", "-u"]
          : ["checkout", "-q", ...pathsWithout(checkout.keep)];
      await git.run(at, restore);
    },

    mergeIn: async (commit) => {
      const at = await unlockedPlace();
      const { tree, conflicts } = await mergeTrees(repository, (await head()).commit, commit);
      await git.run(at, ["read-tree", "--reset", "-u", tree]);
      return conflicts;
    },

    commit: async (message, parent, merged) => {
      const at = await unlockedPlace();
      const { branch, commit } = await head();
      const wanted = checkout.branch();
      const isOnOtherBranch = wanted !== undefined && wanted !== branch;
      return repository.moves.during(branchRefs(wanted ?? branch), async () => {
        if (isOnOtherBranch) await git.run(at, ["symbolic-ref", "HEAD", `refs/heads/${wanted}`]);
        if (isOnOtherBranch || commit !== parent) await git.run(at, ["reset", "-q", "--soft", parent, "--"]);
        if (merged !== undefined) return commitMerged(repository, at, message, [parent, merged]);
        return (await commitIndex(repository, at, message)) ? (await head()).commit : parent;
      });
    },
  };
}

async function commitMerged(
  { git }: ShadowRepository,
  at: Place,
  message: string,
  parents: readonly string[],
): Promise<string> {
  const tree = (await git.run(at, ["write-tree"])).toString("utf8").trim();
  const commit = await commitTree(git, at, tree, parents, message);
  await git.run(at, ["reset", "-q", "--soft", commit, "--"]);
  return commit;
}

/**
 * Returns the commit of a local branch.
 * @throws MilestoneError `git` where the branch does not exist
 */
export async function commitOfBranch(repository: ShadowRepository, branch: string): Promise<string> {
  const commit = await repository.resolve(`refs/heads/${branch}`);
  if (commit !== undefined) return commit;
  throw new MilestoneError("git", `Branch ${branch} is gone`, { hint: "Start the issue again from its beginning." });
}

/** Returns the ref of a branch, in a list; an empty list where there is no branch. */
export function branchRefs(branch: string | undefined): readonly string[] {
  return branch === undefined ? [] : [`refs/heads/${branch}`];
}

/** Returns the pathspecs that select everything except one file. */
export function pathsWithout(keep: string | undefined): readonly string[] {
  return keep === undefined ? [] : ["--", ":(top)", `:(top,exclude,literal)${keep}`];
}

/** Returns false where there is nothing to commit. */
async function commitIndex({ git }: ShadowRepository, at: Place, message: string): Promise<boolean> {
  const args = ["commit", "-q", "--no-verify", "--no-status", "--cleanup=whitespace", "-F", "-"];
  const outcome = await git.tryRun(at, args, { input: message });
  if (outcome.exitCode === 0) return true;
  const isEmpty = /^(nothing to commit|nothing added to commit|no changes added to commit)/m.test(
    outcome.stdout.toString("utf8"),
  );
  if (isEmpty) return false;
  throw gitError(args, outcome);
}

/** Parses the output of `git add -v`: `add '<path>'` or `remove '<path>'`, without escapes in the path. */
function stagedPaths(output: Buffer): readonly string[] {
  const lines = output.toString("utf8").matchAll(/^(?:add|remove) '([^]*?)'\n(?=add '|remove '|(?![^]))/gm);
  return Array.from(lines, (match) => match[1] ?? "");
}

/** Git would commit a repository inside the worktree as a bare link, and its files would be lost. */
async function rejectNestedRepositories(root: string, staged: readonly string[]): Promise<void> {
  for (const path of staged) {
    const entry = await lstat(join(root, path)).catch(() => undefined);
    if (!entry?.isDirectory()) continue;
    throw new MilestoneError("git", `${path} is another git repository inside the worktree`, {
      hint: `Remove ${join(root, path, ".git")}, or make it a submodule.`,
    });
  }
}

/** Returns a text that changes with every write of the index, since git never writes it in place. */
async function indexVersion(gitDir: string): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(join(gitDir, "index"), { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return "none";
    throw error;
  }
}
