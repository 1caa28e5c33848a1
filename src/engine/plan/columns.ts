import { parseGitHubNumber, parseIssueNumber } from "./ids.ts";
import { plainText, type Block } from "./markdown.ts";

export type Table = Extract<Block, { kind: "table" }>;

/** What a table's column holds. */
export type Column =
  | "number" | "github" | "file" | "title" | "priority" | "dependencies" | "branch" | "status" | "pull" | "phase";

export type Columns = ReadonlyMap<Column, number>;

/** Headers by which a column is known, lower case, best first. */
const HEADERS: Readonly<Record<Column, readonly string[]>> = {
  number: ["plan #", "#", "issue #", "plan number", "issue number", "plan no", "issue no", "number", "no", "nr", "№", "id"],
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

/** What each column of a table holds, by its header; columns of no known name are left out. */
export function columnsOf(table: Table): Columns {
  const names = table.header.map(normalised);
  const columns = new Map<Column, number>();
  for (const [column, known] of entries(HEADERS)) {
    const best = known.find((name) => names.includes(name));
    if (best !== undefined) columns.set(column, names.indexOf(best));
  }
  // Beside "Plan #" or "#", a column "Issue #" is GitHub's; beside "Title", a column "Issue" is one of the numbers.
  for (const spare of ["issue #", "issue"]) {
    const index = names.indexOf(spare);
    if (index >= 0 && ![...columns.values()].includes(index) && table.rows.some(({ cells }) => isNumber(cells[index]))) {
      const vacant = (["number", "github"] as const).find((column) => !columns.has(column));
      if (vacant !== undefined) columns.set(vacant, index);
    }
  }
  return columns;
}

/** Whether the table is about issues at all: it has a number column, or two others that only issues have. */
export function speaksOfIssues(columns: Columns): boolean {
  const telling: readonly Column[] = ["title", "github", "file", "priority", "dependencies", "branch"];
  return columns.has("number") || telling.filter((column) => columns.has(column)).length >= 2;
}

function isNumber(cell = ""): boolean {
  const text = plainText(cell);
  return (parseIssueNumber(text) ?? parseGitHubNumber(text)) !== undefined;
}

/** `**Issue&nbsp;#**`, `` `Deps:` ``, `🔢 #` → `issue #`, `deps`, `#`. */
function normalised(header: string): string {
  return plainText(header).toLowerCase().replace(/[^\p{L}\p{N}#№ ]+/gu, " ").replace(/\s+/g, " ").trim();
}

function entries<K extends string, V>(record: Readonly<Record<K, V>>): readonly (readonly [K, V])[] {
  return Object.entries(record) as [K, V][];
}
