// What an agent changed, as git tells it: the one thing that gates judge.

export type ChangeKind = "added" | "modified" | "deleted" | "renamed" | "copied" | "type-changed";

export interface FileChange {
  /** Relative to the repository's root, forward slashes, decoded. */
  readonly path: string;
  /** Where it was before; set for `renamed` and `copied`. */
  readonly oldPath: string | undefined;
  readonly kind: ChangeKind;
  /** Git's octal file modes, e.g. `100644`, `120000` (symlink), `160000` (submodule); `000000` where there is none. */
  readonly oldMode: string;
  readonly newMode: string;
  /** Lines; `undefined` where git calls the file binary. */
  readonly added: number | undefined;
  readonly removed: number | undefined;
}

/** A run of changed lines: line numbers from 1, in the old and in the new file. */
export interface Hunk {
  readonly oldStart: number;
  readonly newStart: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

export interface Diff {
  /** Full commit id the change is measured from. */
  readonly base: string;
  readonly files: readonly FileChange[];
  /** The whole file after the change, also one that it leaves alone; undefined where it is deleted, a symlink or a submodule. */
  readNew(path: string): Promise<Buffer | undefined>;
  /** The whole file before the change, by its old path, also one that it leaves alone; undefined where there was none. */
  readOld(path: string): Promise<Buffer | undefined>;
  /** Changed lines of one file without context; empty for binary files and pure renames. */
  hunks(path: string): Promise<readonly Hunk[]>;
  /** Every tracked path after the change, for gates that look beside the diff (lockfiles, CODEOWNERS, models). */
  tree(): Promise<readonly string[]>;
}

/** Lines added plus lines removed, over all text files. */
export function changedLines(diff: Pick<Diff, "files">): number {
  return diff.files.reduce((sum, file) => sum + (file.added ?? 0) + (file.removed ?? 0), 0);
}
