import { expect, test } from "vitest";
import type { Question } from "../../../../src/engine/model/stop.ts";
import { createWaitingAnswers } from "../../../../src/ui/screen/input/waiting-answers.ts";

const question: Question = {
  id: "q1",
  issue: undefined,
  commands: ["continue", "abort"],
  askedAt: "",
  stop: { kind: "phase-boundary", evidence: { of: "phase", phase: 1 }, fingerprints: [] },
};

test("an answer reaches the engine that waits for it", async () => {
  const { decider, give } = createWaitingAnswers();
  const answer = decider.answer(question, new AbortController().signal);
  await give("q1", "continue");
  expect(await answer).toBe("continue");
});

test("an early answer is kept until its question is asked, and answers no other question", async () => {
  const { decider, give } = createWaitingAnswers();
  const ending = new AbortController();
  const given = give("q1", "continue");
  const other = decider.answer({ ...question, id: "q2" }, ending.signal);
  expect(await decider.answer(question, ending.signal)).toBe("continue");
  await given;
  ending.abort(new Error("over"));
  await expect(other).rejects.toThrow("over");
});

test("waiting for an answer ends with the run", async () => {
  const { decider } = createWaitingAnswers();
  const ending = new AbortController();
  const answer = decider.answer(question, ending.signal);
  ending.abort(new Error("over"));
  await expect(answer).rejects.toThrow("over");
  await expect(decider.answer(question, ending.signal)).rejects.toThrow("over");
});
