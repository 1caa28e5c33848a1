import type { LaneStep } from "../../model/steps.ts";
import { autoFix } from "./auto-fix.ts";
import { commit } from "./commit.ts";
import { fix } from "./fix.ts";
import { runGates } from "./gates.ts";
import { implement } from "./implement.ts";
import { pullRequest } from "./pull-request.ts";
import { push } from "./push.ts";
import { review } from "./review.ts";
import type { Step } from "./step.ts";
import { test } from "./tests.ts";
import { worktree } from "./worktree.ts";

/** The steps of a lane. The coordinator takes the step `ci` (`run/pulls/ci.ts`). */
export const STEP_FUNCTIONS: Readonly<Record<LaneStep, Step>> = {
  worktree,
  implement,
  "auto-fix": autoFix,
  gates: runGates,
  tests: test,
  commit,
  push,
  "pull-request": pullRequest,
  review,
  fix,
};
