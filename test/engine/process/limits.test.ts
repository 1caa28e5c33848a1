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

test("no limit applies while an agent waits for a person", async () => {
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

test("the remaining time is the same before and after the wait", async () => {
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

test("limits that are off stay off when a wait ends", async () => {
  const { stops, waitFor, off } = limits({ timeoutMs: 1000, idleMs: 300 });
  const { promise, resolve } = Promise.withResolvers<void>();
  waitFor(promise);
  off();
  resolve();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(stops).toEqual([]);
});
