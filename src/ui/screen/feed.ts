// Between the stream and React: logs into the buffer, and at most twenty times a second one snapshot of everything else.
import type { Stamped } from "../../engine/events.ts";
import type { IssueId } from "../../engine/plan/plan.ts";
import type { Progress } from "../../engine/progress.ts";
import { LogBuffer } from "./log-buffer.ts";
import { logLinesOf } from "./log-lines.ts";
import { paced } from "./paced.ts";
import type { ProgressStore, ScreenSource } from "./source.ts";

export interface Snapshot {
  readonly progress: Progress;
  /** Dollars spent, by issue, as far as agents say. */
  readonly costs: ReadonlyMap<IssueId, number>;
  /** A wait that is no stop: until when, and why. */
  readonly waiting: { readonly until: string; readonly reason: string } | undefined;
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
  const costs = new Map<IssueId, Cost>();
  const listeners = new Set<() => void>();
  let waiting: Snapshot["waiting"];
  let snapshot = snap(source.store, costs, waiting);
  const notice = paced(NOTICE_MS, () => {
    snapshot = snap(source.store, costs, waiting);
    for (const listener of listeners) listener();
  });
  const stopEvents = source.subscribe((event) => {
    const { log, lines } = logLinesOf(event);
    for (const line of lines) logs.push(log, line);
    const wait = waitAfter(event, waiting);
    const spent = spend(costs, event);
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

/** Agents tell what a session has cost so far; a new step is a new session. */
interface Cost {
  readonly before: number;
  readonly session: number;
}

function snap(store: ProgressStore, costs: ReadonlyMap<IssueId, Cost>, waiting: Snapshot["waiting"]): Snapshot {
  return {
    progress: store.getState().progress,
    costs: new Map([...costs].map(([issue, { before, session }]) => [issue, before + session])),
    waiting,
  };
}

function waitAfter(event: Stamped, waiting: Snapshot["waiting"]): Snapshot["waiting"] {
  if (event.type === "waiting") return { until: event.until, reason: event.reason };
  return event.type === "log" || event.type === "explained" ? waiting : undefined;
}

/** Whether the event told of a cost. */
function spend(costs: Map<IssueId, Cost>, event: Stamped): boolean {
  if (event.type === "step.started") {
    const cost = costs.get(event.issue);
    if (cost !== undefined) costs.set(event.issue, { before: cost.before + cost.session, session: 0 });
  }
  if (event.type !== "activity" || event.activity.kind !== "usage" || event.activity.usd === undefined) return false;
  costs.set(event.issue, { before: costs.get(event.issue)?.before ?? 0, session: event.activity.usd });
  return true;
}
