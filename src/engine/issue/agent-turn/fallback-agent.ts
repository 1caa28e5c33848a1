import type { Agent, AgentFailed } from "../../agents/agent.ts";
import type { AgentRole, Replacement } from "../../model/events.ts";
import type { Run } from "../../run/run.ts";
import type { StepContext } from "../steps/step.ts";

/** Who does a task that is this agent's: itself, or the fallback where it gave up earlier in this run; then that is said once in an issue. */
export async function activeAgent({ run, issue }: StepContext, agent: Agent): Promise<Agent> {
  const replaced = run.ledger.progress.replaced?.[roleOf(run, agent)];
  if (run.fallback === undefined || run.fallback === agent || replaced === undefined) return agent;
  const isKnown = run.ledger.progress.issues[issue.id]?.replaced?.some(
    ({ agent: name, by }) => name === replaced.agent && by === run.fallback?.name,
  );
  if (isKnown !== true) await record(run, issue.id, agent, { ...replaced, by: run.fallback.name });
  return run.fallback;
}

/**
 * Lets the fallback work in place of an agent that cannot for longer than its user would wait. Only for what another account
 * mends: a login, funds, a limit. Never where an agent refused or went too far.
 * @param waitMs for how long its limit would have to be waited for, what was waited already included
 * @returns whether it does
 */
export async function switchToFallback(
  { run, issue }: StepContext,
  agent: Agent,
  { reason, message }: AgentFailed,
  waitMs: number,
): Promise<boolean> {
  const { fallback } = run;
  if (fallback === undefined || fallback === agent) return false;
  if (
    reason !== "auth" &&
    reason !== "budget" &&
    !(reason === "rate-limit" && waitMs > run.config.limits.fallbackMinutes * 60_000)
  )
    return false;
  const until = reason === "rate-limit" ? new Date(run.clock.now().getTime() + waitMs).toISOString() : undefined;
  await record(run, issue.id, agent, { agent: agent.name, by: fallback.name, reason, message, until });
  return true;
}

/** For an agent that takes up what another one began. */
export const BEGUN_BY_ANOTHER =
  "Another agent began this task and could not go on. What it changed so far is in the current folder: see `git status` and `git diff` first.";

function roleOf({ agent }: Run, named: Agent): AgentRole {
  return named === agent ? "agent" : "reviewer";
}

async function record(run: Run, issue: string, agent: Agent, replacement: Replacement): Promise<void> {
  await run.ledger.record({ type: "agent.replaced", issue, role: roleOf(run, agent), ...replacement });
}
