import { expect, test } from "vitest";
import { cleanEvent } from "../../../src/state/ledger/clean-event.ts";
import type { Fact } from "../../../src/engine/model/facts.ts";

const clean = (text: string) => text.replaceAll("bad", "good");

test("every text is cleaned, at any depth", () => {
  const fact: Fact = {
    type: "step.finished",
    issue: "01",
    round: 0,
    result: {
      step: "review",
      findings: [{ title: "bad", file: "bad.ts", line: 1, severity: "warning", detail: "as bad" }],
    },
  };
  expect(cleanEvent(fact, clean)).toEqual({
    ...fact,
    result: {
      step: "review",
      findings: [{ title: "good", file: "good.ts", line: 1, severity: "warning", detail: "as good" }],
    },
  });
});

test("ids, branches and commits are not cleaned", () => {
  const fact: Fact = {
    type: "step.finished",
    issue: "bad",
    round: 0,
    result: { step: "worktree", branch: "feat/bad", base: { branch: "bad", commit: "bad" }, path: "/w" },
  };
  expect(cleanEvent(fact, clean)).toBe(fact);
});
