import { isFact, type Fact, type TransientEvent, type Stamped, type StepResult } from "../../engine/model/events.ts";
import type { GateFinding } from "../../engine/gates/gate.ts";
import { titled } from "../../engine/plan/lookup.ts";
import type { IssueProgress, Progress } from "../../engine/model/progress.ts";
import { isExhausted } from "../../engine/questions/catalogue.ts";
import type { Command, Question, StopKind } from "../../engine/model/stop.ts";
import { reduce } from "../../state/progress/reduce.ts";
import { gateLines } from "./gate-lines.ts";
import { phaseLines } from "./phase-page.ts";
import { count } from "../../engine/text/count.ts";
import { stopLines } from "./stop-lines.ts";
import { summaryLines } from "./summary-lines.ts";

/** What the transcript remembers from one event to the next. */
export interface Memory {
  readonly progress: Progress;
  readonly verbose: boolean;
  /** Between the reconciliation of a resumed run and its first issue. */
  readonly continuing: boolean;
  readonly retrying: StopKind | undefined;
  readonly waitingFor: string | undefined;
}

export function beginTranscript(progress: Progress, verbose: boolean): Memory {
  return { progress, verbose, continuing: false, retrying: undefined, waitingFor: undefined };
}

/** One event as lines of the transcript; an empty string is a paragraph break, however many follow each other. */
export function transcribe(
  memory: Memory,
  event: Stamped,
): { readonly memory: Memory; readonly lines: readonly string[] } {
  if (!isFact(event)) {
    return {
      memory: { ...memory, waitingFor: waitAfter(event, memory.waitingFor) },
      lines: transientLines(memory, event),
    };
  }
  const progress = reduce(memory.progress, event);
  return { memory: remember(memory, event, progress), lines: factLines(memory, event, progress) };
}

function remember(memory: Memory, fact: Fact, progress: Progress): Memory {
  const next = { ...memory, progress, waitingFor: undefined };
  switch (fact.type) {
    case "reconciled":
      return { ...next, continuing: true };
    case "issue.started":
    case "issue.resumed":
    case "phase.approved":
      return { ...next, continuing: false };
    case "question.answered": {
      const kind = memory.progress.questions.find(({ id }) => id === fact.id)?.stop.kind;
      return { ...next, retrying: fact.command === "retry" ? kind : undefined };
    }
    case "step.finished":
      return { ...next, retrying: undefined };
    default:
      return next;
  }
}

function factLines(
  { progress: before, continuing, retrying }: Memory,
  fact: Stamped<Fact>,
  after: Progress,
): readonly string[] {
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
        opening(before, fact.issue, fact.phase, continuing),
        "",
        ...banner(`Issue #${fact.issue}: ${titled(fact)}`),
      ];
    case "issue.resumed": {
      const issue = after.issues[fact.issue];
      const heading = issue === undefined ? [] : banner(`Issue #${fact.issue}: ${titled(issue)}`);
      return ["", `→ Continuing Issue #${fact.issue}`, "", ...heading];
    }
    case "step.started":
      return startLines(fact.step, before.issues[fact.issue]);
    case "step.finished":
      return resultLines(fact.result, before.issues[fact.issue], fact.round, retrying);
    case "issue.skipped":
      return ["", `⏭️ Skipped Issue #${fact.issue}`, "", recorded(fact.stop, fact.reason), ""];
    case "phase.approved":
      return ["", `✓ Phase ${fact.phase} approved`, ""];
    case "phase.skipped":
      return ["", `⏭️ Skipped Phase ${fact.phase}`, ""];
    case "question.asked":
      return questionLines(fact.question, after);
    case "question.answered":
      return answerLines(
        before.questions.find(({ id }) => id === fact.id),
        fact.command,
      );
    case "question.withdrawn":
      return ["", "⏹️ No answer is needed any more", ""];
    case "milestone.completed":
      return ["", ...banner(`✓ Milestone ${after.milestone.toUpperCase()} Complete`), ...summaryLines(after)];
    case "run.ended":
      return endLines(fact.reason, after.milestone);
    case "agent.replaced":
      return [`⚠️ ${fact.agent}: ${fact.message}; ${fact.by} works in its place`];
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

/** A question is its lines, an empty line, and the commands on offer on a line of their own. */
export function questionLines(question: Question, progress: Progress): readonly string[] {
  const { stop, commands } = question;
  const lines = stop.evidence.of === "phase" ? phaseLines(progress, stop.evidence.phase) : stopLines(stop);
  return ["", ...lines, "", commands.join(" | "), ""];
}

export function banner(title: string): readonly string[] {
  const rule = "═".repeat(47);
  return ["", rule, title, rule, ""];
}

function opening(before: Progress, issue: string, phase: number, continuing: boolean): string {
  if (continuing) return `→ Continuing Issue #${issue}`;
  const issues = Object.values(before.issues);
  if (issues.length === 0) return `→ Starting Issue #${issue}`;
  return issues.some((other) => other.phase === phase)
    ? `→ Proceeding to Issue #${issue}`
    : `→ Starting Phase ${phase}, Issue #${issue}`;
}

function startLines(step: string, issue: IssueProgress | undefined): readonly string[] {
  if (step === "fix") return ["", "🔧 Fixing..."];
  if (step === "review") return ["", (issue?.reviews ?? 0) > 0 ? "🤖 Re-running code review..." : "🤖 Code review..."];
  return [];
}

function resultLines(
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
      return gateLines(unseen(result.findings, issue));
    case "tests":
      return testLines(result, issue);
    case "push":
      return retrying === "push-failed" || (round > 0 && result.commit !== issue?.pushed) ? ["✓ Pushed", ""] : [];
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

/** A review whose fix changed nothing stands as it was; where attempts are used up the stop itself says so. */
function persists(changed: boolean, issue: IssueProgress | undefined): boolean {
  const stop = issue?.fixing?.stop;
  if (changed || stop?.kind !== "review" || stop.attempt === undefined) return false;
  return !isExhausted({ ...stop, attempt: { ...stop.attempt, number: stop.attempt.number + 1 } });
}

function unseen(findings: readonly GateFinding[], issue: IssueProgress | undefined): readonly GateFinding[] {
  const seen = new Set(issue?.findings.map(({ fingerprint }) => fingerprint));
  return findings.filter(({ fingerprint }) => !seen.has(fingerprint));
}

function testLines(
  { result, findings }: Extract<StepResult, { step: "tests" }>,
  issue: IssueProgress | undefined,
): readonly string[] {
  const soft = gateLines(findings.filter(({ label }) => !issue?.labels.some((known) => known.label === label)));
  if (result === undefined) {
    return issue?.labels.some(({ label }) => label === "needs-test-review")
      ? []
      : ["⚠️ No test command is known", "✓ Label: needs-test-review"];
  }
  const { counts } = result;
  if (counts === undefined) return [result.passed ? "✓ Tests passing" : "✗ Tests failing", ...soft];
  return [
    result.passed ? `✓ Tests: ${counts.passed} passed` : `✗ Tests: ${counts.failed} failed, ${counts.passed} passed`,
    ...soft,
  ];
}

/** Reasons that are a sentence of their own are quoted; the others are the stop that was just on the screen. */
function recorded(stop: StopKind | undefined, reason: string): string {
  const quoted = stop === undefined || stop === "licence" || stop === "tests-failing";
  return quoted ? `Recorded: "${reason}"` : 'Recorded in "Blocked / Needs Review"';
}

function answerLines(question: Question | undefined, command: Command): readonly string[] {
  const echo = `> ${command}`;
  const kind = question?.stop.kind;
  switch (command) {
    case "approve":
      return [
        echo,
        "",
        "✓ Approved (recorded)",
        "",
        ...(kind === "scope" && question?.issue !== undefined ? [`→ Continuing Issue #${question.issue}`, ""] : []),
      ];
    case "retry":
      return [echo, "", kind === "push-failed" ? "🔄 Retrying push..." : "🔄 Retrying..."];
    case "continue":
      return [echo, "", ...(kind === "protected-surface" ? ["✓ Label: needs-human"] : [])];
    case "allow":
      return [echo, "", "✓ Allowed (recorded)", ""];
    case "deny":
      return [echo, "", "✓ Denied (recorded)", ""];
    case "fix":
    case "skip":
    case "abort":
    case "skip-phase":
      return [echo, ""];
  }
}

export function endLines(reason: Extract<Fact, { type: "run.ended" }>["reason"], milestone: string): readonly string[] {
  const resume = `Resume with: milestone-tui ${milestone}`;
  switch (reason) {
    case "aborted":
      return ["", "⛔ Milestone aborted", "", resume];
    case "gate-refused":
      return ["", "⛔ Milestone aborted", "", "Fix issues in IMPLEMENTATION_PLAN.md", resume];
    case "input-ended":
      return ["", "⏸️ Input ended, state saved", "", resume];
    case "interrupted":
      return ["", "⏸️ Interrupted, state saved", "", resume];
    case "panic":
      return ["", "⛔ Everything stopped, state saved", "", resume];
  }
}

function transientLines({ verbose, waitingFor }: Memory, event: TransientEvent): readonly string[] {
  switch (event.type) {
    case "notice":
      return [`⚠️ ${event.text}`];
    case "explained":
      return verbose ? [`  · ${event.text}`] : [];
    case "waiting":
      return waitAfter(event, waitingFor) === waitingFor
        ? []
        : [
            `⏳ ${event.reason}: next try ${event.until}${event.commands.includes("retry") ? ", or at once: retry" : ""}`,
          ];
    case "retrying":
      return ["> retry", "", "🔄 Retrying..."];
    case "log":
    case "activity":
      return [];
  }
}

/** What is waited for, by which it is told once: a poll by its reason, a limit with the time of its next try. */
function waitAfter(event: TransientEvent, before: string | undefined): string | undefined {
  if (event.type === "retrying") return undefined;
  if (event.type !== "waiting") return before;
  return event.commands.length === 0 ? event.reason : `${event.reason} ${event.until}`;
}
