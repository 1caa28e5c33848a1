import { expect, test } from "vitest";
import { createSemaphore } from "../../../src/engine/concurrency/semaphore.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Work whose end the test decides, with a log of what happened. */
function setup(most: number) {
  const semaphore = createSemaphore(most);
  const log: string[] = [];
  const start = (name: string, signal = new AbortController().signal) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const work = () => {
      log.push(`${name} starts`);
      return promise;
    };
    const result = semaphore.use(work, signal, () => log.push(`${name} waits`));
    result.catch(() => {});
    return { result, end: () => resolve(name), fail: () => reject(new Error(name)) };
  };
  return { log, start };
}

test("no more work than allowed goes on, and the next in line follows", async () => {
  const { log, start } = setup(2);
  const [a, b, c, d] = [start("a"), start("b"), start("c"), start("d")];
  await turn();
  expect(log.toSorted()).toEqual(["a starts", "b starts", "c waits", "d waits"]);
  b.end();
  await turn();
  expect(log.at(-1)).toBe("c starts");
  a.fail();
  await turn();
  expect(log.at(-1)).toBe("d starts");
  c.end();
  d.end();
  await expect(a.result).rejects.toThrow("a");
  expect(await Promise.all([b.result, c.result, d.result])).toEqual(["b", "c", "d"]);
  const e = start("e");
  await turn();
  expect(log.at(-1)).toBe("e starts");
  e.end();
});

test("who gives up while waiting takes no turn, and one who got a turn gives it back", async () => {
  const { log, start } = setup(1);
  const [first, second] = [new AbortController(), new AbortController()];
  const a = start("a");
  const b = start("b", first.signal);
  const c = start("c", second.signal);
  const d = start("d");
  first.abort(new Error("stopped"));
  await expect(b.result).rejects.toThrow("stopped");
  a.end();
  await a.result;
  // Too late: it is the turn of c already.
  second.abort(new Error("stopped"));
  c.end();
  expect(await c.result).toBe("c");
  await turn();
  expect(log.filter((line) => line.endsWith("starts"))).toEqual(["a starts", "c starts", "d starts"]);
  d.end();
  await expect(start("e", AbortSignal.abort(new Error("before"))).result).rejects.toThrow("before");
});
