import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createReplayPace } from "../../../src/cli/terminal/replay-pace.ts";

const HOUR_MS = 3_600_000;

/** Whether a promise has settled after some turns of the event loop. */
async function settled(promise: Promise<void>): Promise<boolean> {
  return Promise.race([promise.then(() => true), turns(20).then(() => false)]);
}

async function turns(count: number): Promise<void> {
  for (let made = 0; made < count; made += 1) await turn();
}

test("the speed doubles and halves, within limits", () => {
  const pace = createReplayPace(8);
  expect([pace.change("faster"), pace.change("slower"), pace.change("slower")]).toEqual([
    "Playing at 16×.",
    "Playing at 8×.",
    "Playing at 4×.",
  ]);
  const slow = createReplayPace(1);
  for (let times = 0; times < 20; times += 1) slow.change("slower");
  expect(slow.change("slower")).toBe("Playing at 0.125×.");
});

test("a wait does not end while paused, and ends after the pause", async () => {
  const pace = createReplayPace(1);
  expect(pace.change("pause")).toBe("Paused at 1×.");
  const waiting = pace.wait(0);
  expect(await settled(waiting)).toBe(false);
  expect(pace.change("faster")).toBe("Paused at 2×.");
  expect(await settled(waiting)).toBe(false);
  expect(pace.change("pause")).toBe("Playing at 2×.");
  await waiting;
});

test("a new speed applies to a wait that has begun", async () => {
  const pace = createReplayPace(1);
  const waiting = pace.wait(HOUR_MS / 100_000);
  for (let times = 0; times < 12; times += 1) pace.change("faster");
  await waiting;
  const long = pace.wait(HOUR_MS);
  expect(await settled(long)).toBe(false);
  pace.change("pause");
  expect(await settled(long)).toBe(false);
});
