import type { GateFinding } from "../../engine/model/findings/gate-finding.ts";
import type { IssueProgress } from "../../engine/model/progress.ts";
import type { StepResult } from "../../engine/model/step-result.ts";
import type { StopKind } from "../../engine/model/stop.ts";
import { isExhausted } from "../../engine/questions/catalog.ts";
import { review as reviewStop } from "../../engine/questions/kinds/checks/review.ts";
import { pushFailed } from "../../engine/questions/kinds/forge/push-failed.ts";
import { count } from "../../engine/text/count.ts";
import { gateLines } from "./gate-lines.ts";

/** The lines at the start of a step. */
export function startLines(step: string, issue: IssueProgress | undefined): readonly string[] {
  if (step === "fix") return ["", "🔧 Fixing..."];
  if (step === "review") return ["", (issue?.reviews ?? 0) > 0 ? "🤖 Re-running code review..." : "🤖 Code review..."];
  return [];
}

/**
 * The lines at the end of a step.
 * @param retrying the kind of stop that was answered with `retry` before the step
 */
export function resultLines(
  result: StepResult,
  issue: IssueProgress | undefined,
  round: number,
  retrying: StopKind | undefined,
): readonly string[] {
  switch (result.step) {
    case "worktree":
      return [`✓ Branch: ${result.branch}`];
    case "implement":
      return [`✓ Implemented (${count(result.change.files.length, "file")}, ${count(result.change.lines, "line")})`];
    case "auto-fix":
      return result.fixed.length > 0 ? [`✓ Auto-fixed (${result.fixed.join(", ")})`] : [];
    case "gates":
      return gateLines(newFindings(result.findings, issue));
    case "tests":
      return testLines(result, issue);
    case "push":
      return retrying === pushFailed.kind || (round > 0 && result.commit !== issue?.pushed) ? ["✓ Pushed", ""] : [];
    case "pull-request":
      if (issue?.pull !== undefined) return [];
      return [`✓ PR #${result.pull.number} ${result.adopted ? "found" : "created"}`, ""];
    case "review":
      return result.findings.length === 0 ? ["✓ No issues found", ""] : [];
    case "fix":
      return [
        ...result.done.map((text) => `✓ ${text}`),
        ...(persists(result.changed, issue) ? ["⚠️ Issue persists"] : []),
      ];
    case "commit":
    case "ci":
      return [];
  }
}

/**
 * Returns whether a fix of review findings changed nothing, so that they remain. Where the attempts are used up, the
 * question itself says so.
 */
function persists(changed: boolean, issue: IssueProgress | undefined): boolean {
  const stop = issue?.fixing?.stop;
  if (changed || stop?.kind !== reviewStop.kind || stop.attempt === undefined) return false;
  return !isExhausted({ ...stop, attempt: { ...stop.attempt, number: stop.attempt.number + 1 } });
}

function newFindings(findings: readonly GateFinding[], issue: IssueProgress | undefined): readonly GateFinding[] {
  const seen = new Set(issue?.findings.map(({ fingerprint }) => fingerprint));
  return findings.filter(({ fingerprint }) => !seen.has(fingerprint));
}

function testLines(
  { result, findings }: Extract<StepResult, { step: "tests" }>,
  issue: IssueProgress | undefined,
): readonly string[] {
  const coverageLines = gateLines(
    findings.filter(({ label }) => !issue?.labels.some((known) => known.label === label)),
  );
  if (result === undefined) {
    return issue?.labels.some(({ label }) => label === "needs-test-review")
      ? []
      : ["⚠️ No test command is known", "✓ Label: needs-test-review"];
  }
  const { counts } = result;
  if (counts === undefined) return [result.passed ? "✓ Tests passing" : "✗ Tests failing", ...coverageLines];
  return [
    result.passed ? `✓ Tests: ${counts.passed} passed` : `✗ Tests: ${counts.failed} failed, ${counts.passed} passed`,
    ...coverageLines,
  ];
}
