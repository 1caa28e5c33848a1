// Translates events into log lines of the screen.
import type { Activity } from "../../../engine/model/transient-events.ts";
import type { IssueFact, RunFact } from "../../../engine/model/facts.ts";
import type { Stamped } from "../../../engine/model/events.ts";
import type { StepResult } from "../../../engine/model/step-result.ts";
import { plural } from "../text/format.ts";
import type { LogKey, LogKind, NewLines } from "./log-entry.ts";

/** Returns the lines that an event adds, and the log to which it adds them. */
export function logLinesOf(event: Stamped): { readonly log: LogKey; readonly lines: readonly NewLines[] } {
  switch (event.type) {
    case "log":
      return { log: event.issue, lines: textLines("output", event.source, event.text) };
    case "activity":
      return { log: event.issue, lines: activityLines(event.activity) };
    case "explained":
      return { log: event.issue, lines: textLines("note", "engine", event.text) };
    case "notice":
      return { log: event.issue, lines: textLines("warning", "engine", event.text) };
    case "waiting":
      return {
        log: event.issue,
        lines: textLines("warning", "engine", `${event.reason}; next try ${event.until.slice(11, 19)} UTC`),
      };
    case "retrying":
      return { log: event.issue, lines: textLines("note", "engine", "trying again at once") };
    case "issue.started":
    case "issue.resumed":
    case "issue.restarted":
    case "issue.reopened":
    case "issue.restacked":
    case "step.started":
    case "step.finished":
    case "usage.recorded":
    case "agent.replaced":
    case "label.added":
    case "issue.skipped":
    case "issue.retried":
    case "issue.done":
    case "pull.observed":
      return { log: event.issue, lines: issueLines(event) };
    case "run.started":
    case "plan.loaded":
    case "review.started":
    case "plan.reviewed":
    case "base.ready":
    case "baseline.checked":
    case "lanes.changed":
    case "run.validated":
    case "reconcile.started":
    case "reconciled":
    case "phase.started":
    case "phase.completed":
    case "phase.approved":
    case "phase.skipped":
    case "question.asked":
    case "question.answered":
    case "question.withdrawn":
    case "milestone.completed":
    case "run.ended":
      return { log: undefined, lines: runLines(event) };
  }
}

type IssueEvent = IssueFact | Extract<RunFact, { type: "pull.observed" }>;
type RunEvent = Exclude<RunFact, { type: "pull.observed" }>;

function activityLines(activity: Activity): readonly NewLines[] {
  switch (activity.kind) {
    case "message":
    case "thought":
      return textLines(activity.kind, "agent", activity.text);
    case "tool": {
      const state = activity.state === "failed" ? " (failed)" : activity.state === "done" ? "" : " …";
      return [
        {
          kind: "tool",
          source: "agent",
          text: `${activity.tool}  ${oneLine(activity.title)}${state}`,
          key: activity.id,
        },
      ];
    }
    case "permission":
      return [
        engineLine(
          activity.allowed ? "note" : "warning",
          `permission ${activity.allowed ? "given" : "refused"}: ${oneLine(activity.title)}`,
        ),
      ];
    case "plan":
    case "usage":
      return [];
  }
}

function issueLines(event: IssueEvent): readonly NewLines[] {
  switch (event.type) {
    case "step.started":
      return [engineLine("heading", event.round > 0 ? `${event.step} (round ${event.round + 1})` : event.step)];
    case "step.finished":
      return resultLines(event.result);
    case "agent.replaced":
      return [engineLine("warning", `${event.agent}: ${oneLine(event.message)}; ${event.by} works in its place`)];
    case "label.added":
      return [engineLine("warning", `label ${event.label}: ${event.reason}`)];
    case "issue.skipped":
      return [engineLine("warning", `skipped: ${event.reason}`)];
    case "issue.done":
      return [engineLine("good", "done")];
    case "issue.restarted":
      return [
        engineLine(
          "note",
          `its worktree was gone: restarted${event.kept.length === 0 ? "" : ` after ${event.kept.join(", ")}`}`,
        ),
      ];
    case "issue.reopened":
      return [
        engineLine(
          "note",
          event.asked.length > 0 ? "reopened: changes were requested" : "reopened: its pull request needs it",
        ),
      ];
    case "issue.restacked":
      return [
        engineLine("warning", `conflicts with #${event.issueBelow} in ${event.files.join(", ")}: built on it now`),
      ];
    case "pull.observed":
      return [engineLine("note", `PR #${event.pull.number} is ${event.pull.state}`)];
    case "usage.recorded":
    case "issue.started":
    case "issue.resumed":
    case "issue.retried":
      return [];
  }
}

function resultLines(result: StepResult): readonly NewLines[] {
  switch (result.step) {
    case "worktree":
      return [engineLine("good", `branch ${result.branch}`)];
    case "implement":
      return [
        engineLine(
          "good",
          `implemented: ${plural(result.change.files.length, "file")}, ${plural(result.change.lines, "line")}`,
        ),
        ...doneLines(result.done),
      ];
    case "fix":
      return [
        engineLine(result.changed ? "good" : "warning", result.changed ? "changed" : "nothing changed"),
        ...doneLines(result.done),
      ];
    case "auto-fix":
      return result.fixed.length === 0 ? [] : [engineLine("good", `auto-fixed: ${result.fixed.join(", ")}`)];
    case "gates":
      return result.findings.map((finding) =>
        engineLine(finding.tier === "none" ? "note" : "warning", finding.message),
      );
    case "tests":
      return [testLine(result.result)];
    case "commit":
      return [engineLine("good", `commit ${result.commit.slice(0, 10)}`)];
    case "push":
      return [engineLine("good", `pushed ${result.commit.slice(0, 10)}`)];
    case "pull-request":
      return [engineLine("good", `PR #${result.pull.number} ${result.adopted ? "found" : "created"}`)];
    case "review":
      return [reviewLine(result.findings.length)];
    case "ci":
      return [
        result.failed.length === 0
          ? engineLine("good", "CI: nothing failed")
          : engineLine("bad", `CI failed: ${result.failed.map(({ name }) => name).join(", ")}`),
      ];
  }
}

function testLine(result: Extract<StepResult, { step: "tests" }>["result"]): NewLines {
  if (result === undefined) return engineLine("note", "no test command");
  const { counts, passed } = result;
  const words =
    counts === undefined
      ? passed
        ? "passing"
        : "failing"
      : counts.failed > 0
        ? `${counts.failed} failed, ${counts.passed} passed`
        : `${counts.passed} passed`;
  return engineLine(passed ? "good" : "bad", `tests: ${words}`);
}

function reviewLine(findings: number): NewLines {
  return findings === 0
    ? engineLine("good", "review: no issues found")
    : engineLine("warning", `review: ${plural(findings, "issue")}`);
}

function runLines(event: RunEvent): readonly NewLines[] {
  switch (event.type) {
    case "run.started":
      return [engineLine("heading", event.resumed ? `${event.milestone} resumed` : `${event.milestone} started`)];
    case "plan.loaded":
      return [
        engineLine(
          "good",
          `plan loaded: ${plural(event.phases.length, "phase")}, ${plural(
            event.phases.reduce((sum, { issues }) => sum + issues.length, 0),
            "issue",
          )}`,
        ),
      ];
    case "plan.reviewed":
      return event.findings.map(({ severity, text }) =>
        engineLine(severity === "critical" ? "bad" : severity === "warning" ? "warning" : "note", text),
      );
    case "base.ready":
      return [engineLine("good", `base branch ${event.base.branch}`)];
    case "baseline.checked":
      return [engineLine(event.tests === "failing" ? "bad" : "good", `baseline tests: ${event.tests}`)];
    case "lanes.changed":
      return [engineLine("note", plural(event.lanes, "lane"))];
    case "run.validated":
      return [engineLine("good", "state validated")];
    case "reconciled":
      return [engineLine("good", `reconciled: ${plural(event.open, "open PR")}, ${event.merged} merged`)];
    case "phase.started":
      return [engineLine("heading", `phase ${event.phase}`)];
    case "phase.completed":
      return [engineLine("good", `phase ${event.phase} complete`)];
    case "phase.approved":
    case "phase.skipped":
      return [engineLine("note", `phase ${event.phase} ${event.type === "phase.approved" ? "approved" : "skipped"}`)];
    case "question.answered":
      return [engineLine("note", `answered ${event.command}${event.by === "unattended" ? " (unattended)" : ""}`)];
    case "question.withdrawn":
      return [engineLine("note", "a question was withdrawn")];
    case "milestone.completed":
      return [engineLine("good", "milestone complete")];
    case "run.ended":
      return [engineLine("warning", `run ended: ${event.reason}`)];
    case "review.started":
    case "reconcile.started":
    case "question.asked":
      return [];
  }
}

function doneLines(done: readonly string[]): readonly NewLines[] {
  return done.map((text) => engineLine("note", oneLine(text)));
}

function textLines(kind: LogKind, source: NewLines["source"], text: string): readonly NewLines[] {
  return [{ kind, source, text: text.trimEnd() }];
}

function engineLine(kind: LogKind, text: string): NewLines {
  return { kind, source: "engine", text };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ");
}
