import { MilestoneError } from "../../model/errors.ts";
import { columnsOf, looksLikeIssues, type Table } from "./columns.ts";
import { finding } from "../review/findings.ts";
import { readFrontMatter } from "./front-matter.ts";
import { issueTablesIn, type IssueTable } from "./issue-tables.ts";
import { joinRows } from "./join.ts";
import { blocksOf, plainText, type Block } from "./markdown.ts";
import { readMetadata, type Metadata } from "./metadata.ts";
import { outlineOf, type Outline, type PhaseHeading } from "./outline.ts";
import type { PlanFinding } from "../../model/findings/plan-finding.ts";
import { readRows, type IssueRow } from "./rows.ts";

/** A plan as parsed from its file, without the specs. */
export interface PlanDraft {
  readonly title: string | undefined;
  readonly metadata: Metadata;
  readonly phases: readonly PhaseHeading[];
  /** In plan order. The phase of each is in `phases`. */
  readonly issues: readonly (IssueRow & { readonly phase: number })[];
  readonly problems: readonly PlanFinding[];
}

/**
 * Parses an implementation plan. Many forms are accepted; everything that cannot be understood is reported in
 * `problems`.
 * @param name the file's name in messages
 * @throws MilestoneError `plan` where the file is empty, or a phase has a table of issues without numbers
 */
export function parsePlan(source: string, name: string): PlanDraft {
  const text = source.replace(/^\uFEFF/, "");
  if (text.trim() === "") {
    throw new MilestoneError("plan", `${name}:1: the plan is empty`, {
      hint: "Write a heading `## Phase 1: name` with a table of issues below it.",
    });
  }
  const frontMatter = readFrontMatter(text);
  const blocks = blocksOf(frontMatter.body, frontMatter.bodyLine);
  const outline = outlineOf(blocks);
  const tables = issueTablesIn(outline);
  const read = tables.map(({ table, columns, phase }) => ({ ...readRows(table, columns), phase }));
  const joined = joinRows(
    read
      .filter(({ phase }) => phase !== undefined)
      .flatMap(({ rows, phase }) => rows.map((row) => ({ ...row, phase }))),
    read.filter(({ phase }) => phase === undefined).flatMap(({ rows }) => rows),
    outline.phases,
  );
  requireNumbers(outline, tables, new Set(joined.issues.map(({ phase }) => phase)), name);
  return {
    title: titleOf(blocks, frontMatter.values),
    metadata: readMetadata(outline, frontMatter.values ?? {}),
    phases: outline.phases,
    issues: joined.issues,
    problems: [
      ...frontMatterProblem(frontMatter.problem),
      ...read.flatMap(({ problems }) => problems),
      ...joined.problems,
    ],
  };
}

/**
 * Checks that every phase lists its issues with numbers, since a phase without them cannot run. Other tables are
 * allowed in a phase whose issues are listed elsewhere.
 * @throws MilestoneError `plan` for a table of issues without numbers
 */
function requireNumbers(
  outline: Outline,
  tables: readonly IssueTable[],
  withIssues: ReadonlySet<number>,
  name: string,
): void {
  const issueTables = new Set<Table>(tables.map(({ table }) => table));
  const phases = new Set([...withIssues, ...tables.map(({ phase }) => phase)]);
  for (const { block, place } of outline.blocks) {
    if (block.kind !== "table" || place.in !== "phase" || issueTables.has(block)) continue;
    if (!phases.has(place.number) || looksLikeIssues(columnsOf(block))) throw withoutNumbers(block, name);
  }
}

function withoutNumbers(table: Table, name: string): MilestoneError {
  const header = table.header.map(plainText).join(" | ");
  return new MilestoneError(
    "plan",
    `${name}:${table.line}: the table has no column with issue numbers (it has: ${header})`,
    {
      hint: "Add a column headed `#`, `Issue #` or `Plan #`.",
    },
  );
}

function titleOf(blocks: readonly Block[], frontMatter: Readonly<Record<string, unknown>> = {}): string | undefined {
  const heading = blocks.find((block) => block.kind === "heading" && block.level === 1);
  const text = heading?.kind === "heading" ? plainText(heading.text) : "";
  return text || (typeof frontMatter["title"] === "string" ? frontMatter["title"] : undefined);
}

function frontMatterProblem(problem: { text: string; line: number } | undefined): readonly PlanFinding[] {
  if (problem === undefined) return [];
  return [
    finding(
      "front-matter",
      problem.line,
      `Malformed front matter: ${problem.text}`,
      "Make the front matter valid YAML, or remove it.",
    ),
  ];
}
