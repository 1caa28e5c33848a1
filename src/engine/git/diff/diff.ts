// The changes of an agent as git reports them. Gates judge nothing else.

export type ChangeKind = "added" | "modified" | "deleted" | "renamed" | "copied" | "type-changed";

export interface FileChange {
  /** Relative to the repository's root, forward slashes, decoded. */
  readonly path: string;
  /** The path before the change; set for `renamed` and `copied`. */
  readonly oldPath: string | undefined;
  readonly kind: ChangeKind;
  /**
   * Git's octal file modes, e.g. `100644`, `120000` (symlink), `160000` (submodule); `000000` where there is no file.
   */
  readonly oldMode: string;
  readonly newMode: string;
  /** Number of lines; undefined for a binary file. */
  readonly added: number | undefined;
  readonly removed: number | undefined;
}

/** A group of adjacent changed lines. Line numbers count from 1, in the old and in the new file. */
export interface Hunk {
  readonly oldStart: number;
  readonly newStart: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

export interface Diff {
  /** Full id of the commit that the changes are compared with. */
  readonly base: string;
  readonly files: readonly FileChange[];
  /**
   * Returns the whole file after the change, whether the diff changes it or not. Undefined for a deleted or unknown
   * file, a symlink and a submodule.
   */
  readNew(path: string): Promise<Buffer | undefined>;
  /**
   * Returns the whole file before the change by its old path, whether the diff changes it or not; undefined: no file.
   */
  readOld(path: string): Promise<Buffer | undefined>;
  /** Returns the changed lines of one file without context; empty for binary files and pure renames. */
  hunks(path: string): Promise<readonly Hunk[]>;
  /**
   * Returns every tracked path after the change, for gates that read other files too (lockfiles, CODEOWNERS, models).
   */
  tree(): Promise<readonly string[]>;
}

/** Returns the number of added and removed lines of all text files. */
export function changedLines(diff: Pick<Diff, "files">): number {
  return diff.files.reduce((sum, file) => sum + (file.added ?? 0) + (file.removed ?? 0), 0);
}
