import { MilestoneError } from "../errors.ts";
import { columnsOf, speaksOfIssues, type Columns, type Table } from "./columns.ts";
import { finding } from "./findings.ts";
import { readFrontMatter } from "./front-matter.ts";
import { joinRows } from "./join.ts";
import { blocksOf, plainText, type Block } from "./markdown.ts";
import { readMetadata, type Metadata } from "./metadata.ts";
import { outlineOf, type Outline, type PhaseHeading } from "./outline.ts";
import type { PlanFinding } from "./plan.ts";
import { readRows, type IssueRow } from "./rows.ts";

/** A plan as its own file tells it, before anything is known of the specs. */
export interface PlanDraft {
  readonly title: string | undefined;
  readonly metadata: Metadata;
  readonly phases: readonly PhaseHeading[];
  /** In plan order; each with a phase that `phases` has. */
  readonly issues: readonly (IssueRow & { readonly phase: number })[];
  readonly problems: readonly PlanFinding[];
}

/**
 * Reads an implementation plan, tolerant of form and strict on meaning: what cannot be understood is among `problems`.
 * @param name how the file is called in messages
 * @throws MilestoneError `plan` where there is no plan to speak of: an empty file, a table of issues without numbers
 */
export function parsePlan(source: string, name: string): PlanDraft {
  const frontMatter = readFrontMatter(source.replace(/^\uFEFF/, ""));
  const blocks = blocksOf(frontMatter.body, frontMatter.bodyLine);
  if (blocks.length === 0) {
    throw new MilestoneError("plan", `${name}:1: the plan is empty`, { mend: "Write a heading `## Phase 1: name` with a table of issues below it." });
  }
  const outline = outlineOf(blocks);
  const tables = issueTables(outline, name);
  const joined = joinRows(
    tables.filter(({ phase }) => phase !== undefined).flatMap(({ rows, phase }) => rows.map((row) => ({ ...row, phase }))),
    tables.filter(({ phase }) => phase === undefined).flatMap(({ rows }) => rows),
    outline.phases,
  );
  return {
    title: titleOf(blocks, frontMatter.values),
    metadata: readMetadata(outline, frontMatter.values ?? {}),
    phases: outline.phases,
    issues: joined.issues,
    problems: [...frontMatterProblem(frontMatter.problem), ...tables.flatMap(({ problems }) => problems), ...joined.problems],
  };
}

/** Every table that lists issues, those of the phases and those of an inventory. */
function issueTables(outline: Outline, name: string) {
  const found: (ReturnType<typeof readRows> & { phase: number | undefined })[] = [];
  const strangers = new Map<number, Table>();
  for (const { block, place } of outline.blocks) {
    if (block.kind !== "table" || place.in === "tracking") continue;
    const columns = columnsOf(block);
    const phase = place.in === "phase" ? place.number : undefined;
    if (phase === undefined ? isInventory(columns) : columns.has("number")) found.push({ ...readRows(block, columns), phase });
    else if (phase !== undefined && speaksOfIssues(columns)) throw withoutNumbers(block, name);
    else if (phase !== undefined && !strangers.has(phase)) strangers.set(phase, block);
  }
  // A phase may hold tables about other things, but not them alone.
  for (const [phase, table] of strangers) {
    if (!found.some((table) => table.phase === phase)) throw withoutNumbers(table, name);
  }
  return found;
}

/** Outside the phases, a table with a number column may be about anything: risks, questions. */
function isInventory(columns: Columns): boolean {
  return columns.has("number") && (["github", "file", "priority", "dependencies", "branch"] as const).some((column) => columns.has(column));
}

function withoutNumbers(table: Table, name: string): MilestoneError {
  const header = table.header.map(plainText).join(" | ");
  return new MilestoneError("plan", `${name}:${table.line}: the table has no column with issue numbers (it has: ${header})`, {
    mend: "Add a column headed `#`, `Issue #` or `Plan #`.",
  });
}

function titleOf(blocks: readonly Block[], frontMatter: Readonly<Record<string, unknown>> = {}): string | undefined {
  const heading = blocks.find((block) => block.kind === "heading" && block.level === 1);
  const text = heading?.kind === "heading" ? plainText(heading.text) : "";
  return text || (typeof frontMatter["title"] === "string" ? frontMatter["title"] : undefined);
}

function frontMatterProblem(problem: { text: string; line: number } | undefined): readonly PlanFinding[] {
  if (problem === undefined) return [];
  return [finding("front-matter", problem.line, `Malformed front matter: ${problem.text}`, "Make the front matter valid YAML, or remove it.")];
}
