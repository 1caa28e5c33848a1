import { describe, expect, test } from "vitest";
import type { MilestoneEvent } from "../../../src/engine/model/events.ts";
import { emptyProgress } from "../../../src/state/progress/reduce.ts";
import { painter } from "../../../src/ui/transcript/paint.ts";
import { createTranscriptWriter } from "../../../src/ui/transcript/writer.ts";
import { issueStarted, runStarted } from "../../support/facts.ts";
import {
  ANSWERED,
  ASKING,
  asPublished,
  FAILURE_OF_09,
  finished,
  PLAN_LOADED,
  REVIEW_OF_07,
} from "../../support/three-lanes.ts";

const RULE = "═".repeat(47);
const TWO_LANES: readonly MilestoneEvent[] = [runStarted, PLAN_LOADED, { type: "lanes.changed", lanes: 2 }];

describe("the transcript of several issues at once", () => {
  test("names the issue in every line that belongs to one, and the question where several are open", () => {
    expect(linesOf([...ASKING, ...ANSWERED])).toEqual([
      RULE,
      "Starting Milestone: m3",
      RULE,
      "",
      "📋 Bootstrap",
      "✓ Milestone folder exists",
      "✓ Implementation plan loaded",
      "✓ First run detected",
      "",
      "✓ Lanes: 3",
      "✓ State validated",
      "",
      ...openingOf("07", "Starting Issue #07"),
      ...openingOf("08", "Starting Issue #08"),
      "#07 │ ✓ Branch: feat/07",
      ...openingOf("09", "Starting Issue #09"),
      "#08 │ ✓ Branch: feat/08",
      "#07 │ ✓ PR #1 created",
      "#07 │ ",
      "#07 │ 🤖 Code review...",
      "#09 │ ✓ Branch: feat/09",
      "#07 │ 🛑 Code review: 1 issue (attempt 1/2)",
      "#07 │ ",
      "#07 │ 1. Unused import — src/a.py#L3",
      "#07 │ ",
      "#07 │ fix | skip | abort",
      "#08 │ ⏳ claude: rate limit: next try 2026-01-01T01:00:00.000Z, or at once: 08 retry",
      "#09 │ 🛑 Agent failed",
      "#09 │ ",
      "#09 │ Error: It crashed",
      "#09 │ ",
      "#09 │ retry | skip | abort",
      "#09 │ ",
      "#09 │ 2 questions are open. Answer with a name: 09 retry or q2 retry",
      "#09 │   also open: q1 #07: Code review: 1 issue (attempt 1/2) (fix | skip | abort)",
      "#09 │ ",
      "#09 │ > q2 skip",
      "#09 │ ",
      "#09 │ ⏭️ Skipped Issue #09",
      "#09 │ ",
      '#09 │ Recorded in "Blocked / Needs Review"',
      "#07 │ > fix",
      "#07 │ ",
      "#07 │ 🔧 Fixing...",
      "#08 │ ✓ PR #2 created",
      ...openingOf("10", "Proceeding to Issue #10"),
      "⚠️ The webhook call failed",
      "#07 │ ✓ Removed import",
    ]);
  });

  test("has no names and no hints with one lane", () => {
    const lines = linesOf([...ASKING, ...ANSWERED].filter(({ type }) => type !== "lanes.changed").filter(isOf("07")));
    expect(lines.filter((line) => line.includes("│") || line.includes("open"))).toEqual([]);
    expect(lines).toContain("> fix");
  });

  test("names the issues from the moment there are several lanes, and until the others have ended", () => {
    const step = (issue: string) => finished(issue, { step: "auto-fix", fixed: [issue], failed: [] });
    const lines = linesOf([
      runStarted,
      PLAN_LOADED,
      issueStarted("07"),
      step("07"),
      { type: "lanes.changed", lanes: 2 },
      issueStarted("08"),
      step("07"),
      { type: "lanes.changed", lanes: 1 },
      step("08"),
      { type: "issue.done", issue: "08" },
      step("07"),
    ]);
    expect(lines.filter((line) => /Lanes|Auto/.test(line))).toEqual([
      "✓ Auto-fixed (07)",
      "✓ Lanes: 2",
      "#07 │ ✓ Auto-fixed (07)",
      "✓ Lanes: 1",
      "#08 │ ✓ Auto-fixed (08)",
      "✓ Auto-fixed (07)",
    ]);
  });

  test("says what begins a phase, what continues and what follows", () => {
    const of = (issue: string, phase: number): MilestoneEvent => ({ ...issueStarted(issue), phase }) as MilestoneEvent;
    const lines = linesOf([
      ...TWO_LANES,
      { type: "reconciled", open: 0, merged: 0 },
      { type: "issue.resumed", issue: "07" },
      of("08", 1),
      { type: "issue.done", issue: "08" },
      of("09", 1),
      of("10", 2),
      of("11", 2),
    ]);
    expect(lines.filter((line) => line.includes("→"))).toEqual([
      "#07 │ → Continuing Issue #07",
      "#08 │ → Starting Issue #08",
      "#09 │ → Proceeding to Issue #09",
      "#10 │ → Starting Phase 2, Issue #10",
      "#11 │ → Starting Issue #11",
    ]);
  });

  test("tells a second question of the same issue from the first, and a withdrawn one from both", () => {
    const second = { ...FAILURE_OF_09, issue: "07" };
    const lines = linesOf([
      ...TWO_LANES,
      { type: "question.asked", question: REVIEW_OF_07 },
      { type: "question.asked", question: second },
      { type: "question.withdrawn", id: "q2" },
    ]);
    expect(lines.filter((line) => /Answer|answer/.test(line))).toEqual([
      "#07 │ 2 questions are open. Answer with a name: q2 retry",
      "#07 │ ⏹️ No answer to q2 is needed any more",
    ]);
  });

  test("does not say how to answer what answers itself, or what an earlier run left open", () => {
    const asked: readonly MilestoneEvent[] = [
      { type: "question.asked", question: REVIEW_OF_07 },
      { type: "question.asked", question: FAILURE_OF_09 },
    ];
    const lanes: MilestoneEvent = { type: "lanes.changed", lanes: 2 };
    const hints = (events: readonly MilestoneEvent[]) => linesOf(events).filter((line) => line.includes("are open"));
    expect(hints([runStarted, lanes, ...asked])).toHaveLength(1);
    expect(hints([{ ...runStarted, autonomous: true } as MilestoneEvent, lanes, ...asked])).toEqual([]);
    expect(hints([runStarted, lanes, ...asked.slice(0, 1), runStarted, ...asked.slice(1)])).toEqual([]);
  });

  test("remembers for each issue which stop is tried again", () => {
    const stop = { ...FAILURE_OF_09.stop, kind: "push-failed" };
    const pushed = (issue: string) => finished(issue, { step: "push", commit: issue, base: undefined });
    const lines = linesOf([
      ...TWO_LANES,
      issueStarted("07"),
      issueStarted("09"),
      { type: "question.asked", question: { ...FAILURE_OF_09, stop } },
      { type: "question.answered", id: "q2", command: "retry", by: "user" },
      pushed("07"),
      pushed("09"),
    ]);
    expect(lines.filter((line) => line.includes("Pushed"))).toEqual(["#09 │ ✓ Pushed"]);
  });

  test("shows each wait once an issue, and again when the issue has gone on", () => {
    const wait = (issue: string | undefined): MilestoneEvent => {
      const until = "2026-01-01T01:00:00.000Z";
      return { type: "waiting", issue, until, reason: "CI checks", commands: [] };
    };
    const lines = linesOf([
      ...TWO_LANES,
      issueStarted("07"),
      issueStarted("09"),
      wait("07"),
      wait("09"),
      wait(undefined),
      { type: "step.started", issue: "09", step: "fix", round: 0 },
      wait("07"),
      wait("09"),
      wait(undefined),
      { type: "retrying", issue: "09" },
      wait("07"),
      wait("09"),
    ]);
    expect(lines.filter((line) => /⏳|> retry/.test(line)).map((line) => line.slice(0, 7))).toEqual([
      "#07 │ ⏳",
      "#09 │ ⏳",
      "⏳ CI ch",
      "#09 │ ⏳",
      "⏳ CI ch",
      "#09 │ >",
      "#09 │ ⏳",
    ]);
  });

  test("colors a line by its sign, behind the name of its issue", () => {
    const lines = linesOf(ASKING, true);
    expect(lines).toContain("#07 │ \u001b[32m✓ Branch: feat/07\u001b[39m");
    expect(lines).toContain("\u001b[32m✓ State validated\u001b[39m");
  });

  test("keeps what the user reads in one piece: a text of several lines stays one line", () => {
    const lines = linesOf([...TWO_LANES, { type: "notice", issue: "07", text: "one\n#08 │ ✓ two" }]);
    expect(lines.at(-1)).toBe("#07 │ ⚠️ one\\n#08 │ ✓ two");
  });
});

function openingOf(issue: string, text: string): readonly string[] {
  const lines = [`→ ${text}`, "", RULE, `Issue #${issue}: Issue ${issue} (#${100 + Number(issue)})`, RULE];
  return lines.map((line) => `#${issue} │ ${line}`);
}

function isOf(issue: string): (event: MilestoneEvent) => boolean {
  const named = (event: object) => ("issue" in event && event.issue !== undefined ? event.issue === issue : true);
  return (event) =>
    named(event.type === "question.asked" ? event.question : event) && !("id" in event && event.id === "q2");
}

function linesOf(events: readonly MilestoneEvent[], color = false): readonly string[] {
  let text = "";
  const writer = createTranscriptWriter({
    progress: emptyProgress("m3"),
    verbose: false,
    write: (more) => void (text += more),
    paint: painter(color),
  });
  for (const event of asPublished(events)) writer.watch(event);
  return text.split("\n").slice(0, -1);
}
