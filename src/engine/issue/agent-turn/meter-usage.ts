import type { Agent, AgentOutcome, AgentTask } from "../../agents/agent.ts";
import type { AgentUsage, Reservation } from "../../model/budget.ts";
import type { StepContext } from "../steps/step.ts";

/**
 * Reports what a task costs while it runs, also to its reservation, and records the cost however the task ends, since
 * canceled work costs as well.
 */
export async function withUsageMetering(
  { task: { issue }, watch }: StepContext,
  agent: Agent,
  kind: AgentTask["kind"],
  reservation: Reservation,
  perform: (onUsage: (usage: AgentUsage) => void) => Promise<AgentOutcome>,
): Promise<AgentOutcome> {
  let usage: AgentUsage | undefined;
  let finished = false;
  try {
    const outcome = await perform((now) => {
      usage = now;
      reservation.use(now);
      const { tokens, usd } = now;
      if (tokens === undefined && usd === undefined) return;
      watch.emit({ type: "activity", issue: issue.id, activity: { kind: "usage", tokens, usd } });
    });
    finished = outcome.ok;
    return outcome;
  } finally {
    if (usage !== undefined)
      await watch.record({
        type: "usage.recorded",
        issue: issue.id,
        agent: agent.name,
        task: kind,
        ...usage,
        finished,
      });
  }
}
