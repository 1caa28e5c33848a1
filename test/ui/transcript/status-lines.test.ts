import { expect, test } from "vitest";
import { isFact, type MilestoneEvent } from "../../../src/engine/model/events.ts";
import type { Progress } from "../../../src/engine/model/progress.ts";
import { emptyProgress, reduce } from "../../../src/state/progress/reduce.ts";
import { withIssuePrefix } from "../../../src/ui/transcript/issue-prefix.ts";
import type { Wait } from "../../../src/ui/transcript/memory/waits.ts";
import { statusLines } from "../../../src/ui/transcript/status-lines.ts";
import { summaryLines } from "../../../src/ui/transcript/summary-lines.ts";
import { ANSWERED, ASKING, asPublished } from "../../support/three-lanes.ts";

const UNTIL = "2026-01-01T01:00:00.000Z";
const WAITS: readonly Wait[] = [
  { issue: "08", reason: "claude: rate limit", until: UNTIL, commands: ["retry"] },
  { issue: undefined, reason: "GitHub rate limit", until: UNTIL, commands: ["retry"] },
];

test("status says what each issue waits for", () => {
  const lines = statusLines(progressAfter(ASKING), undefined, WAITS);
  expect(lines.filter((line) => /^ {2}#0|Waits/.test(line))).toEqual([
    "  #07 — Issue 07 (#107), PR #1 (open): review, waits for an answer to q1",
    `  #08 — Issue 08 (#108): implement, waits: claude: rate limit: next try ${UNTIL}, or at once: 08 retry`,
    "  #09 — Issue 09 (#109): worktree, waits for an answer to q2",
    `Waits: GitHub rate limit: next try ${UNTIL}, or at once: retry`,
  ]);
});

test("status shows all issues until only one is at work, however few lanes there are by then", () => {
  const begun = (issue: string): MilestoneEvent => ({ type: "step.started", issue, step: "tests", round: 0 });
  const fallen: readonly MilestoneEvent[] = [...ASKING, { type: "lanes.changed", lanes: 1 }];
  expect(statusLines(progressAfter([...fallen, begun("07")]))).toContain("Issues:");
  expect(statusLines(progressAfter(fallen.filter((event) => event.type !== "step.started")))).not.toContain("Issues:");
});

test("status with one lane shows one issue and its pull request", () => {
  const progress = progressAfter(ASKING.filter(({ type }) => type !== "lanes.changed" && type !== "step.started"));
  expect(statusLines(progress, progress.questions[0], WAITS)).toEqual([
    "📊 Current State",
    "",
    "Milestone: m3",
    "Phase: 1 of 2",
    "Issue: #07 — Issue 07 (#107)",
    "PR: #1 (open)",
    "",
    "Progress:",
    "  ✅ Done: 0",
    "  ⏳ Current: 3",
    "  📋 Remaining: 2",
    "  ⏭️ Skipped: 0",
    "",
    "Open PRs: 1",
    "  #1",
  ]);
});

test("the closing page lists issues in plan order, in whatever order they ended", () => {
  const skipped = (issue: string): MilestoneEvent => {
    return { type: "issue.skipped", issue, title: issue, phase: 1, reason: "Agent failed", stop: "agent-failed" };
  };
  const lines = summaryLines(progressAfter([...ASKING, skipped("09"), skipped("08"), skipped("07")]));
  expect(lines).toContain("  ⏭️ Skipped: 3 (#07, #08, #09)");
  expect(lines).toContain("2. Address skipped issues #07, #08, #09 if needed");
  expect(statusLines(progressAfter([...ASKING, ...ANSWERED])).slice(-2)).toEqual(["Open PRs: 2", "  #1, #2"]);
});

test("lines name their issue without the empty ones around them", () => {
  expect(withIssuePrefix(["", "a", "", "b", ""], "07")).toEqual(["#07 │ a", "#07 │ ", "#07 │ b"]);
  expect(withIssuePrefix(["", "a", ""], undefined)).toEqual(["", "a", ""]);
  expect(withIssuePrefix([""], "07")).toEqual([]);
});

function progressAfter(events: readonly MilestoneEvent[]): Progress {
  return asPublished(events).filter(isFact).reduce(reduce, emptyProgress("m3"));
}
