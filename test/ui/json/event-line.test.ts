import { expect, test } from "vitest";
import { eventLine } from "../../../src/ui/json/event-line.ts";
import { stamped } from "../../support/facts.ts";

test("an event is one line of JSON", () => {
  const [event] = stamped([{ type: "issue.done", issue: "07" }]);
  expect(event && JSON.parse(eventLine(event))).toEqual({ ...event });
  expect(event && eventLine(event).indexOf("\n")).toBe(event && eventLine(event).length - 1);
});

test("the hint of an error is printed under its old name as well", () => {
  const evidence = { of: "error", message: "No login", hint: "Log in." } as const;
  const [event] = stamped([
    {
      type: "question.asked",
      question: {
        id: "q1",
        issue: "07",
        stop: { kind: "agent-failed", evidence, fingerprints: [] },
        commands: ["retry", "skip", "abort"],
        askedAt: "2026-01-01T00:00:00.000Z",
      },
    },
  ]);
  const printed = event && JSON.parse(eventLine(event));
  expect(printed.question.stop.evidence).toEqual({ ...evidence, mend: "Log in." });
});
