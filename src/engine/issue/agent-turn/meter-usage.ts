import type { Agent, AgentOutcome, AgentTask, AgentUsage } from "../../agents/agent.ts";
import { totalSpent } from "../../model/budget.ts";
import type { StepContext } from "../steps/step.ts";

/** Shows what a task takes while it is done, and records it however it ends: also what is cancelled has been paid for. */
export async function metered(
  context: StepContext,
  agent: Agent,
  task: AgentTask["kind"],
  perform: (onUsage: (usage: AgentUsage) => void) => Promise<AgentOutcome>,
): Promise<AgentOutcome> {
  const {
    run: { ledger },
    issue,
  } = context;
  let usage: AgentUsage | undefined;
  try {
    return await perform((now) => {
      usage = now;
      if (now.tokens !== undefined || now.usd !== undefined)
        ledger.emit({
          type: "activity",
          issue: issue.id,
          activity: { kind: "usage", tokens: now.tokens, usd: now.usd },
        });
    });
  } finally {
    if (usage !== undefined) await recordUsage(context, agent, task, usage);
  }
}

async function recordUsage(
  { run: { ledger, config }, issue }: StepContext,
  agent: Agent,
  task: AgentTask["kind"],
  usage: AgentUsage,
): Promise<void> {
  const before = totalSpent(ledger.progress)?.unreported;
  await ledger.record({ type: "usage.recorded", issue: issue.id, agent: agent.name, task, ...usage });
  const { limits } = config;
  if (usage.usd === undefined && (before?.usd ?? 0) === 0 && (limits.usd ?? limits.usdPerIssue) !== null) {
    ledger.emit({
      type: "notice",
      issue: issue.id,
      text: `What ${agent.name} spends is unknown, so no limit in USD can hold it: it tells ${usage.tokens === undefined ? "nothing" : "tokens only; set its price under `prices` in the config"}`,
    });
  }
  if (usage.tokens === undefined && (before?.tokens ?? 0) === 0 && (limits.tokens ?? limits.tokensPerIssue) !== null) {
    ledger.emit({
      type: "notice",
      issue: issue.id,
      text: `How many tokens ${agent.name} uses is unknown, so no limit of tokens can hold it; limits.turns can`,
    });
  }
}
