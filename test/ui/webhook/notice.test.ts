import { expect, test } from "vitest";
import type { Stamped } from "../../../src/engine/model/events.ts";
import { createNotices } from "../../../src/ui/webhook/notice.ts";
import { ANSWERED, ASKING, asPublished, FAILURE_OF_09, REVIEW_OF_07 } from "../../support/three-lanes.ts";

const askedAgain = { type: "question.asked", question: REVIEW_OF_07 } as const;

test("a question is told with its name where several are open, and once however often it is asked", () => {
  const failure = { ...FAILURE_OF_09, id: "q3" };
  const asked = { type: "question.asked", question: failure } as const;
  const notices = noticesOf([...asPublished([...ASKING, askedAgain, ...ANSWERED, asked, askedAgain])]);
  expect(notices.map(({ text, question, open }) => ({ text, question, open }))).toEqual([
    { text: "m3 #07: Code review: 1 issue (attempt 1/2) (fix | skip | abort)", question: "q1", open: 1 },
    { text: "m3 #09 q2: Agent failed (retry | skip | abort); 2 questions are open", question: "q2", open: 2 },
    { text: "m3 #09: Agent failed (retry | skip | abort)", question: "q3", open: 1 },
  ]);
});

test("a question ends to be open with its answer, its withdrawal, its issue, or the run that asked it", () => {
  const other = { type: "question.asked", question: FAILURE_OF_09 } as const;
  const open = (...between: Parameters<typeof asPublished>[0]) =>
    noticesOf(asPublished([askedAgain, ...between, other])).at(-1)?.open;
  expect(open()).toBe(2);
  expect(open({ type: "question.answered", id: "q1", command: "fix", by: "user" })).toBe(1);
  expect(open({ type: "question.withdrawn", id: "q1" })).toBe(1);
  expect(open({ type: "issue.done", issue: "07" })).toBe(1);
  expect(open({ type: "issue.done", issue: "08" })).toBe(2);
  expect(open({ type: "run.started", milestone: "m3", resumed: true, version: "1", autonomous: false })).toBe(1);
});

function noticesOf(events: readonly Stamped[]) {
  const noticeOf = createNotices("m3");
  return events.flatMap((event) => noticeOf(event) ?? []);
}
