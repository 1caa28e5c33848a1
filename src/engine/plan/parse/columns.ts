import { parseGitHubNumber, parseIssueNumber } from "../ids.ts";
import { plainText, type Block } from "./markdown.ts";

export type Table = Extract<Block, { kind: "table" }>;

/** The meaning of a table column. */
export type Column =
  | "number"
  | "github"
  | "file"
  | "title"
  | "priority"
  | "dependencies"
  | "branch"
  | "status"
  | "pull"
  | "phase";

export type Columns = ReadonlyMap<Column, number>;

/** Headers of each column in lower case, the best match first. */
const HEADERS: Readonly<Record<Column, readonly string[]>> = {
  number: [
    "plan #",
    "#",
    "issue #",
    "plan number",
    "issue number",
    "plan no",
    "issue no",
    "number",
    "no",
    "nr",
    "№",
    "id",
  ],
  github: ["github #", "github issue", "github issue #", "github number", "github", "gh #", "gh issue", "gh"],
  file: ["issue file", "file", "spec file", "spec", "filename"],
  title: ["title", "issue title", "issue", "name", "issue name"],
  priority: ["priority", "prio"],
  dependencies: ["dependencies", "depends on", "deps", "dependency", "depends", "blocked by"],
  branch: ["feature branch", "branch", "branch name"],
  status: ["status"],
  pull: ["pr", "pr #", "pull request"],
  phase: ["phase"],
};

/** Finds the known columns of a table by their headers, and returns their positions from 0. */
export function columnsOf(table: Table): Columns {
  const names = table.header.map(normalized);
  const columns = new Map<Column, number>();
  for (const [column, known] of entries(HEADERS)) {
    const best = known.find((name) => names.includes(name));
    if (best !== undefined) columns.set(column, names.indexOf(best));
  }
  // Beside a column "Plan #" or "#", a column "Issue #" holds GitHub numbers. Beside "Title", a column "Issue" holds
  // one of the two numbers.
  for (const spare of ["issue #", "issue"]) {
    const index = names.indexOf(spare);
    if (
      index >= 0 &&
      ![...columns.values()].includes(index) &&
      table.rows.some(({ cells }) => isNumber(cells[index]))
    ) {
      const vacant = (["number", "github"] as const).find((column) => !columns.has(column));
      if (vacant !== undefined) columns.set(vacant, index);
    }
  }
  return columns;
}

/** Columns that only tables of issues have. */
const ISSUE_COLUMNS: readonly Column[] = ["github", "file", "priority", "dependencies", "branch"];

/** Whether a table without a number column nevertheless lists issues. */
export function looksLikeIssues(columns: Columns): boolean {
  return ISSUE_COLUMNS.filter((column) => columns.has(column)).length + (columns.has("title") ? 1 : 0) >= 2;
}

/** Whether a table outside the phases lists issues. A number column alone is not enough: risks have numbers, too. */
export function isInventory(columns: Columns): boolean {
  return columns.has("number") && ISSUE_COLUMNS.some((column) => columns.has(column));
}

function isNumber(cell = ""): boolean {
  const text = plainText(cell);
  return (parseIssueNumber(text) ?? parseGitHubNumber(text)) !== undefined;
}

/** `**Issue&nbsp;#**`, `` `Deps:` ``, `🔢 #` → `issue #`, `deps`, `#`. */
function normalized(header: string): string {
  return plainText(header)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}#№ ]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function entries<K extends string, V>(record: Readonly<Record<K, V>>): readonly (readonly [K, V])[] {
  return Object.entries(record) as [K, V][];
}
