import type { Stamped } from "../../engine/model/events.ts";
import type { Fact } from "../../engine/model/facts.ts";
import { titleWithNumber } from "../../engine/plan/lookup.ts";
import { count } from "../../engine/text/count.ts";
import { banner } from "./banner.ts";
import { lanesOf } from "../../state/progress/selectors.ts";
import { endLines } from "./end-lines.ts";
import { howToAnswerLines } from "./questions/open-question-lines.ts";
import { answerLines, questionLines, recordedLine } from "./questions/question-lines.ts";
import { resultLines, startLines } from "./step-lines.ts";
import { summaryLines } from "./summary-lines.ts";
import { isInterleaved, type Memory } from "./memory/memory.ts";

/**
 * Returns the lines of a fact.
 * @param next the memory after the fact
 */
export function factLines(memory: Memory, fact: Stamped<Fact>, next: Memory): readonly string[] {
  const { progress: before } = memory;
  const { progress: after } = next;
  switch (fact.type) {
    case "run.started":
      return banner(`${fact.resumed ? "Resuming" : "Starting"} Milestone: ${fact.milestone}`);
    case "plan.loaded":
      if (before.starts > 1) return [];
      return ["📋 Bootstrap", "✓ Milestone folder exists", "✓ Implementation plan loaded", "✓ First run detected", ""];
    case "review.started":
      return ["", "🔍 Quality Gate", "Invoking plan-review...", ""];
    case "plan.reviewed": {
      const warnings = fact.findings.filter(({ severity }) => severity === "warning");
      if (fact.findings.some(({ severity }) => severity === "critical")) return [];
      return [
        `✓ Passed (0 critical, ${count(warnings.length, "warning")})`,
        ...warnings.map(({ text }) => `  ⚠️ ${text}`),
        "",
      ];
    }
    case "base.ready":
      if (before.base !== undefined) return [];
      return [
        `✓ Base branch: ${fact.base.branch}`,
        ...(fact.scopeTags.length > 0 ? [`✓ Scope tags: [${fact.scopeTags.join(", ")}]`] : []),
      ];
    case "run.validated":
      return ["✓ State validated", ""];
    case "reconcile.started":
      return ["", "🔄 Reconcile"];
    case "reconciled":
      return [
        `✓ Found ${count(fact.open, "open PR")}`,
        ...(fact.merged > 0 ? [`✓ ${count(fact.merged, "PR")} merged since last run`] : []),
        ...(fact.current === undefined ? [] : [`✓ Current: Issue #${fact.current}`]),
        "",
      ];
    case "issue.started":
      return [
        "",
        opening(memory, fact.issue, fact.phase),
        "",
        ...banner(`Issue #${fact.issue}: ${titleWithNumber(fact)}`),
      ];
    case "issue.resumed": {
      const issue = after.issues[fact.issue];
      const heading = issue === undefined ? [] : banner(`Issue #${fact.issue}: ${titleWithNumber(issue)}`);
      return ["", `→ Continuing Issue #${fact.issue}`, "", ...heading];
    }
    case "step.started":
      return startLines(fact.step, before.issues[fact.issue]);
    case "step.finished":
      return resultLines(fact.result, before.issues[fact.issue], fact.round, memory.retrying[fact.issue]);
    case "issue.skipped":
      return ["", `⏭️ Skipped Issue #${fact.issue}`, "", recordedLine(fact.stop, fact.reason), ""];
    case "phase.approved":
      return ["", `✓ Phase ${fact.phase} approved`, ""];
    case "phase.skipped":
      return ["", `⏭️ Skipped Phase ${fact.phase}`, ""];
    case "question.asked":
      return [...questionLines(fact.question, after), ...howToAnswerLines(fact.question, next)];
    case "question.answered":
      return answerLines(
        before.questions.find(({ id }) => id === fact.id),
        fact.command,
        isOneOfSeveral(memory) ? fact.id : undefined,
      );
    case "question.withdrawn":
      return ["", `⏹️ No answer ${isOneOfSeveral(memory) ? `to ${fact.id} ` : ""}is needed any more`, ""];
    case "milestone.completed":
      return ["", ...banner(`✓ Milestone ${after.milestone.toUpperCase()} Complete`), ...summaryLines(after)];
    case "run.ended":
      return endLines(fact.reason, after.milestone);
    case "agent.replaced":
      return [`⚠️ ${fact.agent}: ${fact.message}; ${fact.by} works in its place`];
    case "issue.restacked": {
      const other = fact.pull === undefined ? `#${fact.issueBelow}` : `PR #${fact.pull} (#${fact.issueBelow})`;
      return [`⚠️ Conflicts with ${other} in ${fact.files.join(", ")}`, `→ Building on #${fact.issueBelow}`];
    }
    case "lanes.changed":
      return fact.lanes === lanesOf(before) ? [] : [`✓ Lanes: ${fact.lanes}`];
    case "baseline.checked":
    case "pull.observed":
    case "phase.started":
    case "phase.completed":
    case "usage.recorded":
    case "label.added":
    case "issue.restarted":
    case "issue.reopened":
    case "issue.retried":
    case "issue.done":
      return [];
  }
}

function opening(memory: Memory, issue: string, phase: number): string {
  const issues = Object.values(memory.progress.issues);
  const inPhase = issues.filter((other) => other.phase === phase);
  if (memory.continuing) return `→ Continuing Issue #${issue}`;
  if (issues.length === 0) return `→ Starting Issue #${issue}`;
  if (inPhase.length === 0) return `→ Starting Phase ${phase}, Issue #${issue}`;
  // No issue has made room for this one while those that began the phase are still at work.
  const isBeside = isInterleaved(memory) && inPhase.every(({ state }) => state === "active");
  return `→ ${isBeside ? "Starting" : "Proceeding to"} Issue #${issue}`;
}

/** Whether a question has to be told apart from others that are open. */
function isOneOfSeveral(memory: Memory): boolean {
  return isInterleaved(memory) && memory.open.length > 1;
}
