import type { IssueId } from "../model/plan.ts";
import type { LogSource } from "../model/transient-events.ts";
import type { Sink } from "../process/sink.ts";
import type { LogWatch } from "./step-watch.ts";

/**
 * Creates a sink that emits the output of a process as log events of an issue, or of the run where `issue` is
 * undefined.
 */
export function logSink(watch: LogWatch, issue: IssueId | undefined, source: LogSource): Sink {
  return {
    write: (text) => watch.emit({ type: "log", issue, source, text }),
    drained: () => watch.drained(),
  };
}
