import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { MilestoneError } from "../../model/errors.ts";
import { assemblePlan } from "../parse/assemble.ts";
import type { Located } from "./locate-milestone.ts";
import { parsePlan } from "../parse/parse-plan.ts";
import type { Plan, PlanFinding } from "../../model/plan.ts";
import { readSpec } from "./read-spec.ts";
import { readText } from "./read-text.ts";
import { specFilesOf } from "./spec-files.ts";

/** A plan with everything that was seen on the way; the plan review judges it. */
export interface LoadedPlan {
  readonly plan: Plan;
  /** What the plan says of its own size, and where. */
  readonly total: { readonly value: number; readonly line: number } | undefined;
  /** What could not be understood, all of it critical. */
  readonly problems: readonly PlanFinding[];
  /** Names of the files in the milestone folder, sorted. */
  readonly files: readonly string[];
}

/** With these a run would work from a plan that was misread: it does not begin. The plan review reports them. */
const UNREADABLE: ReadonlySet<string> = new Set(["front-matter", "path-outside"]);

/**
 * Reads the plan and all its specs.
 * @throws MilestoneError `plan` where the plan's file cannot be read or is no plan; the specs' troubles are `problems`
 */
export async function loadPlan(located: Located, signal?: AbortSignal): Promise<LoadedPlan> {
  const name = relative(located.root, located.path).split(sep).join("/");
  const draft = parsePlan(readText(located.path, name), name);
  const entries = await readdir(located.folder, { withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => entry.name)
    .sort();
  const plain = new Set(entries.filter((entry) => entry.isFile()).map((entry) => entry.name));
  const specFiles = specFilesOf(draft.issues, files, located);
  const read = await Promise.all(
    draft.issues.map(async ({ id, line }) => {
      const file = specFiles.byIssue.get(id);
      signal?.throwIfAborted();
      return file === undefined
        ? { id, parsed: undefined, file, problems: [] }
        : readSpec({ id, line, file, located, isPlain: plain.has(file) });
    }),
  );
  return {
    plan: assemblePlan(draft, located, new Map(read.map((spec) => [spec.id, spec]))),
    total: draft.metadata.totalIssues,
    problems: [...draft.problems, ...specFiles.problems, ...read.flatMap(({ problems }) => problems)],
    files,
  };
}

/** @throws MilestoneError `plan` with file, line and mend, where something stands in the plan that must not be guessed at. */
export function requireReadable({ problems, plan }: LoadedPlan, located: Located): Plan {
  const problem = problems.find(({ rule }) => UNREADABLE.has(rule));
  if (problem === undefined) return plan;
  const file = relative(located.root, join(located.folder, problem.file)).split(sep).join("/");
  throw new MilestoneError("plan", `${file}:${problem.line ?? 1}: ${problem.text}`, { hint: problem.fix });
}
