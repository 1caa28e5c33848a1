import type { Config } from "../../config/config-schema.ts";
import type { StepWatch } from "../../issue/step-watch.ts";
import { totalSpent } from "../../model/budget.ts";
import type { FactOf } from "../../model/facts.ts";
import type { IssueId } from "../../model/plan.ts";
import type { Decider, Ledger } from "../../model/ports.ts";
import type { Progress } from "../../model/progress.ts";
import type { Stop } from "../../model/stop.ts";
import type { QuestionQueue } from "../../questions/queue.ts";
import type { SharedBudget } from "./shared-budget.ts";

interface WatchPorts {
  readonly ledger: Ledger;
  readonly questions: QuestionQueue;
  readonly decider: Pick<Decider, "by">;
  readonly limits: Config["limits"];
  readonly budget: SharedBudget;
}

/** The coordinator's side of a step, without what depends on its lane. */
export type IssueWatch = Omit<StepWatch, "rest" | "turn" | "canceled" | "reviewAhead">;

/**
 * Creates the coordinator's side of a step: it records the step's reports, knows the limits, and asks the user.
 * @param emit shows an event of the step
 */
export function stepWatchFor(
  ports: WatchPorts,
  issue: IssueId,
  emit: StepWatch["emit"] = (event) => ports.ledger.emit(event),
): IssueWatch {
  const { ledger, questions, decider, budget } = ports;
  return {
    emit,
    drained: () => ledger.drained(),
    async record(fact) {
      const unreported = totalSpent(ledger.progress)?.unreported;
      await ledger.record(fact);
      if (fact.type === "usage.recorded") warnOfUnknownCost(ports.limits, fact, unreported, emit);
    },
    reserve: (task, signal) =>
      budget.reserve({ ...task, issue }, signal, () => {
        const text = "Waits for tasks of other issues to end: together they could pass a limit of the run";
        emit({ type: "log", issue, source: "engine", text });
      }),
    async askPermission(stop, needed) {
      const known = earlierAnswer(ledger.progress, issue, stop, decider.by);
      return (known ?? (await questions.askWhile(stop, issue, needed))) === "allow";
    },
  };
}

/**
 * Warns once that a limit cannot apply to an agent whose cost is unknown.
 * @param before how many earlier tasks had an unknown cost
 */
function warnOfUnknownCost(
  limits: WatchPorts["limits"],
  { issue, agent, usd, tokens }: FactOf<"usage.recorded">,
  before: { readonly usd: number; readonly tokens: number } | undefined,
  emit: StepWatch["emit"],
): void {
  if (usd === undefined && (before?.usd ?? 0) === 0 && (limits.usd ?? limits.usdPerIssue) !== null) {
    const what = tokens === undefined ? "nothing" : "tokens only; set its price under `prices` in the config";
    const text = `What ${agent} spends is unknown, so no limit in USD can hold it: it reports ${what}`;
    emit({ type: "notice", issue, text });
  }
  if (tokens === undefined && (before?.tokens ?? 0) === 0 && (limits.tokens ?? limits.tokensPerIssue) !== null) {
    const text = `How many tokens ${agent} uses is unknown, so no token limit applies to it; limits.turns does`;
    emit({ type: "notice", issue, text });
  }
}

/**
 * Returns the earlier answer to the same request in this issue. An answer of `--autonomous` does not count when the
 * user answers.
 */
function earlierAnswer(
  { decisions }: Progress,
  issue: IssueId,
  { kind, fingerprints }: Stop,
  by: Decider["by"],
): string | undefined {
  return decisions.findLast(
    (decision) =>
      decision.stop === kind &&
      decision.issue === issue &&
      decision.command !== "abort" &&
      fingerprints.every((fingerprint) => decision.fingerprints.includes(fingerprint)) &&
      (decision.by === "user" || by === "unattended"),
  )?.command;
}
