// Connects the event stream with React: log lines go into a buffer, and at most twenty times a second listeners get a
// new snapshot of everything else.
import type { Stamped } from "../../../engine/model/events.ts";
import type { IssueId } from "../../../engine/model/plan.ts";
import type { Progress } from "../../../engine/model/progress.ts";
import { costOf, type Cost } from "../text/cost.ts";
import { LogBuffer } from "./log-buffer.ts";
import { logLinesOf } from "./log-lines.ts";
import { throttle } from "./throttle.ts";
import { NO_WAITS, waitsAfter, type Waits } from "./waits.ts";
import type { ProgressStore, ScreenSource } from "../model/source.ts";

export interface Snapshot {
  readonly progress: Progress;
  /** Cost of each issue, including the cost that its running task has reported so far. */
  readonly costs: ReadonlyMap<IssueId, Cost>;
  readonly waits: Waits;
  /** When the present step of an issue began, in ms since 1970. Steps that began before the screen are absent. */
  readonly stepsSince: ReadonlyMap<IssueId, number>;
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
  let waits = NO_WAITS;
  let stepsSince: Snapshot["stepsSince"] = new Map();
  const take = (): Snapshot => ({ ...costsAndProgress(source.store, live), waits, stepsSince });
  let snapshot = take();
  const notify = throttle(NOTIFY_MS, () => {
    snapshot = take();
    for (const listener of listeners) listener();
  });
  const stopEvents = source.subscribe((event) => {
    const { log, lines } = logLinesOf(event);
    for (const line of lines) logs.push(log, line);
    const began = event.type === "step.started";
    if (began) stepsSince = new Map(stepsSince).set(event.issue, Date.parse(event.at));
    const before = waits;
    waits = waitsAfter(event, before);
    const costChanged = recordCost(live, event);
    if (began || waits !== before || costChanged) notify.call();
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

function costsAndProgress(
  store: ProgressStore,
  live: ReadonlyMap<IssueId, number>,
): Pick<Snapshot, "progress" | "costs"> {
  const { progress } = store.getState();
  const ids = [...new Set([...Object.keys(progress.spent), ...live.keys()])];
  return { progress, costs: new Map(ids.map((id) => [id, costOf(progress.spent[id], live.get(id))])) };
}

/** Updates the costs of running tasks; returns whether the event changed one. A task that ends has a recorded cost. */
function recordCost(live: Map<IssueId, number>, event: Stamped): boolean {
  if (event.type === "usage.recorded") return live.delete(event.issue);
  if (event.type !== "activity" || event.activity.kind !== "usage" || event.activity.usd === undefined) return false;
  live.set(event.issue, event.activity.usd);
  return true;
}
