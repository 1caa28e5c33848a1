import { expect, test } from "vitest";
import type { Question } from "../../../src/engine/stops/stop.ts";
import { createWaitingAnswers } from "../../../src/ui/screen/waiting-answers.ts";

const question: Question = {
  id: "q1", issue: undefined, commands: ["continue", "abort"], askedAt: "", stop: { kind: "phase-boundary", evidence: { of: "phase", phase: 1 }, fingerprints: [] },
};

test("an answer reaches the one that waits for it, once", async () => {
  const { decider, give } = createWaitingAnswers();
  const answer = decider.answer(question, new AbortController().signal);
  await give("q1", "continue");
  expect(await answer).toBe("continue");
  await expect(give("q1", "abort")).rejects.toThrow("Not asked again yet");
});

test("an answer nobody waits for is refused, so that it can be given again", async () => {
  const { give } = createWaitingAnswers();
  await expect(give("q1", "continue")).rejects.toMatchObject({ name: "MilestoneError" });
});

test("a run that ends does not wait on", async () => {
  const { decider } = createWaitingAnswers();
  const ending = new AbortController();
  const answer = decider.answer(question, ending.signal);
  ending.abort(new Error("over"));
  await expect(answer).rejects.toThrow("over");
  await expect(decider.answer(question, ending.signal)).rejects.toThrow("over");
});
