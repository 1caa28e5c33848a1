import type { AgentFailed } from "../../agents/agent.ts";
import type { StepContext } from "../steps/step.ts";

/** The first wait for a limit whose end is unknown. Each further wait is twice as long, up to `LONGEST_MS`. */
const FIRST_MS = 60_000;
const LONGEST_MS = 30 * 60_000;
/** The shortest wait, since the clock of the service may differ from this one. */
const SHORTEST_MS = 1000;

/**
 * Returns how long to wait for the end of a rate limit, in milliseconds.
 * @param times how many waits for it have ended
 */
export function limitMs({ until }: Pick<AgentFailed, "until">, times: number, now: Date): number {
  const reported = until === undefined ? Number.NaN : Date.parse(until) - now.getTime();
  return Math.max(SHORTEST_MS, Number.isNaN(reported) ? Math.min(FIRST_MS * 2 ** times, LONGEST_MS) : reported);
}

/**
 * Waits until a rate limit ends, and reports the wait. A rate limit is no failure, so it does not count as an attempt.
 * Another lane may work meanwhile, but not at the limit of the agent that implements, which others would meet as well.
 */
export async function waitForLimit(
  { lane, task, watch, signal }: StepContext,
  agent: string,
  { message }: AgentFailed,
  ms: number,
): Promise<void> {
  const until = new Date(lane.clock.now().getTime() + ms).toISOString();
  watch.emit({
    type: "waiting",
    issue: task.issue.id,
    until,
    reason: `${agent}: ${message}`,
    commands: ["retry"],
  });
  const wait = () => lane.waits.sleep(ms, signal, task.issue.id);
  await (agent === lane.agents.agent.name ? wait() : watch.rest(wait));
}
