import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withLock, tryLock } from "../../../src/engine/files/exclusive.ts";
import { temporaryFolder } from "../../support/repository.ts";

const signal = new AbortController().signal;
const module = new URL("../../../src/engine/files/exclusive.ts", import.meta.url).href;

function child(script: string, ...args: string[]) {
  return spawn(process.execPath, [
    "--input-type=module",
    "-e",
    `import { withLock, tryLock } from ${JSON.stringify(module)};${script}`,
    "--",
    ...args,
  ]);
}

test("processes take turns, so that no increment is lost", async () => {
  const path = join(temporaryFolder(), "count");
  writeFileSync(path, "0");
  const script = `import { readFileSync, writeFileSync } from "node:fs";
    const path = process.argv[1];
    for (let n = 0; n < 20; n++) await withLock(path, new AbortController().signal, async () => {
      const count = Number(readFileSync(path, "utf8"));
      await new Promise((done) => setImmediate(done));
      writeFileSync(path, String(count + 1));
    });`;
  const codes = await Promise.all([1, 2, 3].map(() => new Promise((done) => child(script, path).on("close", done))));
  expect(codes).toEqual([0, 0, 0]);
  expect(readFileSync(path, "utf8")).toBe("60");
});

test("callers within one process take turns", async () => {
  const path = join(temporaryFolder(), "x");
  let inside = 0;
  await Promise.all(
    [1, 2, 3, 4].map(() =>
      withLock(path, signal, async () => {
        expect(++inside).toBe(1);
        await new Promise((done) => setImmediate(done));
        inside--;
      }),
    ),
  );
});

test("a stopped process keeps its lock, and a killed one loses it", async () => {
  const path = join(temporaryFolder(), "x");
  const holder = child(`await tryLock(process.argv[1]); console.log("held"); setInterval(() => {}, 1000);`, path);
  await new Promise((done) => holder.stdout.once("data", done));
  holder.kill("SIGSTOP");
  expect(await tryLock(path)).toBeUndefined();
  const waits = withLock(path, signal, async () => "mine");
  holder.kill("SIGKILL");
  expect(await waits).toBe("mine");
});

test("an abort ends the wait, and a failure of the work releases the lock", async () => {
  const path = join(temporaryFolder(), "x");
  const lock = await tryLock(path);
  const stop = new AbortController();
  const waits = withLock(path, stop.signal, async () => "never");
  stop.abort(new Error("enough"));
  await expect(waits).rejects.toThrow("enough");
  await lock?.release();
  await expect(
    withLock(path, signal, async () => {
      throw new Error("inside");
    }),
  ).rejects.toThrow("inside");
  expect(await withLock(path, signal, async () => "again")).toBe("again");
});
