/** The steps of an issue, in order. `fix` is not in the order: it leads back to `auto-fix`. */
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
