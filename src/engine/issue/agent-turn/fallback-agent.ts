import type { Agent, AgentFailed } from "../../agents/agent.ts";
import type { AgentRole, Replacement } from "../../model/facts.ts";
import type { StepContext } from "../steps/step.ts";

/**
 * Returns the agent for the tasks of a role: the configured one, or the fallback where it replaced that agent earlier
 * in this run. The replacement is recorded once in each issue.
 */
export async function activeAgent(context: StepContext, role: AgentRole): Promise<Agent> {
  const { lane, task } = context;
  const { [role]: agent, fallback } = lane.agents;
  const replaced = task.replaced[role];
  if (fallback === undefined || fallback === agent || replaced === undefined) return agent;
  const isRecorded = task.issue.replaced?.some(
    ({ agent: name, by }) => name === replaced.agent && by === fallback.name,
  );
  if (isRecorded !== true) await record(context, role, { ...replaced, by: fallback.name });
  return fallback;
}

/**
 * Switches to the fallback where an agent cannot go on without a login, funds, or the end of a long rate limit. After
 * other failures, such as a refusal, it does not switch.
 * @param waitMs the total wait for the rate limit in milliseconds, including the wait so far
 * @returns the fallback; undefined where it does not replace the agent
 */
export async function switchToFallback(
  context: StepContext,
  role: AgentRole,
  { reason, message }: AgentFailed,
  waitMs: number,
): Promise<Agent | undefined> {
  const { lane } = context;
  const { [role]: agent, fallback } = lane.agents;
  if (fallback === undefined || fallback === agent) return undefined;
  const isLong = waitMs > lane.config.limits.fallbackMinutes * 60_000;
  if (reason !== "auth" && reason !== "budget" && !(reason === "rate-limit" && isLong)) return undefined;
  const until = reason === "rate-limit" ? new Date(lane.clock.now().getTime() + waitMs).toISOString() : undefined;
  await record(context, role, { agent: agent.name, by: fallback.name, reason, message, until });
  return fallback;
}

/** Added to the prompt of an agent that continues the task of another agent. */
export const CONTINUATION_NOTE =
  "Another agent began this task and could not go on. What it changed so far is in the current folder: " +
  "see `git status` and `git diff` first.";

async function record({ task, watch }: StepContext, role: AgentRole, replacement: Replacement): Promise<void> {
  await watch.record({ type: "agent.replaced", issue: task.issue.id, role, ...replacement });
}
