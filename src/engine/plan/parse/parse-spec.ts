import { z } from "zod";
import { gitHubNumberIn, priorityIn } from "./cells.ts";
import { splitDependencies } from "./dependency-cell.ts";
import { finding } from "../review/findings.ts";
import { readFrontMatter, type FrontMatter } from "./front-matter.ts";
import { blocksOf, plainText, type Block } from "./markdown.ts";
import type { Criterion, Spec, SpecFrontMatter } from "../../model/plan.ts";
import type { PlanFinding } from "../../model/findings/plan-finding.ts";

export interface ParsedSpec {
  readonly spec: Spec;
  /** Visible text of the first heading. Used as the title where the front matter has none. */
  readonly heading: string | undefined;
  readonly problems: readonly PlanFinding[];
}

type Section = "doneDefinition" | "tasks" | "implementationNotes" | "testExpectations" | "acceptanceCriteria";

const SECTIONS: readonly (readonly [Section, RegExp])[] = [
  ["doneDefinition", /^(?:done definition|definition of done|done when|done)$/],
  ["tasks", /^(?:implementation )?(?:tasks?|task list)$/],
  ["implementationNotes", /^(?:implementation|technical|developer) notes?$|^notes$/],
  [
    "testExpectations",
    /^(?:(?:integration |unit )?test(?:s|ing)?)(?: expectations?| plan| specs?| requirements?| strategy| cases)?$/,
  ],
  ["acceptanceCriteria", /^acceptance(?: criteri(?:a|on))?$/],
];

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]).transform((value) => String(value ?? ""));
const list = z
  .union([z.array(scalar), scalar.transform((value) => value.split(","))])
  .transform((entries) => entries.map((entry) => entry.trim()).filter(Boolean));

/** The front matter of a spec. Other keys are allowed and ignored. */
const frontMatterSchema = z.object({
  title: scalar.optional(),
  github_issue: scalar.optional(),
  priority: scalar.optional(),
  labels: list.default([]),
  dependencies: list.default([]),
});

/**
 * Parses the spec of an issue. The usual variants of section names are recognized, at any heading level.
 * @param file path relative to the milestone folder
 */
export function parseSpec(source: string, file: string): ParsedSpec {
  const text = source.replace(/^\uFEFF/, "");
  const frontMatter = readFrontMatter(text);
  const blocks = blocksOf(frontMatter.body, frontMatter.bodyLine);
  const sections = sectionsIn(blocks, text.split(/\r\n|\n|\r/));
  const heading = blocks.find((block) => block.kind === "heading");
  const { values, problems } = readValues(frontMatter, file);
  const spec: Spec = {
    file,
    text,
    frontMatter: values,
    doneDefinition: sections.get("doneDefinition")?.text ?? null,
    tasks:
      sections
        .get("tasks")
        ?.items.filter(({ depth }) => depth === 1)
        .map(({ text }) => plainText(text)) ?? null,
    implementationNotes: sections.get("implementationNotes")?.text ?? null,
    testExpectations: sections.get("testExpectations")?.text ?? null,
    acceptanceCriteria: criteriaIn(sections.get("acceptanceCriteria")?.items),
  };
  return { spec, heading: heading === undefined ? undefined : plainText(heading.text) || undefined, problems };
}

type Item = Extract<Block, { kind: "item" }>;

interface SectionText {
  readonly text: string;
  readonly items: readonly Item[];
}

/**
 * Finds the known sections. Each ends at a heading of the same or a higher level, or where another known one begins.
 */
function sectionsIn(blocks: readonly Block[], lines: readonly string[]): ReadonlyMap<Section, SectionText> {
  const found = new Map<Section, { from: number; to: number; items: Item[] }>();
  let open: { level: number; section: { from: number; to: number; items: Item[] } } | undefined;
  for (const block of blocks) {
    if (block.kind === "item") open?.section.items.push(block);
    if (block.kind !== "heading") continue;
    const name = sectionNamed(block.text);
    if (open !== undefined && (block.level <= open.level || name !== undefined)) {
      open.section.to = block.line - 1;
      open = undefined;
    }
    if (name === undefined || found.has(name)) continue;
    open = { level: block.level, section: { from: block.end, to: lines.length, items: [] } };
    found.set(name, open.section);
  }
  return new Map(
    [...found].map(([name, { from, to, items }]) => [name, { text: lines.slice(from, to).join("\n").trim(), items }]),
  );
}

function sectionNamed(heading: string): Section | undefined {
  const name = plainText(heading)
    .toLowerCase()
    .replace(/\([^)]*\)/g, "")
    .replace(/[^\p{L} ]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return SECTIONS.find(([, pattern]) => pattern.test(name))?.[0];
}

/** Returns the check boxes of a section, or the entries of the outer list where there are none. */
function criteriaIn(items: readonly Item[] | undefined): readonly Criterion[] | null {
  if (items === undefined) return null;
  const boxes = items.filter(({ checked }) => checked !== undefined);
  const entries = boxes.length > 0 ? boxes : items.filter(({ depth }) => depth === 1);
  return entries
    .map(({ text, checked = false, line }) => ({ text: plainText(text), checked, line }))
    .filter(({ text }) => text !== "");
}

function readValues(
  frontMatter: FrontMatter,
  file: string,
): { values: SpecFrontMatter; problems: readonly PlanFinding[] } {
  const parsed = frontMatterSchema.safeParse(frontMatter.values ?? {});
  const problem = frontMatter.problem ?? mismatch(parsed.error);
  const values = parsed.data ?? { labels: [], dependencies: [] };
  return {
    values: {
      title: plainText(values.title ?? "") || undefined,
      githubIssue: gitHubNumberIn(values.github_issue ?? ""),
      priority: priorityIn(values.priority ?? ""),
      labels: values.labels,
      dependencies: values.dependencies.flatMap(splitDependencies),
    },
    problems:
      problem === undefined
        ? []
        : [
            finding(
              "front-matter",
              problem.line,
              `Malformed front matter in ${file}: ${problem.text}`,
              "Make the front matter valid YAML, or remove it.",
              { file },
            ),
          ],
  };
}

function mismatch(error: z.ZodError | undefined): FrontMatter["problem"] {
  const issue = error?.issues[0];
  return issue === undefined
    ? undefined
    : { text: `\`${issue.path.join(".")}\` is not a text, a number or a list of them`, line: 1 };
}
