/** The steps of an issue, in order. `fix` is not among them: after a fix, the issue continues with `auto-fix`. */
export const STEPS = [
  "worktree",
  "implement",
  "auto-fix",
  "gates",
  "tests",
  "commit",
  "push",
  "pull-request",
  "review",
  "ci",
] as const;

export type StepName = (typeof STEPS)[number] | "fix";

/** The steps that need a worktree. `ci` only watches the pull request. */
export type LaneStep = Exclude<StepName, "ci">;
