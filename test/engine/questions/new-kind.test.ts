// A new kind of stop is one file and one line in the list: this test is that file, and adds that line.
import { expect, test, vi } from "vitest";
import type { EvidenceOf, Question } from "../../../src/engine/model/stop.ts";
import { commandsFor, pendingStop, unattendedAnswer } from "../../../src/engine/questions/catalog.ts";
import type { StopDefinition } from "../../../src/engine/questions/stop-definition.ts";
import { skipReason } from "../../../src/engine/questions/stop-words.ts";
import type * as Stops from "../../../src/engine/questions/stops.ts";
import { checkFact } from "../../../src/state/journal/fact-of.ts";
import { milestoneSummary } from "../../../src/state/progress/summary.ts";
import { consequence } from "../../../src/ui/screen/text/consequences.ts";
import { evidenceLines } from "../../../src/ui/screen/text/evidence.ts";
import { UNICODE } from "../../../src/ui/screen/text/glyphs.ts";
import { questionLines } from "../../../src/ui/transcript/questions/question-lines.ts";
import { createNotices } from "../../../src/ui/webhook/notice.ts";
import { stamped } from "../../support/facts.ts";
import { progressOf, record } from "../../support/issue.ts";

const weakTests = vi.hoisted(() => ({ definition: undefined as StopDefinition<EvidenceOf<"tests">> | undefined }));

vi.mock("../../../src/engine/questions/stops.ts", async (original) => {
  const { STOPS } = await original<typeof Stops>();
  const definitions = await import("../../../src/engine/questions/stop-definition.ts");
  const definition: StopDefinition<EvidenceOf<"tests">> = {
    kind: "tests-weakened",
    form: "tests",
    ...definitions.hardStop(["approve", "skip", "abort"], "skip"),
    detect: ({ finished, tests }) =>
      finished.includes("tests") && tests?.counts?.passed === 0
        ? definitions.stopOf(definition, { of: "tests", result: tests })
        : undefined,
    words: { name: "Tests weakened", short: "weak tests", approved: "Weak tests approved" },
  };
  weakTests.definition = definition;
  return { STOPS: [...STOPS, definition] };
});

const result = { passed: true, counts: { passed: 0, failed: 0, skipped: 3 }, failed: [], tail: "3 skipped" };

test("it is detected, asked, answered, saved and shown everywhere", () => {
  const issue = record("01", { finished: ["tests"], tests: result });
  const stop = pendingStop(issue, { milestone: "m3", scopeTags: [], fixAttempts: 2 });
  if (stop === undefined) throw new Error("It was not detected");
  expect(stop.kind).toBe("tests-weakened");
  expect(commandsFor(stop, "issue")).toEqual(["approve", "skip", "abort"]);
  const question: Question = { id: "q1", issue: "01", stop, commands: commandsFor(stop, "issue"), askedAt: "" };
  expect(unattendedAnswer(question, {})).toBe("skip");

  expect(questionLines(question, progressOf([issue]))).toContain("🛑 Tests weakened");
  expect(skipReason(stop)).toBe("Test failures - see the log");
  expect(consequence("approve", stop)).toBe("go on although it fails; recorded");
  expect(
    evidenceLines(question, progressOf([issue]), UNICODE)
      .flat()
      .map(({ text }) => text),
  ).toContain("3 skipped");

  const [asked] = stamped([{ type: "question.asked", question }]);
  expect(asked && checkFact(asked).ok).toBe(true);
  expect(asked && createNotices("m3")(asked)?.text).toBe("m3 #01: Tests weakened (approve | skip | abort)");

  const decisions = [
    { at: "", question: "q1", issue: "01", stop: "tests-weakened", fingerprints: [], command: "approve", by: "user" },
  ];
  expect(milestoneSummary(progressOf([issue], { decisions: decisions as never })).commands).toEqual([
    { command: "approve", count: 1, stops: ["weak tests"] },
  ]);
});
