import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { MilestoneError } from "../../model/errors.ts";
import { assemblePlan } from "../parse/assemble.ts";
import type { Located } from "./locate-milestone.ts";
import { parsePlan } from "../parse/parse-plan.ts";
import type { Plan } from "../../model/plan.ts";
import type { PlanFinding } from "../../model/findings/plan-finding.ts";
import { readSpec } from "./read-spec.ts";
import { readText } from "./read-text.ts";
import { specFilesOf } from "./spec-files.ts";

/** A plan with everything else that was read from its folder. The plan review checks all of it. */
export interface LoadedPlan {
  readonly plan: Plan;
  /** The total number of issues as the plan states it, and the line of that statement. */
  readonly total: { readonly value: number; readonly line: number } | undefined;
  /** Everything that could not be parsed or read; all of it critical. */
  readonly problems: readonly PlanFinding[];
  /** Names of the files in the milestone folder, sorted. */
  readonly files: readonly string[];
}

/** Rules whose findings keep a run from starting, since it would work from a misread plan. */
const UNREADABLE: ReadonlySet<string> = new Set(["front-matter", "path-outside"]);

/**
 * Reads the plan and all its specs. Problems with the specs are returned as `problems`.
 * @throws MilestoneError `plan` where the plan's file cannot be read or is not a plan
 */
export async function loadPlan(located: Located, signal?: AbortSignal): Promise<LoadedPlan> {
  const name = relative(located.root, located.path).split(sep).join("/");
  const draft = parsePlan(readText(located.path, name), name);
  const entries = await readdir(located.folder, { withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => entry.name)
    .sort();
  const regularFiles = new Set(entries.filter((entry) => entry.isFile()).map((entry) => entry.name));
  const specFiles = specFilesOf(draft.issues, files, located);
  const read = await Promise.all(
    draft.issues.map(async ({ id, line }) => {
      const file = specFiles.byIssue.get(id);
      signal?.throwIfAborted();
      return file === undefined
        ? { id, parsed: undefined, file, problems: [] }
        : readSpec({ id, line, file, located, isRegular: regularFiles.has(file) });
    }),
  );
  return {
    plan: assemblePlan(draft, located, new Map(read.map((spec) => [spec.id, spec]))),
    total: draft.metadata.totalIssues,
    problems: [...draft.problems, ...specFiles.problems, ...read.flatMap(({ problems }) => problems)],
    files,
  };
}

/**
 * Returns the plan where no problem keeps a run from starting.
 * @throws MilestoneError `plan` with file, line and hint, where front matter is malformed or a path leads outside
 */
export function requireReadable({ problems, plan }: LoadedPlan, located: Located): Plan {
  const problem = problems.find(({ rule }) => UNREADABLE.has(rule));
  if (problem === undefined) return plan;
  const file = relative(located.root, join(located.folder, problem.file)).split(sep).join("/");
  throw new MilestoneError("plan", `${file}:${problem.line ?? 1}: ${problem.text}`, { hint: problem.fix });
}
