import type { StopKind } from "../../engine/model/stop.ts";

/** Short names of the stops, for summaries: `fix: 3 (code review, tests)`. */
export const STOP_NAMES: Readonly<Record<StopKind, string>> = {
  "protected-branch": "protected branch",
  secret: "secrets",
  "outside-worktree": "work outside the worktree",
  "git-tampering": "git configuration",
  "quality-gate": "quality gate",
  "setup-failed": "setup",
  "baseline-failing": "baseline tests",
  "spec-problem": "issue spec",
  "agent-failed": "agent",
  "breaking-schema": "breaking schema",
  licence: "license",
  scope: "scope creep",
  "large-diff": "large diff",
  "unread-file": "unread file",
  "protected-surface": "protected surface",
  "tests-failing": "tests",
  "checks-failing": "lint and types",
  review: "code review",
  "ci-failing": "CI",
  "push-failed": "push",
  "pull-request-failed": "pull request",
  "forge-error": "forge",
  "merge-conflict": "merge conflict",
  "phase-boundary": "phase boundaries",
  permission: "agent's permissions",
};

const CAUSES: Partial<Readonly<Record<StopKind, string>>> = {
  secret: "secret in the diff",
  "spec-problem": "issue spec problem",
  "agent-failed": "agent failure",
  "tests-failing": "test failures",
  "checks-failing": "lint or type errors",
  "ci-failing": "CI failures",
  "push-failed": "push failure",
  "pull-request-failed": "pull request failure",
  "forge-error": "forge failure",
};

/** The stop as a reason for leaving something out: `skip: 1 (test failures)`. */
export function causeName(stop: StopKind): string {
  return CAUSES[stop] ?? STOP_NAMES[stop];
}
