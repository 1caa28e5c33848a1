import type { AgentFailed } from "../agents/agent.ts";
import type { StepContext } from "./step.ts";

/** Where nobody says when a limit is lifted: a minute, and twice as long each time. */
const FIRST_MS = 60_000;
const LONGEST_MS = 30 * 60_000;
/** Clocks differ, and a limit that is lifted "now" is not. */
const SHORTEST_MS = 1000;

/** Waits until a rate limit is lifted, and says so. It is no failure, so it uses up no attempt. */
export async function waitForLimit({ run, issue }: StepContext, agent: string, { message, until }: AgentFailed, times: number): Promise<void> {
  const now = run.clock.now().getTime();
  const told = until === undefined ? Number.NaN : Date.parse(until) - now;
  const ms = Math.max(SHORTEST_MS, Number.isNaN(told) ? Math.min(FIRST_MS * 2 ** times, LONGEST_MS) : told);
  run.ledger.tell({ type: "waiting", issue: issue.id, until: new Date(now + ms).toISOString(), reason: `${agent}: ${message}` });
  await run.clock.sleep(ms, run.signal);
}
