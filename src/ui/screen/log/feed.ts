// Connects the event stream with React: log lines go into a buffer, and at most twenty times a second listeners get a
// new snapshot of everything else.
import type { Stamped } from "../../../engine/model/events.ts";
import type { IssueId } from "../../../engine/model/plan.ts";
import type { Progress } from "../../../engine/model/progress.ts";
import { costOf, type Cost } from "../text/cost.ts";
import type { Command } from "../../../engine/model/stop.ts";
import { LogBuffer } from "./log-buffer.ts";
import { logLinesOf } from "./log-lines.ts";
import { throttle } from "./throttle.ts";
import type { ProgressStore, ScreenSource } from "../model/source.ts";

export interface Snapshot {
  readonly progress: Progress;
  /** Cost of each issue, including the cost that its running task has reported so far. */
  readonly costs: ReadonlyMap<IssueId, Cost>;
  /** The wait in progress, if any: its end as ISO 8601, its reason, and the commands that apply meanwhile. */
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

const NOTIFY_MS = 50;
/** Logs are redrawn less often: a faster redraw of streaming lines is no easier to read, and each one takes time. */
const LOG_NOTIFY_MS = 120;

export function createFeed(source: Pick<ScreenSource, "store" | "subscribe">): Feed {
  const logs = new LogBuffer({ notifyMs: LOG_NOTIFY_MS });
  const live = new Map<IssueId, number>();
  const listeners = new Set<() => void>();
  let waiting: Snapshot["waiting"];
  let snapshot = takeSnapshot(source.store, live, waiting);
  const notify = throttle(NOTIFY_MS, () => {
    snapshot = takeSnapshot(source.store, live, waiting);
    for (const listener of listeners) listener();
  });
  const stopEvents = source.subscribe((event) => {
    const { log, lines } = logLinesOf(event);
    for (const line of lines) logs.push(log, line);
    const wait = waitAfter(event, waiting);
    const costChanged = recordCost(live, event);
    if (wait === waiting && !costChanged) return;
    waiting = wait;
    notify.call();
  });
  const stopProgress = source.store.subscribe(notify.call);
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
      notify.cancel();
      logs.close();
    },
  };
}

function takeSnapshot(
  store: ProgressStore,
  live: ReadonlyMap<IssueId, number>,
  waiting: Snapshot["waiting"],
): Snapshot {
  const { progress } = store.getState();
  const ids = [...new Set([...Object.keys(progress.spent), ...live.keys()])];
  return { progress, costs: new Map(ids.map((id) => [id, costOf(progress.spent[id], live.get(id))])), waiting };
}

function waitAfter(event: Stamped, waiting: Snapshot["waiting"]): Snapshot["waiting"] {
  if (event.type === "waiting") return { until: event.until, reason: event.reason, commands: event.commands };
  return event.type === "log" || event.type === "explained" ? waiting : undefined;
}

/** Updates the costs of running tasks; returns whether the event changed one. A task that ends has a recorded cost. */
function recordCost(live: Map<IssueId, number>, event: Stamped): boolean {
  if (event.type === "usage.recorded") return live.delete(event.issue);
  if (event.type !== "activity" || event.activity.kind !== "usage" || event.activity.usd === undefined) return false;
  live.set(event.issue, event.activity.usd);
  return true;
}
