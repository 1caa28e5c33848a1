import type { IssueId } from "../../model/plan.ts";
import type { LanePorts } from "../lane-ports.ts";
import type { LogWatch } from "../step-watch.ts";

/** Runs a setup or the tests when no more of them go on in all lanes than `limits.checksAtOnce` allows. */
export function inTurn<T>(
  { lane, watch, signal }: { readonly lane: LanePorts; readonly watch: LogWatch; readonly signal: AbortSignal },
  issue: IssueId | undefined,
  check: () => Promise<T>,
): Promise<T> {
  const text = "Waits for a setup or a test run of another lane to end (limits.checksAtOnce)";
  return lane.checkTurns.use(check, signal, () => watch.emit({ type: "log", issue, source: "engine", text }));
}
