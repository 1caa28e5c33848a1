import { runTests } from "../../checks/run-tests.ts";
import { requireDiskSpace } from "../../files/disk-space.ts";
import { fingerprint } from "../../gates/fingerprint.ts";
import type { GateFinding } from "../../model/findings/gate-finding.ts";
import type { TestResult } from "../../model/findings/test-result.ts";
import { inTurn } from "../lane-setup/check-turn.ts";
import { logSink } from "../log-sink.ts";
import { judgeDiff, stagedDiff } from "./judge-diff.ts";
import { done, type Step, type StepContext } from "./step.ts";

/**
 * Runs the tests on what will be committed. The coverage of the changed lines is read from the report that the tests
 * write.
 */
export const test: Step = async (context) => {
  const { lane, task, watch, signal } = context;
  const { test } = lane.config;
  if (test === undefined) return done({ step: "tests", result: undefined, findings: [] });
  const result = await inTurn(context, task.issue.id, () =>
    runTests({
      test,
      cwd: lane.worktree.path,
      environment: lane.environment,
      processes: lane.processes,
      signal,
      output: logSink(watch, task.issue.id, "test"),
    }),
  );
  if (!result.passed) await requireDiskSpace(lane.stateFolder);
  const findings = result.passed ? [...noTestsRan(result), ...(await coverage(context))] : [];
  return done({ step: "tests", result, findings });
};

/** Returns a finding where the test command succeeded without running any test, which proves nothing. */
function noTestsRan({ counts }: TestResult): readonly GateFinding[] {
  if (counts === undefined || counts.passed + counts.failed > 0) return [];
  const message = counts.skipped === 0 ? "No tests ran" : `No tests ran: ${counts.skipped} skipped`;
  return [
    {
      gate: "coverage",
      rule: "no-tests",
      tier: "elevated",
      verdict: "unknown",
      file: "",
      line: undefined,
      object: "tests",
      message,
      remedy: "Check the change by hand, or add a test for it.",
      fingerprint: fingerprint(["no-tests"]),
      label: "needs-test-review",
    },
  ];
}

async function coverage(context: StepContext): Promise<readonly GateFinding[]> {
  const { config, judges } = context.lane;
  if (config.coverage === undefined) return [];
  return judgeDiff(context, await stagedDiff(context), [judges.coverage]);
}
