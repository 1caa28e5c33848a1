import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { MilestoneError } from "../../../src/engine/model/errors.ts";
import type { Stamped } from "../../../src/engine/model/events.ts";
import { openLedger, type LedgerOptions, type RunLedger } from "../../../src/state/ledger/ledger.ts";
import { journalPath, loadState } from "../../../src/state/journal/load-state.ts";
import { realClock } from "../../support/clock.ts";
import { issueStarted, runStarted } from "../../support/facts.ts";
import { temporaryFolder } from "../../support/repository.ts";

describe("ledger", () => {
  test("calls listeners once a fact is on the disk and in the progress, then acknowledges it", async () => {
    const folder = temporaryFolder();
    const ledger = await open(folder);
    const seen: string[] = [];
    ledger.subscribe((event) => {
      seen.push(`${event.seq} ${event.type}`);
      expect(readFileSync(journalPath(folder), "utf8")).toContain(`"type":"${event.type}"`);
      expect(ledger.progress.starts).toBe(1);
    });
    await ledger.record(runStarted).then(() => seen.push("acknowledged"));
    expect(seen).toEqual(["1 run.started", "acknowledged"]);
    expect(ledger.store.getState()).toMatchObject({ seq: 1, progress: { starts: 1 } });
  });

  test("numbers facts without gaps over restarts, in the order of the calls", async () => {
    const folder = temporaryFolder();
    const first = await open(folder);
    await Promise.all([first.record(runStarted), first.record(issueStarted("01")), first.record(issueStarted("02"))]);
    await first.close();
    const second = await open(folder);
    const events = listen(second);
    second.emit({ type: "notice", issue: undefined, text: "hello" });
    await second.record({ type: "issue.done", issue: "02" });
    expect(events).toMatchObject([
      { type: "notice", seq: 3 },
      { type: "issue.done", seq: 4, v: 1, at: expect.stringMatching(/^20.*Z$/) },
    ]);
    expect(second.progress.issues).toMatchObject({ "01": { state: "active" }, "02": { state: "done" } });
  });

  test("a listener that throws is reported, and affects neither recording nor other listeners", async () => {
    const errors: unknown[] = [];
    const ledger = await open(temporaryFolder(), { onListenerError: (error) => errors.push(error) });
    ledger.subscribe(() => {
      throw new Error("broken pane");
    });
    const events = listen(ledger);
    await ledger.record(runStarted);
    expect(events.length).toBe(1);
    expect(errors).toEqual([new Error("broken pane")]);
  });

  test("an event that a listener causes reaches all listeners after the event that caused it", async () => {
    const ledger = await open(temporaryFolder());
    const stop = ledger.subscribe((event) => {
      if (event.type === "run.started") ledger.emit({ type: "notice", issue: undefined, text: "started" });
    });
    const events = listen(ledger);
    await ledger.record(runStarted);
    expect(events.map(({ type }) => type)).toEqual(["run.started", "notice"]);
    stop();
    await ledger.record(runStarted);
    expect(events.length).toBe(3);
  });

  test("records nothing after the lock was lost, nor after it was closed", async () => {
    const lost = new MilestoneError("locked", "taken over");
    const folder = temporaryFolder();
    const ledger = await open(folder, {
      lock: {
        assertHeld() {
          throw lost;
        },
      },
    });
    await expect(ledger.record(runStarted)).rejects.toBe(lost);
    expect(ledger.progress.starts).toBe(0);
    await ledger.close();
    expect(statSync(journalPath(folder)).size).toBe(0);
    await expect(ledger.record(runStarted)).rejects.toThrow("after the ledger was closed");
  });

  test("facts that are recorded together share one check of the lock, and one sync", async () => {
    let checks = 0;
    const ledger = await open(temporaryFolder(), { lock: { assertHeld: () => void checks++ } });
    await Promise.all(Array.from({ length: 100 }, (_, index) => ledger.record(issueStarted(String(index + 10)))));
    expect(checks).toBe(2);
    expect(Object.keys(ledger.progress.issues).length).toBe(100);
  });

  test("facts recorded in one call share one sync, and each is published with the progress up to it", async () => {
    let checks = 0;
    const ledger = await open(temporaryFolder(), { lock: { assertHeld: () => void checks++ } });
    const seen: string[] = [];
    ledger.subscribe((event) => seen.push(`${event.seq} ${event.type} ${Object.keys(ledger.progress.issues).join()}`));
    await ledger.recordAll([
      runStarted,
      issueStarted("01"),
      ({ starts, issues }) => (starts === 1 && issues["01"]?.state === "active" ? issueStarted("02") : undefined),
      () => undefined,
    ]);
    expect(seen).toEqual(["1 run.started ", "2 issue.started 01", "3 issue.started 01,02"]);
    expect(checks).toBe(1);
  });

  test("of facts recorded in one call, all are recorded or none", async () => {
    const folder = temporaryFolder();
    const ledger = await open(folder);
    const wrong = () => {
      throw new Error("no such issue");
    };
    await expect(ledger.recordAll([runStarted, wrong])).rejects.toThrow("no such issue");
    expect(ledger.progress.starts).toBe(0);
    expect(statSync(journalPath(folder)).size).toBe(0);
    await ledger.recordAll([() => undefined]);
    await ledger.record(runStarted);
    expect(ledger.store.getState().seq).toBe(1);
  });
});

describe("checkpoints", () => {
  test("are written rarely, and the more rarely the larger they are", async () => {
    const folder = temporaryFolder();
    const ledger = await open(folder);
    const sizes: number[] = [];
    for (let issue = 1; issue <= 400; issue++) {
      await ledger.record(issueStarted(String(issue), "x".repeat(10_000)));
      const size = existsSync(join(folder, "progress.json")) ? statSync(join(folder, "progress.json")).size : 0;
      if (size !== (sizes.at(-1) ?? 0)) sizes.push(size);
    }
    const written = sizes.reduce((sum, size) => sum + size, 0);
    // Each is written after the journal has grown by the size of the last one, so all together are at most twice the
    // journal.
    expect(sizes.length).toBeGreaterThan(2);
    expect(sizes.length).toBeLessThan(8);
    expect(written).toBeLessThan(2.5 * statSync(journalPath(folder)).size);
  });

  test("a start reads the document and only what was recorded since", async () => {
    const folder = temporaryFolder();
    const ledger = await open(folder);
    await ledger.record(issueStarted("01"));
    await ledger.close();
    const covered = statSync(journalPath(folder)).size;
    const journal = readFileSync(journalPath(folder));
    const again = await open(folder);
    await again.record(issueStarted("02"));
    // The part of the journal that the document covers is not read again.
    writeFileSync(
      journalPath(folder),
      Buffer.concat([Buffer.alloc(covered, "?"), readFileSync(journalPath(folder)).subarray(journal.length)]),
    );
    expect(Object.keys((await loadState(folder, "m3")).progress.issues)).toEqual(["01", "02"]);
  });
});

test("kill -9 at any moment loses no acknowledged fact", { timeout: 120_000 }, async () => {
  const folder = temporaryFolder();
  const last = new Map<string, string>();
  const writers: (number | undefined)[] = [];
  for (let round = 0; round < 5; round++) {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, "../../support/fact-writer.ts"), folder, "01", "02", "03"],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    onTestFinished(() => void child.kill("SIGKILL"));
    writers.push(child.pid);
    const enough = 1 + Math.floor(Math.random() * 60);
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (output.split("\n").length > enough) child.kill("SIGKILL");
    });
    await once(child, "close");
    const lines = output.split("\n").slice(0, -1);
    expect(lines.length, `round ${round}`).toBeGreaterThan(0);
    for (const [issue = "", mark = ""] of lines.map((line) => line.split(" "))) last.set(issue, mark);

    const { progress, position, notices } = await loadState(folder, "m3");
    expect(notices).toEqual([]);
    expect(position.seq).toBeGreaterThanOrEqual(lines.length);
    for (const [issue, mark] of last)
      expect(reached(writers, progress.issues[issue]?.title, mark), `${issue} ${mark}`).toBe(true);
  }
});

describe("a full disk", () => {
  test("is reported, loses no fact, and recording continues once there is space", async ({ skip }) => {
    const folder = join(temporaryFolder(), "disk");
    mkdirSync(folder);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "pipe" });
    } catch {
      skip("needs the right to mount a tmpfs");
    }
    onTestFinished(() => void execFileSync("umount", ["-l", folder]));
    const ledger = await open(folder);
    writeFileSync(join(folder, "ballast"), Buffer.alloc(40_000));
    let acknowledged = 0;
    const failure = await (async () => {
      for (;;) {
        try {
          await ledger.record(issueStarted(String(acknowledged + 1), "x".repeat(3_000)));
          acknowledged++;
        } catch (error) {
          return error;
        }
      }
    })();
    expect(failure).toMatchObject({ code: "state-unwritable", hint: expect.stringContaining("Free some space") });
    expect(acknowledged).toBeGreaterThan(0);
    expect((await loadState(folder, "m3")).position.seq).toBe(acknowledged);

    execFileSync("mount", ["-o", "remount,size=1m", folder]);
    await ledger.record(issueStarted("99"));
    await ledger.close();
    expect(Object.keys((await loadState(folder, "m3")).progress.issues).length).toBe(acknowledged + 1);
  });
});

test("a disk that cannot sync (EIO) is reported, and no unsynced fact was acknowledged", async ({ skip }) => {
  const folder = temporaryFolder();
  const probe = spawnSync("strace", ["-o", "/dev/null", "true"]);
  skip(probe.status !== 0, "needs strace and the right to trace");
  const writer = join(import.meta.dirname, "../../support/fact-writer.ts");
  const inject = [
    "-f",
    "--seccomp-bpf",
    "-o",
    "/dev/null",
    "-e",
    "trace=fdatasync",
    "-e",
    "inject=fdatasync:error=EIO:when=7",
  ];
  const { stdout, stderr } = spawnSync("strace", [...inject, process.execPath, writer, folder, "01"], {
    encoding: "utf8",
  });
  expect(stderr).toContain("state-unwritable");
  expect(stderr).toContain("Check that disk.");
  const acknowledged = stdout.split("\n").length - 1;
  expect(acknowledged).toBeGreaterThan(0);
  // The fact that failed to sync was cut off again, so the journal contains exactly the acknowledged facts.
  expect((await loadState(folder, "m3")).position.seq).toBe(acknowledged);
});

async function open(folder: string, change: Partial<LedgerOptions> = {}): Promise<RunLedger> {
  const ledger = await openLedger({
    folder,
    milestone: "m3",
    clock: realClock,
    lock: { assertHeld() {} },
    logs: { write() {}, drained: () => undefined },
    onListenerError: (error) => {
      throw error;
    },
    ...change,
  });
  onTestFinished(() => ledger.close());
  return ledger;
}

function listen(ledger: RunLedger): Stamped[] {
  const events: Stamped[] = [];
  ledger.subscribe((event) => events.push(event));
  return events;
}

/**
 * Whether the title is that of the marked fact, or of a later fact of the same process. All facts of a later writer are
 * beyond the marks of an earlier one, acknowledged or not.
 */
function reached(writers: readonly (number | undefined)[], title: string | undefined, mark: string): boolean {
  const [pid, number = 0] = (title ?? "").split(/[- ]/).map(Number);
  const [wantedPid, wanted = 0] = mark.split("-").map(Number);
  return pid === wantedPid ? number >= wanted : writers.indexOf(pid) > writers.indexOf(wantedPid);
}
