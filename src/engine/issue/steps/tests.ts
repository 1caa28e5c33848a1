import { runTests } from "../../checks/run-tests.ts";
import type { TestResult } from "../../model/test-result.ts";
import { fingerprint } from "../../gates/fingerprint.ts";
import type { GateFinding } from "../../gates/gate.ts";
import { judge } from "../../gates/judge.ts";
import { logSink } from "../../model/log-sink.ts";
import { done, required, type Step, type StepContext } from "./step.ts";

/** The tests judge what will be committed; coverage of the changed lines is read from the report they leave. */
export const test: Step = async (context) => {
  const { run, lane, issue } = context;
  const { test } = run.config;
  if (test === undefined) return done({ step: "tests", result: undefined, findings: [] });
  const result = await runTests({
    test,
    cwd: lane.worktree.path,
    environment: run.environment,
    processes: run.processes,
    signal: run.signal,
    output: logSink(run.ledger, issue.id, "test"),
  });
  return done({
    step: "tests",
    result,
    findings: result.passed ? [...noneRan(result), ...(await coverage(context))] : [],
  });
};

/** A runner that is content with nothing has shown nothing. */
function noneRan({ counts }: TestResult): readonly GateFinding[] {
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

async function coverage({ run, lane, planned, issue }: StepContext): Promise<readonly GateFinding[]> {
  if (run.config.coverage === undefined) return [];
  const diff = await lane.worktree.diff(required(issue.base, "the base").commit);
  const { findings } = await judge(diff, [run.coverage], {
    policy: run.policyFor(lane.worktree.path),
    milestone: run.plan.milestone,
    scopeTags: run.plan.scopeTags,
    issue: planned,
    signal: run.signal,
    explain: (text) => run.ledger.emit({ type: "explained", issue: issue.id, text }),
  });
  return findings;
}
