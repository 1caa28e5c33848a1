import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fact } from "../../../src/engine/model/facts.ts";
import type { Stamped } from "../../../src/engine/model/events.ts";
import { openJournal } from "../../../src/state/journal/journal.ts";
import { encodeLine } from "../../../src/state/journal/journal-line.ts";
import { JOURNAL_START, readJournal, type JournalPosition } from "../../../src/state/journal/read-journal.ts";
import { anyFact, issueStarted, runStarted, stamped } from "../../support/facts.ts";
import { temporaryFolder } from "../../support/repository.ts";

const three = stamped([runStarted, issueStarted("01", "Ümläut \u2028 “title”"), issueStarted("02")]);

describe("journal", () => {
  test("reads what was appended, in order, also from a later position", async () => {
    const path = await written(three.slice(0, 1), three.slice(1));
    expect(await read(path)).toMatchObject({ facts: three, end: { seq: 3, offset: statSync(path).size } });
    const second = Buffer.byteLength(encodeLine(three[0]!));
    expect(await read(path, { offset: second, seq: 1 })).toMatchObject({ facts: three.slice(1), end: { seq: 3 } });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("is empty where the file does not exist", async () => {
    expect(await read(join(temporaryFolder(), "journal.ndjson"))).toEqual({ facts: [], end: JOURNAL_START });
  });

  test("contains a prefix of the facts after a cut at any byte, and continues from there", async () => {
    const path = join(temporaryFolder(), "journal.ndjson");
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyFact, { maxLength: 6 }),
        fc.nat(),
        fc.array(anyFact, { maxLength: 2 }),
        async (before, place, after) => {
          const facts = stamped(before);
          const bytes = Buffer.from(facts.map(encodeLine).join(""));
          writeFileSync(path, bytes.subarray(0, place % (bytes.length + 1)));
          const { facts: found, end } = await read(path);
          expect(found).toEqual(parsed(facts.slice(0, found.length)));

          const journal = await openJournal(path, end.offset);
          const more = stamped(after, end.seq + 1);
          await journal.append(more);
          await journal.close();
          expect((await read(path)).facts).toEqual(parsed([...facts.slice(0, found.length), ...more]));
        },
      ),
      { numRuns: 150 },
    );
  });

  test("keeps every complete line after a cut", async () => {
    const path = await written(three);
    const whole = readFileSync(path);
    const ends = three.map((_, index) =>
      Buffer.byteLength(
        three
          .slice(0, index + 1)
          .map(encodeLine)
          .join(""),
      ),
    );
    for (let cut = 0; cut <= whole.length; cut++) {
      writeFileSync(path, whole.subarray(0, cut));
      expect((await read(path)).facts.length).toBe(ends.filter((end) => end <= cut).length);
    }
  });

  test("reports a flipped bit anywhere in a complete line, with the number of the line", async () => {
    const path = await written(three);
    const whole = readFileSync(path);
    for (let bit = 0; bit < whole.length * 8; bit += 5) {
      const bytes = Buffer.from(whole);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(path, bytes);
      const line = whole
        .subarray(0, bit >> 3)
        .toString("latin1")
        .split("\n").length;
      await expect(read(path), `bit ${bit}`).rejects.toMatchObject({
        code: "state-unreadable",
        message: expect.stringContaining(`line ${line}`),
        hint: expect.stringContaining("backup"),
      });
    }
  });

  test.each([
    ["a missing fact", () => [three[0]!, three[2]!].map(encodeLine).join(""), "line 2: fact 3 follows fact 1"],
    ["a repeated fact", () => [three[0]!, three[0]!].map(encodeLine).join(""), "line 2: fact 1 follows fact 1"],
    ["an empty line", () => `${encodeLine(three[0]!)}\n${encodeLine(three[1]!)}`, "line 2"],
    ["a valid checksum of text that is not JSON", () => "e8b7be43 a\n", "line 1"],
    ["a later version", () => encodeLine({ ...three[0]!, v: 2 as 1 }), "newer milestone-tui"],
  ])("refuses %s", async (_, content, message) => {
    const path = join(temporaryFolder(), "journal.ndjson");
    writeFileSync(path, content());
    await expect(read(path)).rejects.toMatchObject({
      code: "state-unreadable",
      message: expect.stringContaining(message),
    });
  });

  test("reports a file that is shorter than the checkpoint says, and a missing file", async () => {
    const path = await written(three);
    const { end } = await read(path);
    truncateSync(path, end.offset - 1);
    await expect(read(path, end)).rejects.toMatchObject({
      code: "state-unreadable",
      message: expect.stringContaining("shorter"),
    });
    await expect(read(`${path}.gone`, end)).rejects.toMatchObject({
      code: "state-unreadable",
      message: expect.stringContaining("missing"),
    });
  });

  test("reads lines that are longer than one chunk", async () => {
    const long = stamped([
      issueStarted("01", "ä".repeat(600_000)),
      issueStarted("02", "x".repeat(300_000)),
      runStarted,
    ]);
    expect((await read(await written(long))).facts).toEqual(long);
  });
});

async function written(...batches: readonly Stamped<Fact>[][]): Promise<string> {
  const path = join(temporaryFolder(), "journal.ndjson");
  const journal = await openJournal(path, 0);
  for (const batch of batches) await journal.append(batch);
  await journal.close();
  return path;
}

async function read(
  path: string,
  from: JournalPosition = JOURNAL_START,
): Promise<{ facts: Stamped<Fact>[]; end: JournalPosition }> {
  const facts: Stamped<Fact>[] = [];
  const end = await readJournal(path, from, (fact) => facts.push(fact));
  return { facts, end };
}

/** The facts after a round trip through JSON, which keeps lone surrogates and drops `undefined`. */
function parsed(facts: readonly Stamped<Fact>[]): unknown {
  return JSON.parse(JSON.stringify(facts));
}
