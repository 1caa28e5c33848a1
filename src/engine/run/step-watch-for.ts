import type { Config } from "../config/config-schema.ts";
import type { StepWatch } from "../issue/step-watch.ts";
import { allowancesFor, totalSpent } from "../model/budget.ts";
import type { FactOf } from "../model/facts.ts";
import type { IssueId } from "../model/plan.ts";
import type { Decider, Ledger } from "../model/ports.ts";
import type { Progress } from "../model/progress.ts";
import type { Stop } from "../model/stop.ts";
import type { QuestionQueue } from "../questions/queue.ts";

interface WatchPorts {
  readonly ledger: Ledger;
  readonly questions: QuestionQueue;
  readonly decider: Pick<Decider, "by">;
  readonly limits: Config["limits"];
}

/**
 * The coordinator's side of a step of this issue: its reports are recorded, its budget is known, its requests are
 * asked.
 */
export function stepWatchFor(ports: WatchPorts, issue: IssueId): StepWatch {
  const { ledger, questions, decider, limits } = ports;
  return {
    emit: (event) => ledger.emit(event),
    drained: () => ledger.drained(),
    async record(fact) {
      const unreported = totalSpent(ledger.progress)?.unreported;
      await ledger.record(fact);
      if (fact.type === "usage.recorded") warnOfUnknownCost(ports, fact, unreported);
    },
    allowances: () => allowancesFor(limits, ledger.progress, issue),
    async askPermission(stop, needed) {
      const known = earlierAnswer(ledger.progress, issue, stop, decider.by);
      return (known ?? (await questions.askWhile(stop, issue, needed))) === "allow";
    },
  };
}

/**
 * Says once that a limit cannot hold an agent whose cost is unknown.
 * @param before tasks of unknown cost before this one
 */
function warnOfUnknownCost(
  { ledger, limits }: WatchPorts,
  { issue, agent, usd, tokens }: FactOf<"usage.recorded">,
  before: { readonly usd: number; readonly tokens: number } | undefined,
): void {
  if (usd === undefined && (before?.usd ?? 0) === 0 && (limits.usd ?? limits.usdPerIssue) !== null) {
    const what = tokens === undefined ? "nothing" : "tokens only; set its price under `prices` in the config";
    const text = `What ${agent} spends is unknown, so no limit in USD can hold it: it reports ${what}`;
    ledger.emit({ type: "notice", issue, text });
  }
  if (tokens === undefined && (before?.tokens ?? 0) === 0 && (limits.tokens ?? limits.tokensPerIssue) !== null) {
    const text = `How many tokens ${agent} uses is unknown, so no limit of tokens can hold it; limits.turns can`;
    ledger.emit({ type: "notice", issue, text });
  }
}

/** The answer to the same request in this issue. What `--autonomous` denied, the user may still decide. */
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
      fingerprints.every((print) => decision.fingerprints.includes(print)) &&
      (decision.by === "user" || by === "unattended"),
  )?.command;
}
