import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { writeDurably } from "../../../src/engine/files/durable.ts";
import { saveCheckpoint } from "../../../src/state/journal/checkpoint.ts";
import { openLedger } from "../../../src/state/ledger/ledger.ts";
import { journalPath, loadState } from "../../../src/state/journal/load-state.ts";
import { DOCUMENT_VERSION } from "../../../src/state/journal/migrations.ts";
import { emptyProgress } from "../../../src/state/progress/reduce.ts";
import { realClock } from "../../support/clock.ts";
import { issueStarted } from "../../support/facts.ts";
import { temporaryFolder } from "../../support/repository.ts";

const document = (folder: string) => join(folder, "progress.json");
const issues = async (folder: string) => Object.keys((await loadState(folder, "m3")).progress.issues);

describe("saved state", () => {
  test("is empty for a milestone that never ran", async () => {
    expect(await loadState(join(temporaryFolder(), "none"), "m3")).toEqual({
      progress: emptyProgress("m3"),
      position: { offset: 0, seq: 0 },
      saved: { offset: 0, bytes: 0 },
      notices: [],
    });
  });

  test("is loaded without changing a file, also with an incomplete last line", async () => {
    const folder = await run(["01"], ["02"]);
    truncateSync(journalPath(folder), statSync(journalPath(folder)).size - 3);
    rmSync(document(folder));
    rmSync(`${document(folder)}.bak`);
    const before = readFileSync(journalPath(folder));
    expect(await issues(folder)).toEqual(["01"]);
    expect(readFileSync(journalPath(folder))).toEqual(before);
  });

  test("is rebuilt from the journal where the document is missing", async () => {
    const folder = await run(["01"], ["02"]);
    rmSync(document(folder));
    rmSync(`${document(folder)}.bak`);
    expect(await issues(folder)).toEqual(["01", "02"]);
  });

  test("uses the previous generation and the journal where the document is damaged, with a notice", async () => {
    const folder = await run(["01"], ["02"], ["03"]);
    damage(document(folder));
    expect(await issues(folder)).toEqual(["01", "02", "03"]);
    expect((await loadState(folder, "m3")).notices).toEqual([expect.stringContaining("damaged")]);
  });

  test("is rebuilt from the journal where both generations are damaged, with a notice", async () => {
    const folder = await run(["01"], ["02"]);
    damage(document(folder));
    damage(`${document(folder)}.bak`);
    expect(await issues(folder)).toEqual(["01", "02"]);
    expect((await loadState(folder, "m3")).notices).toEqual([expect.stringContaining("rebuilt from the journal")]);
  });

  test.each([
    [
      "damaged, and there is no journal",
      (folder: string) => {
        damage(document(folder));
        damage(`${document(folder)}.bak`);
        rmSync(journalPath(folder));
      },
    ],
    ["good, and its journal is missing", (folder: string) => rmSync(journalPath(folder))],
    ["good, and the journal is shorter than it says", (folder: string) => truncateSync(journalPath(folder), 10)],
    [
      "damaged, and so is the journal",
      (folder: string) => {
        damage(document(folder));
        damage(`${document(folder)}.bak`);
        damage(journalPath(folder));
      },
    ],
  ])("is never treated as a first run where the document is %s", async (_, damageState) => {
    const folder = await run(["01"], ["02"]);
    damageState(folder);
    await expect(loadState(folder, "m3")).rejects.toMatchObject({ code: "state-unreadable", hint: expect.any(String) });
  });

  test("is loaded completely after any damage to the document", async () => {
    const folder = await run(["01"], ["02"]);
    const good = readFileSync(document(folder));
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.uint8Array({ maxLength: 20 }), fc.boolean(), async (place, bytes, cut) => {
        const at = place % good.length;
        writeFileSync(
          document(folder),
          Buffer.concat([good.subarray(0, at), bytes, cut ? Buffer.alloc(0) : good.subarray(at + bytes.length)]),
        );
        expect(await issues(folder)).toEqual(["01", "02"]);
      }),
      { numRuns: 100 },
    );
  });

  test("is rebuilt, or reported as unreadable, where an undamaged document contains something else", async () => {
    const folder = await run(["01"]);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc
            .record({ version: fc.nat({ max: 3 }), seq: fc.integer(), offset: fc.integer(), progress: fc.jsonValue() })
            .map((value) => JSON.stringify(value)),
        ),
        async (body) => {
          await writeDurably(document(folder), body);
          const loaded = await loadState(folder, "m3").catch((error: unknown) => error);
          if (loaded instanceof Error)
            expect(loaded).toMatchObject({ name: "MilestoneError", code: "state-unreadable" });
          else expect(loaded).toMatchObject({ progress: { issues: { "01": {} } } });
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("versions of the document", () => {
  test("an older one is migrated", async () => {
    const folder = temporaryFolder();
    await writeDurably(
      document(folder),
      readFileSync(join(import.meta.dirname, "../../fixtures/state/progress-version-0.json"), "utf8"),
    );
    const { progress, position, notices } = await loadState(folder, "m3");
    expect(position).toEqual({ offset: 0, seq: 2 });
    expect(notices).toEqual([]);
    expect(progress).toMatchObject({
      title: "User auth",
      issues: { "01": { finished: ["worktree"] } },
      questions: [{ id: "q1", stop: { kind: "tests-failing" } }],
    });
    expect(progress).not.toHaveProperty("question");
  });

  test("what an older one recorded as spent is kept", async () => {
    const folder = temporaryFolder();
    const old = JSON.parse(
      readFileSync(join(import.meta.dirname, "../../fixtures/state/progress-version-0.json"), "utf8"),
    );
    old.progress.issues["01"].usage = { usd: 1.5 };
    await writeDurably(document(folder), JSON.stringify(old));
    expect((await loadState(folder, "m3")).progress.spent).toEqual({
      "01": { usd: 1.5, turns: 0, unreported: { tokens: 0, usd: 0 } },
    });
  });

  test("a newer one is refused, not rebuilt", async () => {
    const folder = await run(["01"]);
    await writeDurably(document(folder), JSON.stringify({ version: DOCUMENT_VERSION + 1, anything: true }));
    await expect(loadState(folder, "m3")).rejects.toMatchObject({
      code: "state-unreadable",
      message: expect.stringContaining(`version ${DOCUMENT_VERSION + 1}`),
      hint: expect.stringContaining("later"),
    });
  });

  test("this version reads what it wrote", async () => {
    const folder = temporaryFolder();
    await saveCheckpoint(folder, { seq: 0, offset: 0, progress: { ...emptyProgress("m3"), title: "Ümläut \ud800" } });
    expect((await loadState(folder, "m3")).progress.title).toBe("Ümläut \ud800");
  });
});

/** A state folder after runs that each started one issue and saved the document. */
async function run(...runs: readonly [string][]): Promise<string> {
  const folder = temporaryFolder();
  for (const [issue] of runs) {
    const ledger = await openLedger({
      folder,
      milestone: "m3",
      clock: realClock,
      lock: { assertHeld() {} },
      logs: { write() {}, drained: () => undefined },
      onListenerError() {},
    });
    onTestFinished(() => ledger.close());
    await ledger.record(issueStarted(issue));
    await ledger.close();
  }
  return folder;
}

function damage(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(path, bytes);
}
