import { extname, posix, relative, resolve, sep } from "node:path";
import { finding, PLAN_FILE } from "../review/findings.ts";
import { isInside, type Located } from "./locate-milestone.ts";
import type { IssueId } from "../../model/plan.ts";
import type { PlanFinding } from "../../model/findings/plan-finding.ts";
import type { IssueRow } from "../parse/rows.ts";

export interface SpecFiles {
  /** Paths of the spec files, relative to the milestone folder, with forward slashes. */
  readonly byIssue: ReadonlyMap<IssueId, string>;
  readonly problems: readonly PlanFinding[];
}

/**
 * Finds the spec file of each issue: the file that its row names, else the first `NN-*.md` in the folder. A path that
 * leads outside the folder is reported as a problem, and the issue gets no file.
 * @param present names of the files in the milestone folder
 */
export function specFilesOf(rows: readonly IssueRow[], present: readonly string[], located: Located): SpecFiles {
  const byIssue = new Map<IssueId, string>();
  const problems: PlanFinding[] = [];
  const names = new Set(present);
  const numbered = Map.groupBy(present.filter(isSpecName), (name) => Number.parseInt(name, 10));
  for (const row of rows) {
    const file = row.file === undefined ? numbered.get(Number(row.id))?.[0] : fileWithin(row.file, located, names);
    if (file !== undefined) byIssue.set(row.id, file);
    else if (row.file === undefined) problems.push(noSpec(row));
    else problems.push(outside(row));
  }
  return { byIssue, problems };
}

/** Whether a file name is that of a spec: `01-login.md`, `1_login.md`, `01.md`; not the epic (00) and not the plan. */
export function isSpecName(name: string): boolean {
  return /^\d+(?:[-_. ].*)?\.md$/i.test(name) && Number.parseInt(name, 10) > 0 && name !== PLAN_FILE;
}

/**
 * Returns the path of a named file relative to the milestone folder. The name may be relative to that folder or to the
 * repository. Undefined where the path leads outside the folder.
 */
function fileWithin(name: string, located: Located, present: ReadonlySet<string>): string | undefined {
  if (present.has(name)) return name;
  const named = extname(name) === "" ? `${name}.md` : name;
  const path = [resolve(located.folder, named), resolve(located.root, named)];
  const [inFolder, inRepository] = path.map((path) =>
    isInside(path, located.folder) ? relative(located.folder, path).split(sep).join(posix.sep) : undefined,
  );
  return inRepository !== undefined && (inFolder === undefined || !present.has(inFolder)) && present.has(inRepository)
    ? inRepository
    : inFolder;
}

function noSpec(row: IssueRow): PlanFinding {
  return finding(
    "spec-missing",
    row.line,
    `Issue #${row.id} has no spec file`,
    `Write ${row.id}-name.md in the milestone folder.`,
    { issue: row.id },
  );
}

function outside(row: IssueRow): PlanFinding {
  return finding(
    "path-outside",
    row.line,
    `Spec file of issue #${row.id} is outside the milestone folder: ${row.file}`,
    "Keep the spec in the milestone folder.",
    { issue: row.id },
  );
}
