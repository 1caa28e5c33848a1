import type { AgentFailed } from "../../agents/agent.ts";
import type { StepContext } from "../steps/step.ts";

/** The wait for a limit whose end is unknown: a minute at first, and twice as long each time. */
const FIRST_MS = 60_000;
const LONGEST_MS = 30 * 60_000;
/** Clocks differ, so a limit that ends "now" is waited for a little. */
const SHORTEST_MS = 1000;

/** How long to wait for a rate limit to end, in milliseconds. @param times how often it was waited for already */
export function limitMs({ until }: Pick<AgentFailed, "until">, times: number, now: Date): number {
  const reported = until === undefined ? Number.NaN : Date.parse(until) - now.getTime();
  return Math.max(SHORTEST_MS, Number.isNaN(reported) ? Math.min(FIRST_MS * 2 ** times, LONGEST_MS) : reported);
}

/** Waits until a rate limit ends, and shows that. A limit is no failure, so it uses up no attempt. */
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
  await lane.waits.sleep(ms, signal);
}
