import type { LogSource } from "./events.ts";
import type { IssueId } from "./plan.ts";
import type { Ledger } from "../run/ports.ts";
import type { Sink } from "../process/sink.ts";

/** Passes on what is printed as sights of an issue, or of the run without one. */
export function logSink(ledger: Ledger, issue: IssueId | undefined, source: LogSource): Sink {
  return {
    write: (text) => ledger.emit({ type: "log", issue, source, text }),
    drained: () => ledger.drained(),
  };
}
