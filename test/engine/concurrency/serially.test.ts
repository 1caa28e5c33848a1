import { expect, test } from "vitest";
import { serially } from "../../../src/engine/concurrency/serially.ts";

test("each call starts after the one before it has settled, and settles with its own result", async () => {
  const queue = serially();
  const log: string[] = [];
  const first = Promise.withResolvers<string>();
  const results = [
    queue(async () => {
      log.push("first starts");
      const value = await first.promise;
      log.push("first ends");
      return value;
    }),
    queue(async () => {
      log.push("second starts");
      return "two";
    }),
  ];
  await new Promise((done) => setImmediate(done));
  expect(log).toEqual(["first starts"]);
  first.resolve("one");
  expect(await Promise.all(results)).toEqual(["one", "two"]);
  expect(log).toEqual(["first starts", "first ends", "second starts"]);
});

test("a failure, thrown at once or later, reaches its own caller only", async () => {
  const queue = serially();
  const settled = await Promise.allSettled([
    queue(async () => {
      throw new Error("later");
    }),
    queue(() => {
      throw new Error("at once");
    }),
    queue(async () => "three"),
  ]);
  expect(settled).toEqual([
    { status: "rejected", reason: new Error("later") },
    { status: "rejected", reason: new Error("at once") },
    { status: "fulfilled", value: "three" },
  ]);
});
