// The port through which the program uses git. Each method starts one git process unless its comment says otherwise.
import type { Diff } from "./diff/diff.ts";
import type { OwnMoves } from "./refs/own-moves.ts";

export interface Remote {
  readonly name: string;
  /** The URL from the repository's own config, before any rewriting (`insteadOf`). */
  readonly url: string;
}

export interface PushRequest {
  readonly commit: string;
  readonly branch: string;
  /** The commit the remote branch must be at for the push to succeed. Undefined: the branch must not exist. */
  readonly expected: string | undefined;
}

export type PushResult =
  | { readonly ok: true }
  /** `reason` is one line in git's own words, e.g. `Permission denied (publickey)`. */
  | { readonly ok: false; readonly reason: string; readonly detail: string };

export type MergeResult =
  | { readonly ok: true; readonly commit: string }
  | { readonly ok: false; readonly conflicts: readonly string[] };

/** Work to be rebased onto another base. */
export interface RebaseOnto {
  readonly head: string;
  /**
   * The commit the work started from. Changes up to it are not carried over: `onto` holds them already, e.g. squashed.
   */
  readonly from: string;
  readonly onto: string;
  /**
   * True: the parents of the new commit are `head` and `onto`, so that it can be pushed to the branch of `head` without
   * force. False: its only parent is `onto`.
   */
  readonly keepHistory: boolean;
  readonly message: string;
}

/** Which untracked files are meant: those at or below paths, or those that match a file of patterns. */
export type UntrackedQuery =
  /** Relative to the root of the checkout, taken literally. At least one. */
  | { readonly paths: readonly string[] }
  /** Absolute path of a file in the syntax of `.gitignore`. */
  | { readonly patternFile: string };

/** The user's repository. The program reads it, and creates branches and worktrees in it. */
export interface Repository {
  /** Absolute path of the user's checkout. */
  readonly root: string;
  readonly remote: Remote;
  /** The remote's default branch (`main` where it is unknown). */
  readonly defaultBranch: string;
  /** What the program moves through this port: refs here, and branches on the remote. */
  readonly moves: OwnMoves;
  /** True for main, master, HEAD, the default branch and the branches the config adds. */
  isProtected(branch: string): boolean;
  /**
   * False for names that git refuses (`git check-ref-format --branch`) or that git could read as something other than a
   * branch. Starts no process for plain names.
   */
  isValidBranch(name: string): Promise<boolean>;
  /**
   * Returns the names of the branches here, and of those of the remote as they were last fetched. Starts no process.
   * Empty where the repository keeps its refs in the reftable format.
   */
  knownBranches(): { readonly here: readonly string[]; readonly fetched: readonly string[] };
  /**
   * Returns the commit of a local or remote-tracking branch, or of a full commit id; undefined where the repository has
   * no such branch or commit. Starts a process only for an id, or where git's files do not suffice.
   */
  resolve(ref: string): Promise<string | undefined>;
  /** Asks the remote for its current heads: branch → commit. */
  remoteHeads(branches?: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Returns the same without a process for a remote in a local folder; undefined for any other remote. */
  localRemoteRefs(): Promise<ReadonlyMap<string, string> | undefined>;
  /**
   * Updates the remote-tracking refs of these branches; talks to the remote. Calls in one process run one after
   * another.
   * @throws MilestoneError `git` where the remote does not answer or lacks a branch
   */
  fetch(branches: readonly string[]): Promise<void>;
  createBranch(name: string, commit: string): Promise<void>;
  /**
   * Pushes without force. Succeeds also where the remote branch is at the commit already.
   * @throws MilestoneError `push` for a protected branch or an ambiguous name, before git is started
   */
  push(request: PushRequest): Promise<PushResult>;
  /** Returns the paths that conflict when the two commits are merged; empty where they merge cleanly. */
  conflicts(a: string, b: string): Promise<readonly string[]>;
  /** Creates a merge commit of two commits without a checkout. No ref points to it. Two processes. */
  merge(a: string, b: string, message: string): Promise<MergeResult>;
  /**
   * Creates a commit with the tree of `onto` and `parent` as its only parent. Merging it into work that started at
   * `parent` moves that work onto `onto`.
   */
  reparent(onto: string, parent: string): Promise<string>;
  /**
   * Applies the changes between two commits on top of a third, without a checkout. The same input gives the same
   * commit. Four processes.
   */
  rebaseOnto(work: RebaseOnto): Promise<MergeResult>;
  isAncestor(ancestor: string, commit: string): Promise<boolean>;
  /** Whether two commits, which have to be here, have the same files. */
  haveSameFiles(one: string, other: string): Promise<boolean>;
  /**
   * Returns the paths in the user's checkout with uncommitted changes, each with a text that changes whenever the file
   * changes.
   */
  unsaved(): Promise<ReadonlyMap<string, string>>;
  /**
   * Returns the files in the user's checkout that git does not track, relative to its root, whether git ignores them or
   * not. Of a repository inside the checkout only the folder is returned, with a slash at its end.
   */
  untracked(query: UntrackedQuery): Promise<readonly string[]>;
  /** @param keep a file in the user's own checkout that is neither staged nor discarded; used with `--no-worktree` */
  worktree(path: string, keep?: string): Worktree;
}

/** A checkout in which the program works. */
export interface Worktree {
  readonly path: string;
  /**
   * Creates or reuses the worktree and checks out `branch` at `commit`, or `commit` detached where `branch` is
   * undefined. An existing branch is reset. Untracked files are removed; ignored files (installed packages) stay. Two
   * processes.
   * @throws MilestoneError `repository` where another checkout has the branch checked out
   */
  start(branch: string | undefined, commit: string): Promise<void>;
  /**
   * Continues on `branch`. Keeps the files of the worktree if the branch is checked out there; otherwise checks it out.
   */
  resume(branch: string): Promise<void>;
  exists(): Promise<boolean>;
  /**
   * Returns the branch that is checked out (undefined: detached) and its commit. Starts no process where files suffice.
   */
  head(): Promise<{ readonly branch: string | undefined; readonly commit: string }>;
  /** Stages all changes except default ignores (test caches, installed packages). Returns the newly staged paths. */
  stage(): Promise<readonly string[]>;
  /**
   * Returns those of the paths that git ignores here, so that they are never staged. Tracked files are not among them.
   */
  ignored(paths: readonly string[]): Promise<readonly string[]>;
  /** Returns the staged changes against `base`. Starts no process where nothing was staged since the last call. */
  diff(base: string): Promise<Diff>;
  /** Discards everything that is not staged, such as files that checks and tests wrote. Two processes. */
  discardUnstaged(): Promise<void>;
  /**
   * Merges a commit into HEAD without committing: the worktree and the index hold the result. Returns the conflicting
   * paths; those files hold conflict markers.
   */
  mergeIn(commit: string): Promise<readonly string[]>;
  /**
   * Commits the index on top of `parent` and returns the full id, or `parent` where nothing is staged or merged.
   * Commits that an agent made itself are squashed into this one, which takes one or two more processes.
   * @param merged second parent: the commit that was merged into a branch whose commits are pushed already
   */
  commit(message: string, parent: string, merged?: string): Promise<string>;
  /**
   * Removes the worktree if it has no unsaved work, and returns whether it is gone. The user's own checkout stays: it
   * goes back to the branch it had. Two processes.
   */
  remove(): Promise<boolean>;
}
