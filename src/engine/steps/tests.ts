import { runTests } from "../checks/run-tests.ts";
import type { GateFinding } from "../gates/gate.ts";
import { done, required, type Step, type StepContext } from "./step.ts";

/** The tests judge what will be committed; coverage of the changed lines is read from the report they leave. */
export const test: Step = async (context) => {
  const { run, lane, issue } = context;
  const { test } = run.config;
  if (test === undefined) return done({ step: "tests", result: undefined, findings: [] });
  const result = await runTests({
    test, cwd: lane.worktree.path, environment: run.environment, processes: run.processes, signal: run.signal,
    onLine: (text) => run.ledger.tell({ type: "log", issue: issue.id, source: "test", text }),
  });
  return done({ step: "tests", result, findings: result.passed ? await coverage(context) : [] });
};

async function coverage({ run, lane, planned, issue }: StepContext): Promise<readonly GateFinding[]> {
  if (run.config.coverage === undefined) return [];
  const diff = await lane.worktree.diff(required(issue.base, "the base").commit);
  return run.coverage.judge(diff, {
    policy: run.policyFor(lane.worktree.path),
    milestone: run.plan.milestone,
    scopeTags: run.plan.scopeTags,
    issue: planned,
    signal: run.signal,
    explain: (text) => run.ledger.tell({ type: "explained", issue: issue.id, text }),
  });
}
