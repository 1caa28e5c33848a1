import { expect, test } from "vitest";
import { closingPullText } from "../../../src/engine/run/closing-pull-text.ts";
import { planOf, plannedIssue, progressOf, record } from "../../support/issue.ts";

test("the closing pull request lists what is done, to be merged first, skipped, and which risks were accepted", () => {
  const plan = planOf([plannedIssue("01", { github: 101 }), plannedIssue("02", { github: 102 }), plannedIssue("03")]);
  const pull = (number: number, state: "open" | "merged") => ({ number, url: undefined, title: "", state });
  const text = closingPullText(
    plan,
    progressOf([
      record("01", { state: "done", title: "Login", github: 101, pull: pull(7, "merged") }),
      record("02", {
        state: "done",
        title: "Logout",
        github: 102,
        pull: pull(8, "open"),
        approvals: [{ stop: "scope", fingerprints: [], at: "" }],
      }),
      record("03", {
        state: "skipped",
        title: "Rest",
        github: undefined,
        skipped: { reason: "not now", stop: undefined },
      }),
    ]),
  );
  expect(text.slice(text.indexOf("## "))).toBe(`## Done

- Login (#101) — PR #7, merged
- Logout (#102) — PR #8, open

## Merge these first

- [ ] #8

## Skipped

- Rest: not now

## Risks accepted

- Issue 02: scope

Closes #101
Closes #102
`);
});
