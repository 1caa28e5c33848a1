import type { EndReason } from "./facts.ts";

/**
 * The kind of a failure, stable for scripts and tests. Only the entry point turns a code into an exit code. The user
 * has to resolve `usage`, `config`, `plan` and `repository` errors (exit code 2).
 */
export type ErrorCode =
  | "usage"
  | "config"
  | "plan"
  | "repository"
  | "stopped"
  | "locked"
  | "state-unreadable"
  | "state-unwritable"
  | "git"
  | "push"
  | "forge"
  | "agent"
  | "process";

/**
 * An expected failure: what happened, and a hint at what to do. Any other error that is thrown is a bug and is
 * rethrown.
 */
export class MilestoneError extends Error {
  override readonly name = "MilestoneError";
  readonly code: ErrorCode;
  /** What the user can do about it, in one sentence. */
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a Node system error (`ENOENT`, …), if it is one. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** System errors of a disk that is full, broken or read-only. The work is not at fault, and no answer would help. */
const DISK_CODES: ReadonlySet<string | undefined> = new Set(["ENOSPC", "EDQUOT", "EIO", "EROFS"]);
/** The same failures in the output of programs such as git. */
const DISK_WORDS = /No space left on device|Disk quota exceeded|Input\/output error|Read-only file system/;

/** Returns whether a failure, or one of its causes, is a disk that cannot be written. */
export function isDiskFailure(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (DISK_CODES.has(systemCode(at))) return true;
    if (!(at instanceof MilestoneError)) continue;
    if (at.code === "state-unwritable" || (at.code === "git" && DISK_WORDS.test(at.message))) return true;
  }
  return false;
}

/** Ends a run. It is thrown, or is the reason of an aborted signal. Only `runMilestone` catches it. */
export class RunEnded extends Error {
  override readonly name = "RunEnded";
  readonly reason: EndReason;

  constructor(reason: EndReason) {
    super(`The run has ended: ${reason}`);
    this.reason = reason;
  }
}
