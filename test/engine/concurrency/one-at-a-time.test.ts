import { expect, test } from "vitest";
import { oneAtATime } from "../../../src/engine/concurrency/one-at-a-time.ts";

test("work of one key runs in order, one at a time, and a failure does not stop what follows", async () => {
  const log: string[] = [];
  const run = (name: string) =>
    oneAtATime("a", async () => {
      log.push(`begin ${name}`);
      await new Promise(setImmediate);
      log.push(`end ${name}`);
      if (name === "2") throw new Error("failed");
      return name;
    });
  const results = await Promise.allSettled(["1", "2", "3"].map(run));
  expect(log).toEqual(["begin 1", "end 1", "begin 2", "end 2", "begin 3", "end 3"]);
  expect(results).toMatchObject([{ value: "1" }, { reason: { message: "failed" } }, { value: "3" }]);
});

test("work of another key does not wait", async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const blocked = oneAtATime("a", () => released);
  expect(await oneAtATime("b", () => Promise.resolve("done"))).toBe("done");
  release();
  await blocked;
});
