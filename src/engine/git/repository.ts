// The one door to git, as a port. Every method is one git process unless it says otherwise.
import type { Diff } from "./diff/diff.ts";

export interface Remote {
  readonly name: string;
  /** As it stands in the repository's own config, before any rewriting. */
  readonly url: string;
}

export interface PushRequest {
  readonly commit: string;
  readonly branch: string;
  /** What the remote branch must hold for the push to go through; undefined: it must not exist. */
  readonly expected: string | undefined;
}

export type PushResult =
  | { readonly ok: true }
  /** `reason` is git's own line, e.g. `Permission denied (publickey)`. */
  | { readonly ok: false; readonly reason: string; readonly detail: string };

export type MergeResult =
  | { readonly ok: true; readonly commit: string }
  | { readonly ok: false; readonly conflicts: readonly string[] };

/** Work to be brought onto another base. */
export interface RebaseOnto {
  readonly head: string;
  /** Where the work began: what the new base holds in its place, e.g. squashed, is not brought along. */
  readonly from: string;
  readonly onto: string;
  /** Whether the commit contains `head`, so that it can be pushed where that is; else it stands on `onto` alone. */
  readonly keepHistory: boolean;
  readonly message: string;
}

/** The user's repository, from which the program only reads, and whose worktrees and branches it makes. */
export interface Repository {
  /** Absolute path of the user's checkout. */
  readonly root: string;
  readonly remote: Remote;
  /** The remote's default branch (`main` where it cannot be known). */
  readonly defaultBranch: string;
  /** main, master, the default branch and what the config adds. */
  isProtected(branch: string): boolean;
  /** False for names git refuses (`git check-ref-format --branch`), and for those that could mean anything but a branch. No process for plain ones. */
  isValidBranch(name: string): Promise<boolean>;
  /** Commit of a local or remote-tracking branch, from git's files where they tell; or of a full commit id that is here. */
  resolve(ref: string): Promise<string | undefined>;
  /** Heads of the remote right now: branch → commit. Talks to the remote. */
  remoteHeads(branches?: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The same without a process, where the remote is a folder of this machine; undefined elsewhere. */
  localRemoteRefs(): Promise<ReadonlyMap<string, string> | undefined>;
  /** Brings the remote's branches into remote-tracking refs; talks to the remote. */
  fetch(branches: readonly string[]): Promise<void>;
  createBranch(name: string, commit: string): Promise<void>;
  /** Refuses protected branches with a `push` error before git is asked. Never forces; what is there already is a success. */
  push(request: PushRequest): Promise<PushResult>;
  /** Paths that conflict when the two commits are merged; empty where they merge cleanly. */
  conflicts(a: string, b: string): Promise<readonly string[]>;
  /** A merge commit of two commits, made without a checkout; two processes. Nothing refers to it until a branch does. */
  merge(a: string, b: string, message: string): Promise<MergeResult>;
  /** A commit with the tree of `onto` and the one parent `parent`: merged into work that began there, it brings that onto `onto`. */
  reparent(onto: string, parent: string): Promise<string>;
  /** What was done between two commits on top of a third, without a checkout; four processes. The same again gives the same commit. */
  rebaseOnto(work: RebaseOnto): Promise<MergeResult>;
  isAncestor(ancestor: string, commit: string): Promise<boolean>;
  /** Paths in the user's checkout that are not as committed, each with a mark that changes whenever the file does. */
  unsaved(): Promise<ReadonlyMap<string, string>>;
  /** @param keep a file in the user's own checkout that is neither staged nor thrown away when that is worked in */
  worktree(path: string, keep?: string): Worktree;
}

/** A checkout of the program's own, beside the repository. */
export interface Worktree {
  readonly path: string;
  /**
   * Makes the worktree, or reuses it: leftovers gone, `branch` made at `commit` (reset to it where it exists), or detached
   * without one. What git ignores stays (installed packages). Refuses a branch that another checkout has. Two processes.
   */
  start(branch: string | undefined, commit: string): Promise<void>;
  /** Takes up `branch` as it is, keeping what is in the worktree where it is on that branch already. */
  resume(branch: string): Promise<void>;
  exists(): Promise<boolean>;
  /** Branch checked out and the commit it stands at; reads files, no process where possible. */
  head(): Promise<{ readonly branch: string | undefined; readonly commit: string }>;
  /** Stages everything that is no known leftover (test caches, installed packages); says which paths it staged anew. */
  stage(): Promise<readonly string[]>;
  /** What is staged, against `base`; no process where nothing was staged since it was last asked. */
  diff(base: string): Promise<Diff>;
  /** Throws away what is not staged: what checks and tests leave behind. Two processes. */
  discardUnstaged(): Promise<void>;
  /**
   * Merges a commit into what is checked out, without committing: the worktree and what is staged hold the result, with
   * conflict markers in the files that are returned.
   */
  mergeIn(commit: string): Promise<readonly string[]>;
  /** Commits what is staged on top of `parent` and returns the full id; `parent` itself where nothing is. `merged` is a second parent: what was brought in, where the first is pushed already. Commits an agent made by itself are folded in, at the cost of one or two processes more. */
  commit(message: string, parent: string, merged?: string): Promise<string>;
  /** Removes the worktree if nothing in it is unsaved; says whether it did. Two processes. */
  remove(): Promise<boolean>;
}
