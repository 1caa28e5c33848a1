import { expect, test, vi } from "vitest";
import type { MilestoneEvent } from "../../../../src/engine/model/events.ts";
import { createHub } from "../../../../src/state/ledger/event-hub.ts";
import { createProgressStore } from "../../../../src/state/progress/store.ts";
import { createFeed } from "../../../../src/ui/screen/log/feed.ts";
import { inLanes } from "../fixture.ts";

const AT = "2026-03-02T10:00:00.000Z";

test("tells when a step began and what an issue waits for, and nothing of a line of output", () => {
  vi.useFakeTimers();
  const hub = createHub(() => {});
  const feed = createFeed({ store: createProgressStore(inLanes(), 0), subscribe: hub.subscribe });
  const told = vi.fn<() => void>();
  feed.subscribe(told);
  const publish = (event: MilestoneEvent) => {
    hub.publish({ ...event, v: 1, seq: 1, at: AT });
    vi.advanceTimersByTime(1_000);
  };
  publish({ type: "step.started", issue: "03", step: "tests", round: 0 });
  expect(feed.snapshot().stepsSince).toEqual(new Map([["03", Date.parse(AT)]]));
  publish({ type: "waiting", issue: "04", until: AT, reason: "Rate limit", commands: ["retry"] });
  publish({ type: "activity", issue: "03", activity: { kind: "message", text: "x" } });
  expect([...feed.snapshot().waits.keys()]).toEqual(["04"]);
  expect(told).toHaveBeenCalledTimes(2);
  publish({ type: "log", issue: "04", source: "agent", text: "x" });
  expect(told).toHaveBeenCalledTimes(2);
  publish({ type: "activity", issue: "04", activity: { kind: "message", text: "x" } });
  expect([...feed.snapshot().waits.keys()]).toEqual([]);
  feed.close();
  vi.useRealTimers();
});
