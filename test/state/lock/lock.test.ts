import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, onTestFinished, test } from "vitest";
import { readRecord, writeRecord, type LockRecord } from "../../../src/state/lock/lock-record.ts";
import { acquireLock, type Lock, type LockRequest } from "../../../src/state/lock/lock.ts";
import { thisMachine } from "../../../src/state/lock/machine.ts";
import { realClock } from "../../support/clock.ts";
import { temporaryFolder } from "../../support/repository.ts";

const machine = await thisMachine();
const holder = join(import.meta.dirname, "../../support/lock-holder.ts");

describe("lock between processes", () => {
  test("refuses a second process, and names the owner, its start, its machine and how to stop it", async () => {
    const folder = temporaryFolder();
    const first = await start(folder);
    const second = await start(folder);
    expect(second.said).toMatch(/^locked Milestone m3 is already being run by process \d+ on \S+, since 20\S+Z\./);
    expect(second.said).toContain(`process ${first.child.pid} on ${machine.host}`);
    expect(second.said).toContain(`kill ${first.child.pid}`);
  });

  test("stays with an owner that is stopped", async () => {
    const folder = temporaryFolder();
    const first = await start(folder);
    first.child.kill("SIGSTOP");
    expect((await start(folder)).said).toMatch(/^locked /);
    first.child.kill("SIGCONT");
    first.child.stdin?.end();
    await once(first.child, "exit");
    expect((await start(folder)).said).toMatch(/^held /);
  });

  test("is free after its owner was killed", async () => {
    const folder = temporaryFolder();
    const first = await start(folder);
    first.child.kill("SIGKILL");
    await once(first.child, "exit");
    expect(existsSync(join(folder, "lock.json"))).toBe(true);
    expect((await start(folder)).said).toMatch(/^held /);
  });

  test("goes to exactly one of many processes, also over the record of a dead owner", async () => {
    const folder = temporaryFolder();
    const dead = await start(folder);
    dead.child.kill("SIGKILL");
    await once(dead.child, "exit");
    const all = await Promise.all(Array.from({ length: 6 }, () => start(folder)));
    expect(all.filter(({ said }) => said.startsWith("held")).length).toBe(1);
    expect(all.filter(({ said }) => said.startsWith("locked")).length).toBe(5);
  });
});

describe("lock", () => {
  test("leaves nothing behind when released, and can be taken again", async () => {
    const folder = temporaryFolder();
    const lock = await take(folder);
    expect(statSync(join(folder, "lock.json")).mode & 0o777).toBe(0o600);
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
    await take(folder);
  });

  test("covers one folder: another milestone can run at the same time", async () => {
    await take(temporaryFolder());
    await take(temporaryFolder());
  });

  const elsewhere: LockRecord = {
    nonce: "5e2b0c11-far",
    pid: 7,
    started: "2026-01-01T00:00:00.000Z",
    host: "build-7",
    boot: "other",
    realm: "other",
    version: "1.0.0",
  };

  test("of another machine is taken over only with its id", async () => {
    const folder = temporaryFolder();
    await writeRecord(join(folder, "lock.json"), elsewhere);
    for (const force of [undefined, "00000000", ""]) {
      await expect(take(folder, { force })).rejects.toMatchObject({
        code: "locked",
        message: expect.stringContaining("process 7 on build-7, since 2026"),
        hint: expect.stringContaining("--force-unlock 5e2b0c11"),
      });
    }
    (await take(folder, { force: "5e2b0c11" })).assertHeld();
  });

  test("is lost when another machine takes it over, and releasing it keeps the new record", async () => {
    const folder = temporaryFolder();
    const lock = await take(folder);
    lock.assertHeld();
    await writeRecord(join(folder, "lock.json"), elsewhere);
    expect(() => lock.assertHeld()).toThrow(expect.objectContaining({ code: "locked" }));
    await lock.release();
    expect(readRecord(join(folder, "lock.json"))).toEqual(elsewhere);
  });

  test("of a live owner on this machine is not taken over, even with its id", async () => {
    const folder = temporaryFolder();
    const owner = await take(folder);
    await expect(take(folder, { force: owner.record.nonce.slice(0, 8) })).rejects.toMatchObject({ code: "locked" });
  });

  test("is free after a reboot", async () => {
    const folder = temporaryFolder();
    await writeRecord(join(folder, "lock.json"), { ...elsewhere, host: machine.host });
    await take(folder);
  });

  test("with an invalid record is free if its socket is free", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "lock.json"), "{");
    const lock = await take(folder);
    expect(JSON.parse(readFileSync(join(folder, "lock.json"), "utf8"))).toMatchObject({
      pid: process.pid,
      nonce: lock.record.nonce,
    });
  });

  test("is lost when its record is removed", async () => {
    const folder = temporaryFolder();
    const lock = await take(folder);
    writeFileSync(join(folder, "lock.json"), "");
    expect(() => lock.assertHeld()).toThrow(expect.objectContaining({ code: "locked" }));
  });
});

async function take(folder: string, change: Partial<LockRequest> = {}): Promise<Lock> {
  const lock = await acquireLock({ folder, milestone: "m3", version: "1.0.0", clock: realClock, ...change });
  onTestFinished(() => lock.release());
  return lock;
}

async function start(folder: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [holder, folder], { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  for await (const said of createInterface(child.stdout)) return { child, said };
  throw new Error("The lock holder printed nothing");
}
