import type { AgentFailed } from "../../agents/agent.ts";
import type { StepContext } from "../steps/step.ts";

/** Where nobody says when a limit is lifted: a minute, and twice as long each time. */
const FIRST_MS = 60_000;
const LONGEST_MS = 30 * 60_000;
/** Clocks differ, and a limit that is lifted "now" is not. */
const SHORTEST_MS = 1000;

/** How long to wait for a limit to be lifted, in milliseconds. @param times how often it was waited for already */
export function limitMs({ until }: Pick<AgentFailed, "until">, times: number, now: Date): number {
  const told = until === undefined ? Number.NaN : Date.parse(until) - now.getTime();
  return Math.max(SHORTEST_MS, Number.isNaN(told) ? Math.min(FIRST_MS * 2 ** times, LONGEST_MS) : told);
}

/** Waits until a rate limit is lifted, and says so. It is no failure, so it uses up no attempt. */
export async function waitForLimit(
  { run, issue }: StepContext,
  agent: string,
  { message }: AgentFailed,
  ms: number,
): Promise<void> {
  const until = new Date(run.clock.now().getTime() + ms).toISOString();
  run.ledger.emit({ type: "waiting", issue: issue.id, until, reason: `${agent}: ${message}`, commands: ["retry"] });
  await run.waits.sleep(ms, run.signal);
}
