/**
 * What kind of failure it is, stable for scripts and tests. The entry point alone turns a code into an exit code.
 * `usage`, `config`, `plan`, `repository` are the user's to mend (exit 2).
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

/** A failure with a name: what happened, and how to mend it. Anything else that is thrown is a bug and is rethrown. */
export class MilestoneError extends Error {
  override readonly name = "MilestoneError";
  readonly code: ErrorCode;
  /** What the user can do about it; one sentence. */
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
