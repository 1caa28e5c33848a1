import { expect, test } from "vitest";
import { createWaits } from "../../../src/engine/model/limit-waits.ts";
import { realClock } from "../../support/clock.ts";

const HOUR = 3_600_000;
const signal = new AbortController().signal;

test("whoever does not want to wait ends all that wait, and is told whether anything did", async () => {
  const told: string[] = [];
  const { sleep, retryNow } = createWaits(realClock, () => told.push("retry"));
  expect(retryNow()).toBe(false);
  const both = Promise.all([sleep(HOUR, signal), sleep(HOUR, signal)]);
  expect(retryNow()).toBe(true);
  await both;
  expect(retryNow()).toBe(false);
  expect(told).toEqual(["retry"]);
});

test("the waits of one issue end without those of others", async () => {
  const told: (string | undefined)[] = [];
  const { sleep, retryNow } = createWaits(realClock, (issue) => told.push(issue));
  const [seven, eight, run] = [sleep(HOUR, signal, "07"), sleep(HOUR, signal, "08"), sleep(HOUR, signal)];
  expect([retryNow("09"), retryNow("07"), retryNow("07")]).toEqual([false, true, false]);
  await seven;
  expect(retryNow()).toBe(true);
  await Promise.all([eight, run]);
  expect(told).toEqual(["07", undefined]);
});

test("a wait that is cancelled rejects, also when it was ended before", async () => {
  const { sleep, retryNow } = createWaits(realClock);
  const controller = new AbortController();
  const waiting = sleep(HOUR, controller.signal);
  controller.abort(new Error("stop"));
  await expect(waiting).rejects.toThrow();
  expect(retryNow()).toBe(false);
});

test("a wait comes to its own end, and is heard of when it begins", async () => {
  const { sleep, onBegin, retryNow } = createWaits(realClock);
  const begun: string[] = [];
  const off = onBegin(() => begun.push("begun"));
  await sleep(1, signal);
  expect(begun).toEqual(["begun"]);
  off();
  onBegin(() => retryNow());
  await sleep(HOUR, signal);
  expect(begun).toEqual(["begun"]);
});
