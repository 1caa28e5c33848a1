import { expect, test } from "vitest";
import { singleFlight } from "../../../src/engine/concurrency/single-flight.ts";

test("calls at the same time share the next run, and never run side by side", async () => {
  let running = 0;
  let most = 0;
  let runs = 0;
  const work = singleFlight(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return (runs += 1);
  });
  expect(await Promise.all([work(), work(), work(), work()])).toEqual([1, 2, 2, 2]);
  expect({ most, runs }).toEqual({ most: 1, runs: 2 });
  expect(await work()).toBe(3);
});

test("a call during a run sees the state as of the call", async () => {
  let state = "old";
  const read = singleFlight(async () => {
    const seen = state;
    await new Promise((resolve) => setImmediate(resolve));
    return seen;
  });
  const first = read();
  state = "new";
  expect([await first, await read()]).toEqual(["old", "new"]);
  const during = [read(), read()];
  state = "newer";
  expect(await Promise.all(during)).toEqual(["new", "newer"]);
});

test("a failure is its caller's, and the next run happens all the same", async () => {
  let runs = 0;
  const work = singleFlight(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    if ((runs += 1) === 1) throw new Error("the first fails");
    return runs;
  });
  const results = await Promise.allSettled([work(), work()]);
  expect(results).toMatchObject([{ status: "rejected" }, { status: "fulfilled", value: 2 }]);
});
