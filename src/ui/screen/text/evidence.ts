// What a stop has to show, as lines: findings, failing tests, excerpts, the end of an output.
import type { GateFinding } from "../../../engine/gates/gate.ts";
import type { PlanFinding } from "../../../engine/model/plan.ts";
import type { Progress } from "../../../engine/model/progress.ts";
import type { ReviewFinding } from "../../../engine/model/review.ts";
import type { Evidence, Question } from "../../../engine/model/stop.ts";
import { span } from "./line.ts";
import type { Line } from "./line.ts";
import type { Glyphs } from "./glyphs.ts";
import { rowsOf } from "../model/rows.ts";
import type { Tone } from "./theme.ts";

/** Lines of a tool's output worth showing beside a question; the log has all of it. */
const TAIL = 20;

export function evidenceLines({ stop: { evidence } }: Question, progress: Progress, glyphs: Glyphs): readonly Line[] {
  switch (evidence.of) {
    case "plan":
      return evidence.findings
        .filter(({ severity }) => severity === "critical")
        .flatMap((finding, index) => planLines(finding, index, glyphs));
    case "gate":
      return [...evidence.findings.flatMap((finding) => gateLines(finding, glyphs)), ...scopeLines(evidence)];
    case "tests":
      return testLines(evidence.result, glyphs);
    case "checks":
      return evidence.failed.flatMap(({ name, command, tail, problem }) => [
        [span(name, "bad", { bold: true }), span(`  ${command}`, "muted")],
        ...(problem === undefined ? [] : [[span(problem)]]),
        ...output(tail, glyphs),
      ]);
    case "review":
      return evidence.findings.flatMap((finding, index) => reviewLines(finding, index));
    case "error":
      return [
        [span(evidence.message)],
        ...(evidence.hint === undefined ? [] : [advice(evidence.hint, glyphs)]),
        ...output(evidence.detail ?? "", glyphs),
      ];
    case "conflict":
      return [
        [span("Changed on both sides, here and on "), span(evidence.with, "accent")],
        ...evidence.files.map((file) => item(file, glyphs)),
      ];
    case "ci":
      return evidence.failed.flatMap(({ name, step, url, logTail }) => [
        [span(name, "bad", { bold: true }), ...(step === undefined ? [] : [span(`  ${step}`, "muted")])],
        ...(url === undefined ? [] : [[span(url, "link", { url })]]),
        ...output(logTail ?? "", glyphs),
      ]);
    case "phase":
      return phaseLines(evidence.phase, progress, glyphs);
    case "permission":
      return permissionLines(evidence, glyphs);
  }
}

/** The first place in a file that the evidence names, for the editor. */
export function placeInEvidence(
  evidence: Evidence,
): { readonly file: string; readonly line: number | undefined } | undefined {
  switch (evidence.of) {
    case "gate":
    case "review":
      return evidence.findings.find(({ file }) => file !== "");
    case "conflict":
      return evidence.files[0] === undefined ? undefined : { file: evidence.files[0], line: undefined };
    case "plan":
    case "tests":
    case "checks":
    case "error":
    case "ci":
    case "phase":
    case "permission":
      return undefined;
  }
}

export function reviewLines({ title, file, line, severity, detail }: ReviewFinding, index: number): readonly Line[] {
  return [
    [
      span(`${index + 1}. `, "muted"),
      span(title, undefined, { bold: true }),
      span(`  ${severity}`, severity === "critical" ? "bad" : "warn"),
    ],
    ...place(file, line),
    ...(detail === "" ? [] : detail.split("\n").map((text) => [span(`   ${text}`)])),
  ];
}

export function gateLines(
  { message, file, line, evidence, remedy, note }: GateFinding,
  glyphs: Glyphs,
): readonly Line[] {
  return [
    [span(message, undefined, { bold: true })],
    ...place(file, line),
    ...(note?.kind === "migration" && note.risk !== undefined ? [[span("   Risk  ", "warn"), span(note.risk)]] : []),
    ...output(evidence ?? "", glyphs, diffTone),
    ...(remedy === "" ? [] : [advice(remedy, glyphs)]),
  ];
}

/** Whole, however long: nobody allows what they have not seen. */
function permissionLines(
  { agent, request: { title, command, input, paths, words } }: Extract<Evidence, { of: "permission" }>,
  glyphs: Glyphs,
): readonly Line[] {
  const gutter = span(`   ${glyphs.gutter} `, "border");
  return [
    [span(agent, "accent"), span(" wants: "), span(title, undefined, { bold: true })],
    ...(command ?? input ?? "")
      .split("\n")
      .filter((line, _, lines) => lines.length > 1 || line !== "")
      .map((line) => [gutter, span(line, "code")]),
    ...paths.map((path) => [span("   Path  ", "muted"), span(path, "accent")]),
    ...(words === "" ? [] : [[span("It says:", "muted")], ...output(words, glyphs)]),
  ];
}

/** Output of a tool, set apart by a gutter. */
export function output(
  text: string,
  glyphs: Glyphs,
  toneOf: (line: string) => Tone | undefined = () => undefined,
): readonly Line[] {
  const lines = text.replace(/\s+$/, "").split("\n");
  if (lines.length === 1 && lines[0] === "") return [];
  return lines.slice(-TAIL).map((line) => [span(`   ${glyphs.gutter} `, "border"), span(line, toneOf(line) ?? "code")]);
}

export function diffTone(line: string): Tone | undefined {
  if (line.startsWith("+++") || line.startsWith("---") || line.startsWith("diff ")) return "muted";
  if (line.startsWith("@@")) return "accent";
  if (line.startsWith("+")) return "added";
  return line.startsWith("-") ? "removed" : undefined;
}

function planLines({ text, file, line, fix }: PlanFinding, index: number, glyphs: Glyphs): readonly Line[] {
  return [
    [span(`${index + 1}. `, "muted"), span(text, undefined, { bold: true })],
    ...place(file, line),
    advice(fix, glyphs),
  ];
}

function scopeLines({ scopeTags }: Extract<Evidence, { of: "gate" }>): readonly Line[] {
  return scopeTags.length === 0 ? [] : [[span("Scope tags ", "muted"), span(`[${scopeTags.join(", ")}]`)]];
}

function testLines(
  { counts, failed, problem, tail }: Extract<Evidence, { of: "tests" }>["result"],
  glyphs: Glyphs,
): readonly Line[] {
  return [
    ...(counts === undefined
      ? []
      : [[span(`${counts.failed} failed`, "bad", { bold: true }), span(`, ${counts.passed} passed`, "muted")]]),
    ...(problem === undefined ? [] : [[span(problem, "bad")]]),
    ...failed.map((name) => [span(`${glyphs.failed} `, "bad"), span(name)]),
    ...output(tail, glyphs),
  ];
}

function phaseLines(phase: number, progress: Progress, glyphs: Glyphs): readonly Line[] {
  return rowsOf(progress)
    .issues.filter((row) => row.phase === phase)
    .map((row) => {
      if (row.pull === undefined)
        return [
          span(`${glyphs.skipped} `, "muted"),
          span(`#${row.id} ${row.title}`, "muted"),
          span(`  ${row.reason ?? row.word}`, "warn"),
        ];
      return [
        span(`${glyphs.done} `, "good"),
        span(`PR #${row.pull.number}`, "link", { url: row.pull.url }),
        span(`  ${row.title}`),
        ...(row.github === undefined ? [] : [span(` (#${row.github})`, "muted")]),
        ...(row.labels.length === 0 ? [] : [span(`  ${row.labels.join(" ")}`, "warn")]),
      ];
    });
}

function place(file: string, line: number | undefined): readonly Line[] {
  return file === "" ? [] : [[span(`   ${file}${line === undefined ? "" : `:${line}`}`, "accent")]];
}

function advice(text: string, glyphs: Glyphs): Line {
  return [span(`   ${glyphs.arrow} ${text}`, "muted")];
}

function item(text: string, glyphs: Glyphs): Line {
  return [span(`${glyphs.bullet} `, "muted"), span(text)];
}
