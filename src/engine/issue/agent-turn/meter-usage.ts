import type { Agent, AgentOutcome, AgentTask } from "../../agents/agent.ts";
import type { AgentUsage } from "../../model/budget.ts";
import type { StepContext } from "../steps/step.ts";

/**
 * Reports what a task costs while it runs, and records the cost however the task ends, since canceled work costs as
 * well.
 */
export async function withUsageMetering(
  { task: { issue }, watch }: StepContext,
  agent: Agent,
  kind: AgentTask["kind"],
  perform: (onUsage: (usage: AgentUsage) => void) => Promise<AgentOutcome>,
): Promise<AgentOutcome> {
  let usage: AgentUsage | undefined;
  try {
    return await perform((now) => {
      usage = now;
      const { tokens, usd } = now;
      if (tokens === undefined && usd === undefined) return;
      watch.emit({ type: "activity", issue: issue.id, activity: { kind: "usage", tokens, usd } });
    });
  } finally {
    if (usage !== undefined)
      await watch.record({ type: "usage.recorded", issue: issue.id, agent: agent.name, task: kind, ...usage });
  }
}
