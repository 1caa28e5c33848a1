import { lstat, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Diff } from "../diff/diff.ts";
import { MilestoneError, systemCode } from "../../model/errors.ts";
import { mergeTrees } from "../refs/merges.ts";
import type { ShadowRepository } from "../shadow/shadow-repository.ts";
import { readHead } from "../refs/refs.ts";
import type { Worktree } from "../repository.ts";
import { gitError, type Place } from "../run-git.ts";
import { stagedDiff } from "../diff/staged-diff.ts";
import { releaseLock } from "./worktree-admin.ts";

export interface Checkout {
  readonly path: string;
  /** Its own part of the repository; throws where it is gone. */
  gitDir(): Promise<string>;
  /** The branch it was put on, where it was; commits are made there, wherever an agent went. */
  branch(): string | undefined;
  /** False for the user's own checkout, where a lock may be the user's. */
  readonly isOurs: boolean;
  /** A file, relative to `path`, that is never staged nor thrown away. */
  readonly keep?: string | undefined;
}

/** What is done with the files, the index and the branch of a checkout, whoever made it. */
export function checkoutContent(
  repository: ShadowRepository,
  checkout: Checkout,
): Pick<Worktree, "head" | "stage" | "diff" | "discardUnstaged" | "mergeIn" | "commit"> {
  const { git, location } = repository;
  let lastDiff: { readonly key: string; readonly diff: Diff } | undefined;

  const place = async () => repository.placeOf(checkout.path, await checkout.gitDir());
  /** A place to write from: no lock of a killed git is in the way. */
  const writable = async () => {
    if (checkout.isOurs) await releaseLock(join(await checkout.gitDir(), "index.lock"));
    return place();
  };
  const head = async () => readHead(location.commonDir, await checkout.gitDir()) ?? repository.askHead(await place());

  return {
    head,

    stage: async () => {
      const staged = stagedPaths(await git.run(await writable(), ["add", "-A", "-v", ...pathsWithout(checkout.keep)]));
      await refuseNested(checkout.path, staged);
      return staged;
    },

    diff: async (base) => {
      const key = `${base} ${await indexVersion(await checkout.gitDir())}`;
      if (lastDiff?.key !== key) lastDiff = { key, diff: await stagedDiff(git, await place(), base) };
      return lastDiff.diff;
    },

    discardUnstaged: async () => {
      const at = await writable();
      await git.run(at, ["clean", "-ffdq"]);
      const restore =
        checkout.keep === undefined
          ? ["checkout-index", "-q", "-f", "-a", "-u"]
          : ["checkout", "-q", ...pathsWithout(checkout.keep)];
      await git.run(at, restore);
    },

    mergeIn: async (commit) => {
      const at = await writable();
      const { tree, conflicts } = await mergeTrees(repository, (await head()).commit, commit);
      await git.run(at, ["read-tree", "--reset", "-u", tree]);
      return conflicts;
    },

    commit: async (message, parent, merged) => {
      const at = await writable();
      const { branch, commit } = await head();
      const wanted = checkout.branch();
      const left = wanted !== undefined && wanted !== branch;
      if (left) await git.run(at, ["symbolic-ref", "HEAD", `refs/heads/${wanted}`]);
      if (left || commit !== parent) await git.run(at, ["reset", "-q", "--soft", parent, "--"]);
      if (merged !== undefined) return commitMerged(repository, at, message, [parent, merged]);
      return (await commitIndex(repository, at, message)) ? (await head()).commit : parent;
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
  const args = ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent]), "-F", "-"];
  const commit = (await git.run(at, args, { input: message })).toString("utf8").trim();
  await git.run(at, ["reset", "-q", "--soft", commit, "--"]);
  return commit;
}

/** Pathspecs for everything but one file. */
export function pathsWithout(keep: string | undefined): readonly string[] {
  return keep === undefined ? [] : ["--", ":(top)", `:(top,exclude,literal)${keep}`];
}

/** Says false where there is nothing to commit. */
async function commitIndex({ git }: ShadowRepository, at: Place, message: string): Promise<boolean> {
  const args = ["commit", "-q", "--no-verify", "--no-status", "--cleanup=whitespace", "-F", "-"];
  const outcome = await git.ask(at, args, { input: message });
  if (outcome.exitCode === 0) return true;
  const isEmpty = /^(nothing to commit|nothing added to commit|no changes added to commit)/m.test(
    outcome.stdout.toString("utf8"),
  );
  if (isEmpty) return false;
  throw gitError(args, outcome);
}

/** `git add -v` says `add '<path>'` or `remove '<path>'`, with nothing quoted. */
function stagedPaths(output: Buffer): readonly string[] {
  const lines = output.toString("utf8").matchAll(/^(?:add|remove) '([^]*?)'\n(?=add '|remove '|(?![^]))/gm);
  return Array.from(lines, (match) => match[1] ?? "");
}

/** A repository inside the worktree would be committed as a bare link, and its files lost. */
async function refuseNested(root: string, staged: readonly string[]): Promise<void> {
  for (const path of staged) {
    const entry = await lstat(join(root, path)).catch(() => undefined);
    if (!entry?.isDirectory()) continue;
    throw new MilestoneError("git", `${path} is a git repository of its own, inside the worktree`, {
      hint: `Remove ${join(root, path, ".git")}, or make it a submodule.`,
    });
  }
}

/** Changes with everything that is staged: git never writes an index in place. Without an index, nothing is staged. */
async function indexVersion(gitDir: string): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(join(gitDir, "index"), { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return "none";
    throw error;
  }
}
