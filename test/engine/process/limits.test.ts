import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchLimits } from "../../../src/engine/process/limits.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function limits(spec: { readonly timeoutMs?: number; readonly idleMs?: number }) {
  const stops: string[] = [];
  const watched = watchLimits({ ...spec, timeoutMs: spec.timeoutMs, signal: new AbortController().signal }, (reason) =>
    stops.push(reason),
  );
  return { stops, ...watched };
}

test("no time passes for an agent that waits for a person, however long that takes", async () => {
  const { stops, waitFor } = limits({ timeoutMs: 1000, idleMs: 300 });
  await vi.advanceTimersByTimeAsync(200);
  const { promise, resolve } = Promise.withResolvers<void>();
  waitFor(promise);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(stops).toEqual([]);
  resolve();
  await vi.advanceTimersByTimeAsync(250);
  expect(stops).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(stops).toEqual(["idle"]);
});

test("what was left of its time before is left of it afterwards", async () => {
  const { stops, waitFor } = limits({ timeoutMs: 1000 });
  await vi.advanceTimersByTimeAsync(900);
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  waitFor(first.promise);
  waitFor(second.promise);
  first.resolve();
  await vi.advanceTimersByTimeAsync(5000);
  expect(stops).toEqual([]);
  second.resolve();
  await vi.advanceTimersByTimeAsync(50);
  expect(stops).toEqual([]);
  await vi.advanceTimersByTimeAsync(100);
  expect(stops).toEqual(["timeout"]);
});

test("once it is over, nothing begins again", async () => {
  const { stops, waitFor, off } = limits({ timeoutMs: 1000, idleMs: 300 });
  const { promise, resolve } = Promise.withResolvers<void>();
  waitFor(promise);
  off();
  resolve();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(stops).toEqual([]);
});
