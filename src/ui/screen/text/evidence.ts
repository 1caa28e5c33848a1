// The evidence of a stop as lines of the screen.
import type { GateFinding } from "../../../engine/model/findings/gate-finding.ts";
import type { Progress } from "../../../engine/model/progress.ts";
import type { ReviewFinding } from "../../../engine/model/findings/review.ts";
import type { Question } from "../../../engine/model/stop.ts";
import { formOf } from "../../../engine/questions/evidence-forms.ts";
import type { ExhibitItem } from "../../../engine/questions/evidence-form.ts";
import { gateExhibit } from "../../../engine/questions/evidence/gate.ts";
import { reviewExhibit } from "../../../engine/questions/evidence/review.ts";
import { rowsOf } from "../model/rows.ts";
import type { Glyphs } from "./glyphs.ts";
import { span, type Line } from "./styled-line.ts";
import type { Tone } from "./theme.ts";

/** Lines of a tool's output to show beside a question; the log has all of them. */
const TAIL = 20;

export function evidenceLines(
  { stop: { evidence } }: Pick<Question, "stop">,
  progress: Progress,
  glyphs: Glyphs,
): readonly Line[] {
  if (evidence.of === "phase") return phaseLines(evidence.phase, progress, glyphs);
  return exhibitLines(formOf(evidence).exhibit(evidence), glyphs);
}

export function gateLines(finding: GateFinding, glyphs: Glyphs): readonly Line[] {
  return exhibitLines(gateExhibit(finding), glyphs);
}

export function reviewLines(finding: ReviewFinding, index: number, glyphs: Glyphs): readonly Line[] {
  return exhibitLines(reviewExhibit(finding, index), glyphs);
}

export function diffTone(line: string): Tone | undefined {
  if (line.startsWith("+++") || line.startsWith("---") || line.startsWith("diff ")) return "muted";
  if (line.startsWith("@@")) return "accent";
  if (line.startsWith("+")) return "added";
  return line.startsWith("-") ? "removed" : undefined;
}

function exhibitLines(items: readonly ExhibitItem[], glyphs: Glyphs): readonly Line[] {
  return items.flatMap((item) => itemLines(item, glyphs));
}

function itemLines(item: ExhibitItem, glyphs: Glyphs): readonly Line[] {
  switch (item.kind) {
    case "title":
      return [titleLine(item)];
    case "text":
      return [[span(item.text, item.tone)]];
    case "place":
      if (item.file === "") return [];
      return [[span(`   ${item.file}${item.line === undefined ? "" : `:${item.line}`}`, "accent")]];
    case "link":
      return [[span(item.url, "link", { url: item.url })]];
    case "field":
      return [
        [
          span(item.isDetail === true ? `   ${item.name}  ` : `${item.name} `, item.tone),
          span(item.value, item.valueTone),
        ],
      ];
    case "failed":
      return [[span(`${glyphs.failed} `, "bad"), span(item.text)]];
    case "item":
      return [[span(`${glyphs.bullet} `, "muted"), span(item.text)]];
    case "output":
      return output(item.text, glyphs, item.isDiff === true ? diffTone : () => undefined);
    case "request":
      return [[span(item.agent, "accent"), span(" wants: "), span(item.title, undefined, { bold: true })]];
    case "whole":
      return whole(item.text, glyphs);
    case "advice":
      return [[span(`   ${glyphs.arrow} ${item.text}`, "muted")]];
  }
}

function titleLine({ text, number, aside, tone, asideTone }: ExhibitItem & { readonly kind: "title" }): Line {
  return [
    ...(number === undefined ? [] : [span(`${number}. `, "muted")]),
    span(text, tone, { bold: true }),
    ...(aside === undefined ? [] : [span(aside, asideTone)]),
  ];
}

/** Output of a tool, set apart by a gutter; the last lines of it. */
function output(text: string, glyphs: Glyphs, toneOfLine: (line: string) => Tone | undefined): readonly Line[] {
  const lines = text.replace(/\s+$/, "").split("\n");
  if (lines.length === 1 && lines[0] === "") return [];
  return lines
    .slice(-TAIL)
    .map((line) => [span(`   ${glyphs.gutter} `, "border"), span(line, toneOfLine(line) ?? "code")]);
}

/** Every line, however many: nobody should allow what they have not seen. */
function whole(text: string, glyphs: Glyphs): readonly Line[] {
  const lines = text.split("\n");
  if (lines.length === 1 && lines[0] === "") return [];
  return lines.map((line) => [span(`   ${glyphs.gutter} `, "border"), span(line, "code")]);
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
