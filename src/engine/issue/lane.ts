import type { Worktree } from "../git/repository.ts";

/**
 * A place where issues are worked on, one at a time: a worktree of the program's own. One lane takes issue after issue;
 * more lanes would work on several at once.
 */
export interface Lane {
  readonly name: string;
  readonly worktree: Worktree;
}
