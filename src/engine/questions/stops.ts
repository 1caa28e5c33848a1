import { agentFailed } from "./kinds/agent/agent-failed.ts";
import { permission } from "./kinds/agent/permission.ts";
import { checksFailing } from "./kinds/checks/checks-failing.ts";
import { ciFailing } from "./kinds/checks/ci-failing.ts";
import { review } from "./kinds/checks/review.ts";
import { specProblem } from "./kinds/checks/spec-problem.ts";
import { testsFailing } from "./kinds/checks/tests-failing.ts";
import { breakingSchema } from "./kinds/diff/breaking-schema.ts";
import { largeDiff } from "./kinds/diff/large-diff.ts";
import { license } from "./kinds/diff/license.ts";
import { protectedSurface } from "./kinds/diff/protected-surface.ts";
import { scope } from "./kinds/diff/scope.ts";
import { unreadFile } from "./kinds/diff/unread-file.ts";
import { forgeError } from "./kinds/forge/forge-error.ts";
import { mergeConflict } from "./kinds/forge/merge-conflict.ts";
import { pullRequestFailed } from "./kinds/forge/pull-request-failed.ts";
import { pushFailed } from "./kinds/forge/push-failed.ts";
import { baselineFailing } from "./kinds/run/baseline-failing.ts";
import { phaseBoundary } from "./kinds/run/phase-boundary.ts";
import { qualityGate } from "./kinds/run/quality-gate.ts";
import { setupFailed } from "./kinds/run/setup-failed.ts";
import { gitTampering } from "./kinds/safety/git-tampering.ts";
import { outsideWorktree } from "./kinds/safety/outside-worktree.ts";
import { protectedBranch } from "./kinds/safety/protected-branch.ts";
import { secret } from "./kinds/safety/secret.ts";
import type { StopDefinition } from "./stop-definition.ts";

/**
 * All kinds of stop. Where several are detected at once, the user is asked about the first in this list, so the most
 * serious kinds come first. A new kind needs a file in `kinds/` and a line here.
 */
export const STOPS: readonly StopDefinition[] = [
  protectedBranch,
  outsideWorktree,
  gitTampering,
  secret,
  qualityGate,
  setupFailed,
  baselineFailing,
  specProblem,
  agentFailed,
  breakingSchema,
  license,
  scope,
  largeDiff,
  unreadFile,
  protectedSurface,
  testsFailing,
  checksFailing,
  review,
  ciFailing,
  pushFailed,
  pullRequestFailed,
  forgeError,
  mergeConflict,
  phaseBoundary,
  permission,
];
