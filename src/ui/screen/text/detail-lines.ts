import { STEPS } from "../../../engine/model/steps.ts";
import type { IssueProgress, Progress } from "../../../engine/model/progress.ts";
import { spentText } from "../../../state/progress/spent-text.ts";
import { diffTone, gateLines, reviewLines } from "./evidence.ts";
import type { Wait } from "../log/waits.ts";
import { duration, plural, waitText } from "./format.ts";
import type { Glyphs } from "./glyphs.ts";
import { statusGlyph, STATUS_TONES } from "./issue-lines.ts";
import { span } from "./styled-line.ts";
import type { Line } from "./styled-line.ts";
import type { IssueRow } from "../model/rows.ts";
import type { IssueTexts } from "../model/source.ts";

const EMPTY: Line = [];

/**
 * Returns everything known about an issue, for the details pane.
 * @param wait the wait in which its work is, if any
 */
export function detailLines(
  row: IssueRow,
  progress: Progress,
  texts: IssueTexts | undefined,
  wait: Wait | undefined,
  glyphs: Glyphs,
): readonly Line[] {
  const issue = progress.issues[row.id];
  const spent = progress.spent[row.id];
  return [
    [
      span(`#${row.id} ${row.title}`, undefined, { bold: true }),
      ...(row.github === undefined ? [] : [span(` (#${row.github})`, "muted")]),
    ],
    [
      span(`${statusGlyph(row.status, glyphs)} ${row.word}`, STATUS_TONES[row.status]),
      ...(row.reason === undefined ? [] : [span(`  ${row.reason}`, "muted")]),
    ],
    EMPTY,
    ...(issue === undefined
      ? []
      : [
          ...fact("waits", wait === undefined ? undefined : waitText(wait)),
          ...facts(issue, glyphs),
          ...fact("spent", spent === undefined ? undefined : spentText(spent)),
          ...steps(issue, glyphs),
          ...findings(issue, glyphs),
          ...decisions(row, progress, glyphs),
        ]),
    ...textLines(texts, glyphs),
  ];
}

function facts(issue: IssueProgress, glyphs: Glyphs): readonly Line[] {
  const { branch, base, pull, change, tests, labels, skipped } = issue;
  return [
    ...fact("branch", branch),
    ...fact("base", base === undefined ? undefined : `${base.branch} @ ${base.commit.slice(0, 8)}`),
    ...(pull === undefined
      ? []
      : [[name("PR"), span(`#${pull.number}`, "link", { url: pull.url }), span(`  ${pull.state}`, "muted")]]),
    ...fact(
      "change",
      change === undefined ? undefined : `${plural(change.files.length, "file")}, ${plural(change.lines, "line")}`,
    ),
    ...fact(
      "tests",
      tests?.counts === undefined ? undefined : `${tests.counts.passed} passed, ${tests.counts.failed} failed`,
    ),
    ...fact(
      "time",
      issue.startedAt === undefined || issue.finishedAt === undefined
        ? undefined
        : duration(Date.parse(issue.finishedAt) - Date.parse(issue.startedAt)),
    ),
    ...(issue.replaced ?? []).flatMap(({ agent, by, message }) =>
      fact("agent", `${by} in place of ${agent}: ${message}`),
    ),
    ...fact("skipped", skipped?.reason),
    ...labels.map(({ label, reason }) => [name("label"), span(label, "warn"), span(`  ${reason}`, "muted")]),
    ...(change === undefined ? [] : change.files.map((file) => [name(""), span(`${glyphs.bullet} ${file}`, "muted")])),
  ];
}

function steps(issue: IssueProgress, glyphs: Glyphs): readonly Line[] {
  const round = issue.round === 0 ? "" : `  round ${issue.round + 1}`;
  return [
    ...heading(`Steps${round}`, glyphs),
    ...STEPS.map((step) => {
      if (issue.finished.includes(step)) return [span(`${glyphs.done} `, "good"), span(step)];
      if (issue.currentStep === step) return [span(`${glyphs.active} `, "active"), span(step, "active")];
      return [span(`${glyphs.waiting} `, "muted"), span(step, "muted")];
    }),
    ...(issue.currentStep === "fix" ? [[span(`${glyphs.active} fix`, "active")]] : []),
  ];
}

function findings(issue: IssueProgress, glyphs: Glyphs): readonly Line[] {
  return [
    ...section(
      "Gates",
      issue.findings.flatMap((finding) => gateLines(finding, glyphs)),
      glyphs,
    ),
    ...section(
      "Failed tests",
      (issue.tests?.failed ?? []).map((test) => [span(`${glyphs.failed} `, "bad"), span(test)]),
      glyphs,
    ),
    ...section(
      "Review",
      issue.review.flatMap((finding, index) => reviewLines(finding, index, glyphs)),
      glyphs,
    ),
  ];
}

function decisions({ id }: IssueRow, progress: Progress, glyphs: Glyphs): readonly Line[] {
  const decided = progress.decisions.filter(({ issue }) => issue === id);
  return section(
    "Decisions",
    decided.map(({ at, stop, command, by }) => [
      span(`${at.slice(0, 16).replace("T", " ")}  `, "muted"),
      span(`${stop} `),
      span(glyphs.arrow, "muted"),
      span(` ${command}`, "accent", { bold: true }),
      span(by === "user" ? "" : "  unattended", "muted"),
    ]),
    glyphs,
  );
}

function textLines(texts: IssueTexts | undefined, glyphs: Glyphs): readonly Line[] {
  return [
    ...section("Spec", (texts?.spec ?? "").trim() === "" ? [] : specLines(texts?.spec ?? ""), glyphs),
    ...section(
      "Diff",
      (texts?.diff ?? "") === ""
        ? []
        : (texts?.diff ?? "")
            .trimEnd()
            .split("\n")
            .map((line) => [span(line, diffTone(line) ?? "code")]),
      glyphs,
    ),
  ];
}

function specLines(spec: string): readonly Line[] {
  return spec
    .trim()
    .split("\n")
    .map((line) => [span(line, undefined, { bold: line.startsWith("#") })]);
}

function section(title: string, lines: readonly Line[], glyphs: Glyphs): readonly Line[] {
  return lines.length === 0 ? [] : [...heading(title, glyphs), ...lines];
}

function heading(title: string, glyphs: Glyphs): readonly Line[] {
  return [EMPTY, [span(`${title} `, "accent", { bold: true }), span(glyphs.rule.repeat(3), "border")]];
}

function fact(title: string, value: string | undefined): readonly Line[] {
  return value === undefined ? [] : [[name(title), span(value)]];
}

function name(title: string) {
  return span(title.padEnd(9), "muted");
}
