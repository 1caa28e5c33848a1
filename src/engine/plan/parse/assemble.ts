import { createHash } from "node:crypto";
import { posix } from "node:path";
import { milestoneBranch } from "../branch-name.ts";
import { issueId, parseGitHubNumber, parseIssueNumber } from "../ids.ts";
import type { Located } from "../sources/locate-milestone.ts";
import type { PlanDraft } from "./parse-plan.ts";
import type { Dependency, IssueId, Phase, Plan, PlannedIssue } from "../../model/plan.ts";
import type { ParsedSpec } from "./parse-spec.ts";

/** What was read of an issue's spec file. */
export interface SpecOnDisk {
  /** Path relative to the milestone folder. Undefined where there is no file, or it lies outside the folder. */
  readonly file: string | undefined;
  /** Undefined where the file cannot be read. */
  readonly parsed: ParsedSpec | undefined;
}

/** Builds the plan from its draft and its specs, and resolves dependencies to plan numbers where possible. */
export function assemblePlan(draft: PlanDraft, located: Located, specs: ReadonlyMap<IssueId, SpecOnDisk>): Plan {
  const resolveDependency = resolver(draft, specs);
  const issues = draft.issues.map((row): PlannedIssue => {
    const onDisk = specs.get(row.id);
    const spec = onDisk?.parsed?.spec;
    const rawDependencies = row.dependencies ?? spec?.frontMatter.dependencies ?? [];
    return {
      id: row.id,
      title: row.title ?? spec?.frontMatter.title ?? titleIn(onDisk) ?? `Issue ${row.id}`,
      github: row.github ?? spec?.frontMatter.githubIssue,
      priority: row.priority ?? spec?.frontMatter.priority ?? "P1",
      phase: row.phase,
      dependencies: distinct(rawDependencies.map((raw): Dependency => ({ raw, issue: resolveDependency(raw) }))),
      branch: row.branch,
      file: onDisk?.file ?? row.file,
      spec,
      line: row.line,
    };
  });
  const members = Map.groupBy(issues, ({ phase }) => phase);
  const plan = {
    milestone: located.milestone,
    title: draft.title ?? `Milestone ${located.milestone}`,
    path: located.path,
    folder: located.folder,
    milestoneBranch: draft.metadata.milestoneBranch ?? milestoneBranch(located.milestone),
    milestoneBranchLine: draft.metadata.milestoneBranchLine,
    baseBranch: draft.metadata.baseBranch ?? "main",
    baseBranchLine: draft.metadata.baseBranchLine,
    scopeTags: draft.metadata.scopeTags,
    status: draft.metadata.status,
    epicIssue: draft.metadata.epicIssue,
    totalIssues: draft.metadata.totalIssues?.value,
    phases: draft.phases.map((phase): Phase => ({
      ...phase,
      issues: members.get(phase.number)?.map(({ id }) => id) ?? [],
    })),
    issues: new Map(issues.map((issue) => [issue.id, issue])),
  };
  return { ...plan, digest: digestOf(plan) };
}

/**
 * Returns a function that finds the issue a dependency names: by plan number, else by GitHub number, else by the name
 * of the spec file, with or without its extension.
 */
function resolver(draft: PlanDraft, specs: ReadonlyMap<IssueId, SpecOnDisk>): (raw: string) => IssueId | undefined {
  const ids = new Set(draft.issues.map(({ id }) => id));
  const byGitHub = new Map<number, IssueId>();
  const byFile = new Map<string, IssueId>();
  for (const row of draft.issues) {
    const onDisk = specs.get(row.id);
    const github = row.github ?? onDisk?.parsed?.spec.frontMatter.githubIssue;
    if (github !== undefined && !byGitHub.has(github)) byGitHub.set(github, row.id);
    const file = onDisk?.file ?? row.file;
    if (file !== undefined) byFile.set(fileKey(file), row.id);
  }
  return (raw) => {
    const number = parseIssueNumber(raw);
    if (number !== undefined && ids.has(issueId(number))) return issueId(number);
    const github = parseGitHubNumber(raw);
    return (github === undefined ? undefined : byGitHub.get(github)) ?? byFile.get(fileKey(raw));
  };
}

function fileKey(name: string): string {
  return posix.basename(name).toLowerCase().replace(/\.md$/, "");
}

/** Returns the heading of a spec without a leading `Issue #01:`, or else the words of the file name. */
function titleIn(onDisk: SpecOnDisk | undefined): string | undefined {
  const heading = onDisk?.parsed?.heading?.replace(/^(?:issue\s*)?#?\d+\s*[:.)\-–—]\s*|^issue\s+#?\d+\s+/i, "").trim();
  const words =
    onDisk?.file === undefined
      ? ""
      : posix
          .basename(onDisk.file)
          .replace(/\.md$/i, "")
          .replace(/^\d+[-_. ]*/, "")
          .replace(/[-_]+/g, " ");
  return heading || (words === "" ? undefined : words[0]?.toUpperCase() + words.slice(1));
}

function distinct(dependencies: readonly Dependency[]): readonly Dependency[] {
  return [...new Map(dependencies.map((dependency) => [dependency.issue ?? dependency.raw, dependency])).values()];
}

/** Hashes the meaning of the plan and its specs. Line numbers and status are omitted, since tracking changes them. */
function digestOf(plan: Omit<Plan, "digest">): string {
  const hash = createHash("sha256");
  hash.update(
    JSON.stringify([
      plan.milestoneBranch,
      plan.baseBranch,
      plan.scopeTags,
      plan.phases.map(({ number, name, issues }) => [number, name, issues]),
    ]),
  );
  for (const { spec, line: _line, ...issue } of plan.issues.values())
    hash
      .update(JSON.stringify(issue))
      .update("\0")
      .update(spec?.text ?? "")
      .update("\0");
  return hash.digest("hex");
}
