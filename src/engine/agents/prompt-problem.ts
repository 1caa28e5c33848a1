import type { FailedCheck, FailedRun, Stop } from "../model/stop.ts";
import type { TestResult } from "../model/findings/test-result.ts";
import type { ReviewFinding } from "../model/findings/review.ts";

/** Describes the stop that is to be fixed, with all its evidence, as Markdown. */
export function problemText(stop: Stop | undefined): string {
  if (stop === undefined) return "(No evidence was recorded.)";
  const { evidence } = stop;
  switch (evidence.of) {
    case "tests":
      return testsText(evidence.result);
    case "checks":
      return evidence.failed.map(checkText).join("\n\n");
    case "review":
      return ["The code review found:", ...evidence.findings.map(findingText)].join("\n\n");
    case "gate":
      return evidence.findings
        .map(({ message, file, line, remedy }) => `- ${message} (${placeOf(file, line)}). ${remedy}`)
        .join("\n");
    case "conflict":
      return conflictText(evidence.with, evidence.files);
    case "ci":
      return ["These checks failed after the push:", ...evidence.failed.map(runText)].join("\n\n");
    case "error":
      return [evidence.message, evidence.hint ?? "", fenced(evidence.detail)]
        .filter((part) => part !== "")
        .join("\n\n");
    case "plan":
      return evidence.findings
        .map(({ text, file, line, fix }) => `- ${text} (${placeOf(file, line)}). ${fix}`)
        .join("\n");
    case "phase":
      return `Phase ${evidence.phase} waits for approval.`;
    case "permission":
      return `The agent asked for permission: ${evidence.request.title}`;
  }
}

/** Puts text into a Markdown fence that is longer than any fence inside it. Returns "" for blank text. */
export function fenced(text: string | undefined): string {
  if (text === undefined || text.trim() === "") return "";
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${text.trimEnd()}\n${fence}`;
}

function testsText({ counts, failed, problem, tail }: TestResult): string {
  const headline =
    problem ??
    (counts === undefined ? "The tests fail." : `The tests fail: ${counts.failed} failed, ${counts.passed} passed.`);
  const output = tail === "" ? [] : ["The end of their output:", fenced(tail)];
  return [headline, failed.map((name) => `- ${name}`).join("\n"), ...output].filter((part) => part !== "").join("\n\n");
}

function checkText({ name, command, problem, tail }: FailedCheck): string {
  return [`\`${command}\` (${name}) fails${problem === undefined ? "." : `: ${problem}`}`, fenced(tail)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function findingText({ title, file, line, severity, detail }: ReviewFinding, index: number): string {
  const head = `${index + 1}. [${severity}] ${title}${file === "" ? "" : ` (${placeOf(file, line)})`}`;
  return detail === "" ? head : `${head}\n${detail.replaceAll(/^/gm, "   ")}`;
}

function conflictText(other: string, files: readonly string[]): string {
  return [
    `The change conflicts with \`${other}\` in these files:`,
    files.map((file) => `- ${file}`).join("\n"),
    `Look at both sides (\`git diff HEAD...${other}\`), and change these files so that the two branches merge ` +
      "and the purpose of each change is kept.",
  ].join("\n\n");
}

function runText({ name, step, url, logTail }: FailedRun): string {
  const head = `- ${name}${step === undefined ? "" : `, at ${step}`}${url === undefined ? "" : ` (${url})`}`;
  return [head, fenced(logTail)].filter((part) => part !== "").join("\n\n");
}

function placeOf(file: string, line: number | undefined): string {
  return line === undefined ? file : `${file}:${line}`;
}
