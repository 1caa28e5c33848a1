import { count } from "../../engine/text/count.ts";
import type { GateFinding } from "../../engine/gates/gate.ts";
import { isExhausted } from "../../engine/questions/catalogue.ts";
import type { Stop, StopKind } from "../../engine/model/stop.ts";
import { remoteLines } from "./remote-lines.ts";

/** Lines of a stop without its commands; an empty string is a paragraph break. Phase boundaries have their own page. */
export function stopLines(stop: Stop): readonly string[] {
  if (isExhausted(stop) && stop.attempt !== undefined && stop.attempt.of > 0) {
    return ["⚠️ Issue persists", "", `🛑 Fix attempts exhausted (${stop.attempt.of}/${stop.attempt.of})`];
  }
  const details = detailLines(stop);
  return [`🛑 ${headline(stop)}`, ...(details.length > 0 ? ["", ...details] : [])];
}

/** The stop in a few words, with the attempt where there is one: `Tests failing (attempt 1/2)`. */
export function headline(stop: Stop): string {
  const { attempt } = stop;
  const suffix =
    attempt !== undefined && attempt.of > 0 && !isExhausted(stop) ? ` (attempt ${attempt.number}/${attempt.of})` : "";
  return subject(stop) + suffix;
}

const NAMES: Readonly<Record<StopKind, string>> = {
  "protected-branch": "Push to a protected branch refused",
  secret: "Secret in the diff",
  "outside-worktree": "Work outside the worktree",
  "git-tampering": "Git configuration changed by the agent",
  "quality-gate": "Quality gate",
  "setup-failed": "Setup failed",
  "baseline-failing": "Baseline tests failing",
  "spec-problem": "Issue spec problem",
  "agent-failed": "Agent failed",
  "breaking-schema": "Breaking schema",
  licence: "License",
  scope: "Scope creep",
  "large-diff": "Large diff",
  "unread-file": "File that cannot be judged",
  "protected-surface": "Protected surface modified",
  "tests-failing": "Tests failing",
  "checks-failing": "Checks failing",
  review: "Code review",
  "ci-failing": "CI checks failing",
  "push-failed": "Push failed",
  "pull-request-failed": "PR failed",
  "forge-error": "Forge error",
  "merge-conflict": "Merge conflict",
  "phase-boundary": "Phase complete",
  permission: "Agent asks for permission",
};

function subject({ kind, evidence }: Stop): string {
  const name = NAMES[kind];
  switch (evidence.of) {
    case "plan":
      return `${name}: ${count(evidence.findings.length, "critical issue")}`;
    case "review": {
      const allCritical = evidence.findings.every(({ severity }) => severity === "critical");
      return `${name}: ${count(evidence.findings.length, allCritical ? "critical issue" : "issue")}`;
    }
    case "checks":
      return `${name}: ${evidence.failed.map((check) => check.name).join(", ")}`;
    case "conflict":
      return `${name} with ${evidence.with}`;
    case "gate":
      return gateSubject(kind, name, evidence);
    case "permission":
      return `${name}: ${evidence.request.tool}`;
    case "tests":
    case "error":
    case "ci":
    case "phase":
      return name;
  }
}

type GateEvidence = Extract<Stop["evidence"], { of: "gate" }>;

function gateSubject(kind: StopKind, name: string, { findings, scopeTags, milestone }: GateEvidence): string {
  const [first] = findings;
  if (first === undefined) return name;
  switch (kind) {
    case "breaking-schema":
      return `${name}: ${[...new Set(findings.map(operation))].join(", ")}`;
    case "licence":
      return first.note?.kind === "dependency" ? `${name}: ${dependency(first)}` : first.message;
    case "scope":
      return `${name}: ${findings.map(area).join(", ")} code in ${milestone.toUpperCase()} (${scopeTags[0] ?? "no scope tags"})`;
    case "large-diff":
      return first.message;
    default:
      return name;
  }
}

function detailLines({ kind, evidence }: Stop): readonly string[] {
  switch (evidence.of) {
    case "plan":
      return evidence.findings.map(({ text }, index) => `${index + 1}. ${text}`);
    case "review":
      return evidence.findings.map(
        ({ title, file, line }, index) => `${index + 1}. ${title}${file === "" ? "" : ` — ${place(file, line)}`}`,
      );
    case "tests":
      if (evidence.result.failed.length > 0) return ["Failed:", ...evidence.result.failed.map((test) => `- ${test}`)];
      return evidence.result.problem === undefined
        ? lastLines(evidence.result.tail)
        : [`Error: ${evidence.result.problem}`];
    case "checks":
      return evidence.failed.flatMap(({ problem, tail }) =>
        problem === undefined ? lastLines(tail) : [`Error: ${problem}`],
      );
    case "conflict":
      return evidence.files.map((file) => `- ${file}`);
    case "ci":
      return evidence.failed.flatMap(({ name, step, url, logTail }) => [
        `- ${[name, step, url].filter((part) => part !== undefined).join(" — ")}`,
        ...(logTail === undefined ? [] : lastLines(logTail).map((line) => `  ${line}`)),
      ]);
    case "error":
      return [
        `Error: ${evidence.message}`,
        ...(evidence.hint === undefined ? [] : [evidence.hint]),
        ...(kind === "push-failed" ? remoteLines(evidence.detail ?? "", evidence.message) : []),
        ...(kind === "setup-failed" && evidence.detail !== undefined ? lastLines(evidence.detail) : []),
      ];
    case "gate":
      return gateDetails(kind, evidence);
    case "permission":
      return permissionLines(evidence);
    case "phase":
      return [];
  }
}

/** The command whole, as far as it goes: nobody allows what they have not seen. */
function permissionLines({
  agent,
  request: { title, command, input, paths, words },
}: Extract<Stop["evidence"], { of: "permission" }>): readonly string[] {
  const what =
    command === undefined
      ? [`Wants: ${title}`, ...(input === undefined ? [] : [`Input: ${input}`])]
      : [`Command: ${command}`];
  return [...what, ...paths.map((path) => `Path: ${path}`), ...(words === "" ? [] : [`${agent} says: ${words}`])];
}

function gateDetails(kind: StopKind, { findings, scopeTags }: GateEvidence): readonly string[] {
  switch (kind) {
    case "breaking-schema":
      return findings.flatMap((finding) => [`File: ${finding.file}`, risk(finding)]);
    case "licence":
      return findings
        .slice(1)
        .map((finding) => `- ${finding.note?.kind === "dependency" ? dependency(finding) : finding.message}`);
    case "scope":
      return [
        ...findings.map(({ file, evidence }) => `Modified: ${evidence ?? file}`),
        `Scope tags: [${scopeTags.join(", ")}]`,
      ];
    case "large-diff":
      return [];
    case "protected-surface":
      return findings.map(({ file, evidence }) => `Modified: ${evidence ?? file}`);
    default:
      return findings.map(({ message, file, line }, index) => `${index + 1}. ${message} — ${place(file, line)}`);
  }
}

/** `DROP COLUMN "legacy_status"` → `DROP COLUMN`: the words before the object. */
function operation({ note, message }: GateFinding): string {
  if (note?.kind !== "migration") return message;
  return /^[A-Z][A-Z ]*[A-Z]/.exec(note.statement)?.[0] ?? note.statement;
}

function risk({ note, message }: GateFinding): string {
  return note?.kind === "migration" && note.risk !== undefined ? `Risk: ${note.risk}` : message;
}

function dependency({ note, message }: GateFinding): string {
  return note?.kind === "dependency" ? `${note.name} v${note.version} (${note.licence})` : message;
}

function area({ note, object }: GateFinding): string {
  return note?.kind === "scope" ? note.area : object;
}

function place(file: string, line: number | undefined): string {
  return line === undefined ? file : `${file}#L${line}`;
}

const MOST_TAIL = 12;

function lastLines(tail: string): readonly string[] {
  return tail.trimEnd().split("\n").slice(-MOST_TAIL);
}
