import type { Lane } from "../../issue/lane.ts";
import { required } from "../../issue/steps/step.ts";
import { baselineFailing } from "../../questions/kinds/run/baseline-failing.ts";
import { stopOf } from "../../questions/stop-definition.ts";
import type { Coordinator } from "../coordinator.ts";
import { acceptedSetups } from "../step-task-for.ts";

type BaselinePorts = Pick<Coordinator, "ledger" | "questions" | "config" | "laneOf" | "signal">;

/**
 * Runs setup and tests on the milestone branch before the first issue. Otherwise tests that failed before would be
 * blamed on every issue.
 */
export async function checkBaseline(ports: BaselinePorts): Promise<void> {
  const { ledger, config } = ports;
  const lane = ports.laneOf("1");
  if (ledger.progress.baseline !== undefined) return;
  if (config.test === undefined) {
    const text = "No test command is known: every PR gets needs-test-review";
    ledger.emit({ type: "notice", issue: undefined, text });
  }
  if (config.test !== undefined || config.setup !== undefined) {
    await lane.checkOut(baseCommit(ports));
    await setUp(ports, lane);
  }
  const tests = config.test === undefined ? "none" : await testUntilSettled(ports, lane);
  await ledger.record({ type: "baseline.checked", setup: config.setup !== undefined, tests });
}

async function setUp({ ledger, questions, signal }: BaselinePorts, lane: Lane): Promise<void> {
  for (;;) {
    const failure = await lane.setUp(acceptedSetups(ledger.progress), ledger, signal);
    if (failure === undefined) return;
    if ((await questions.ask(failure)) === "approve") return;
  }
}

async function testUntilSettled(ports: BaselinePorts, lane: Lane): Promise<"passed" | "failing"> {
  const { ledger, questions, signal } = ports;
  const commit = baseCommit(ports);
  const isAccepted = ledger.progress.decisions.some(
    ({ stop, command, fingerprints }) =>
      stop === baselineFailing.kind && command === "approve" && fingerprints[0] === commit,
  );
  if (isAccepted) return "failing";
  for (;;) {
    const result = required(await lane.test(ledger, signal), "the test command");
    signal.throwIfAborted();
    if (result.passed) return "passed";
    const answer = await questions.ask(stopOf(baselineFailing, { of: "tests", result }, [commit]));
    if (answer === "approve") return "failing";
  }
}

function baseCommit({ ledger }: BaselinePorts): string {
  return required(ledger.progress.base, "the milestone branch").commit;
}
