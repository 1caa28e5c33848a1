// Between the stream and React: logs into the buffer, and at most twenty times a second one snapshot of everything else.
import type { Stamped } from "../../../engine/model/events.ts";
import type { IssueId } from "../../../engine/model/plan.ts";
import type { Progress } from "../../../engine/model/progress.ts";
import { costOf, type Cost } from "../text/cost.ts";
import type { Command } from "../../../engine/model/stop.ts";
import { LogBuffer } from "./log-buffer.ts";
import { logLinesOf } from "./log-lines.ts";
import { paced } from "./paced.ts";
import type { ProgressStore, ScreenSource } from "../model/source.ts";

export interface Snapshot {
  readonly progress: Progress;
  /** What was spent by issue, and by the task that is going on as far as it tells. */
  readonly costs: ReadonlyMap<IssueId, Cost>;
  /** A wait that is no stop: until when, why, and what may be said meanwhile. */
  readonly waiting:
    | { readonly until: string; readonly reason: string; readonly commands: readonly Command[] }
    | undefined;
}

export interface Feed {
  readonly logs: LogBuffer;
  readonly snapshot: () => Snapshot;
  readonly subscribe: (listener: () => void) => () => void;
  readonly close: () => void;
}

const NOTICE_MS = 50;
/** A log that streams by is read no better at twice the rate, and every redraw costs. */
const LOG_NOTICE_MS = 120;

export function createFeed(source: Pick<ScreenSource, "store" | "subscribe">): Feed {
  const logs = new LogBuffer({ noticeMs: LOG_NOTICE_MS });
  const live = new Map<IssueId, number>();
  const listeners = new Set<() => void>();
  let waiting: Snapshot["waiting"];
  let snapshot = snap(source.store, live, waiting);
  const notice = paced(NOTICE_MS, () => {
    snapshot = snap(source.store, live, waiting);
    for (const listener of listeners) listener();
  });
  const stopEvents = source.subscribe((event) => {
    const { log, lines } = logLinesOf(event);
    for (const line of lines) logs.push(log, line);
    const wait = waitAfter(event, waiting);
    const spent = spend(live, event);
    if (wait === waiting && !spent) return;
    waiting = wait;
    notice.call();
  });
  const stopProgress = source.store.subscribe(notice.call);
  return {
    logs,
    snapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      stopEvents();
      stopProgress();
      notice.cancel();
      logs.close();
    },
  };
}

function snap(store: ProgressStore, live: ReadonlyMap<IssueId, number>, waiting: Snapshot["waiting"]): Snapshot {
  const { progress } = store.getState();
  const ids = [...new Set([...Object.keys(progress.spent), ...live.keys()])];
  return { progress, costs: new Map(ids.map((id) => [id, costOf(progress.spent[id], live.get(id))])), waiting };
}

function waitAfter(event: Stamped, waiting: Snapshot["waiting"]): Snapshot["waiting"] {
  if (event.type === "waiting") return { until: event.until, reason: event.reason, commands: event.commands };
  return event.type === "log" || event.type === "explained" ? waiting : undefined;
}

/** Whether the event told of a cost. What a task told becomes a record at its end. */
function spend(live: Map<IssueId, number>, event: Stamped): boolean {
  if (event.type === "usage.recorded") return live.delete(event.issue);
  if (event.type !== "activity" || event.activity.kind !== "usage" || event.activity.usd === undefined) return false;
  live.set(event.issue, event.activity.usd);
  return true;
}
