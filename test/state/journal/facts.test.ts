import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { factSchema } from "../../../src/engine/model/facts.ts";
import { loadState } from "../../../src/state/journal/load-state.ts";
import { issueStarted, runStarted, stamped } from "../../support/facts.ts";

const [started, issue] = stamped([runStarted, issueStarted("01")]);
const next = { v: 1, seq: 3, at: "2026-01-01T00:00:03.000Z" };

describe("an invalid fact is refused with the number of its line", () => {
  test.each([
    ["an unknown fact", { type: "issue.exploded", issue: "01" }, 'there is no fact called "issue.exploded"'],
    ["a missing key", { type: "issue.done" }, "issue.done: issue: "],
    ["a key of another type", { type: "phase.started", phase: "one" }, "phase.started: phase: "],
    ["an unknown step", { type: "step.started", issue: "01", step: "dance", round: 0 }, "step.started: step: "],
    [
      "an unknown kind of stop",
      {
        type: "question.asked",
        question: {
          id: "q1",
          stop: { kind: "earthquake", evidence: { of: "error", message: "" }, fingerprints: [] },
          commands: ["abort"],
          askedAt: "",
        },
      },
      'there is no kind of stop called "earthquake"',
    ],
  ])("%s", async (_, fact, problem) => {
    const folder = journalOf(started, issue, { ...fact, ...next });
    await expect(loadState(folder, "m3")).rejects.toMatchObject({
      code: "state-unreadable",
      message: expect.stringContaining("has an invalid fact in line 3: "),
    });
    await expect(loadState(folder, "m3")).rejects.toThrow(problem);
  });
});

test("a hint that an earlier version wrote under another name is read", async () => {
  const evidence = { of: "error", message: "No login", mend: "Log in." };
  const question = {
    id: "q1",
    issue: "01",
    stop: { kind: "agent-failed", evidence, fingerprints: [] },
    commands: ["retry", "skip", "abort"],
    askedAt: "",
  };
  const { progress } = await loadState(journalOf(started, issue, { type: "question.asked", question, ...next }), "m3");
  expect(progress.questions[0]?.stop.evidence).toEqual({ of: "error", message: "No login", hint: "Log in." });
});

test("a key that a later version adds is no reason to refuse a fact", () => {
  expect(factSchema.safeParse({ type: "issue.done", issue: "01", mood: "good" }).success).toBe(true);
});

function journalOf(...facts: readonly unknown[]): string {
  const folder = mkdtempSync(join(tmpdir(), "milestone-journal-"));
  const lines = facts.map((fact) => {
    const json = JSON.stringify(fact);
    return `${crc32(json).toString(16).padStart(8, "0")} ${json}\n`;
  });
  writeFileSync(join(folder, "journal.ndjson"), lines.join(""));
  return folder;
}
