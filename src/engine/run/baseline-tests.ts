import { runTests } from "../checks/run-tests.ts";
import { logSink } from "../model/log-sink.ts";
import { prepareLane } from "../issue/prepare-lane.ts";
import { ask, type Run } from "./run.ts";
import { required } from "../issue/steps/step.ts";

/** Before the first issue: does the project stand where the work begins? A red baseline would blame every issue. */
export async function checkBaseline(run: Run): Promise<void> {
  const { ledger, config } = run;
  if (ledger.progress.baseline !== undefined) return;
  const { test } = config;
  if (test === undefined) {
    ledger.emit({
      type: "notice",
      issue: undefined,
      text: "No test command is known: every PR gets needs-test-review",
    });
  }
  if (test !== undefined || config.setup !== undefined) await putLaneOnBase(run);
  await setUp(run);
  const tests = test === undefined ? "none" : await testUntilSettled(run, test);
  await ledger.record({ type: "baseline.checked", setup: config.setup !== undefined, tests });
}

async function putLaneOnBase(run: Run): Promise<void> {
  await run.lanes[0].worktree.start(undefined, required(run.ledger.progress.base, "the milestone branch").commit);
}

async function setUp(run: Run): Promise<void> {
  for (;;) {
    const failure = await prepareLane(run, run.lanes[0]);
    if (failure === undefined) return;
    if ((await ask(run, failure)) === "approve") return;
  }
}

async function testUntilSettled(run: Run, test: NonNullable<Run["config"]["test"]>): Promise<"passed" | "failing"> {
  const fingerprints = [required(run.ledger.progress.base, "the milestone branch").commit];
  const accepted = run.ledger.progress.decisions.some(
    (decision) =>
      decision.stop === "baseline-failing" &&
      decision.command === "approve" &&
      decision.fingerprints[0] === fingerprints[0],
  );
  if (accepted) return "failing";
  for (;;) {
    const result = await runTests({
      test,
      cwd: run.lanes[0].worktree.path,
      environment: run.environment,
      processes: run.processes,
      signal: run.signal,
      output: logSink(run.ledger, undefined, "test"),
    });
    run.signal.throwIfAborted();
    if (result.passed) return "passed";
    if ((await ask(run, { kind: "baseline-failing", evidence: { of: "tests", result }, fingerprints })) === "approve")
      return "failing";
  }
}
