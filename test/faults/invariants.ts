// The invariants that must hold after every fault. Their numbers are those of docs/reliability.md.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import type { Fact } from "../../src/engine/model/facts.ts";
import type { Stamped } from "../../src/engine/model/events.ts";
import { survivorsOf } from "../support/survivors.ts";
import { until } from "../support/until.ts";
import type { TestMilestone } from "../support/milestone.ts";
import { CANARIES } from "./five-issues.ts";
import type { Memory } from "./drive.ts";

/** What must be the same before and after a run. */
export interface Baseline {
  readonly refs: string;
  readonly checkout: string;
  readonly files: string;
}

/** Reads the baseline. Call it before the first start. */
export function baselineOf(milestone: TestMilestone): Baseline {
  return {
    refs: protectedRefs(milestone),
    checkout: milestone.git("rev-parse", "HEAD", "main"),
    files: filesOf(milestone),
  };
}

export async function expectInvariants(milestone: TestMilestone, before: Baseline, memory: Memory): Promise<void> {
  const facts = journalOf(milestone);
  const pulls = await milestone.pulls();
  const branches = pulls.map(({ branch }) => branch);
  expect(new Set(branches).size, "I1: one pull request per issue").toBe(branches.length);
  const answered = facts.filter((fact) => fact.type === "question.answered").length;
  expect(answered, "I2: every acknowledged answer is recorded").toBeGreaterThanOrEqual(memory.acknowledged.length);
  expect(memory.askedAgain, "I2: no answered question is asked again").toEqual([]);
  await until(() => survivorsOf(dirname(milestone.stateDir)).length === 0, "I3: no process is left");
  expect(protectedRefs(milestone), "I4: protected refs").toBe(before.refs);
  expect(canariesIn(milestone, memory.printed), "I5: no secret anywhere").toEqual([]);
  expect((await milestone.run(["status", "m3"])).code, "I6: the state is valid").toBe(0);
  expect(milestone.git("rev-parse", "HEAD", "main"), "I8: the user's checkout").toBe(before.checkout);
  expect(
    milestone.git("status", "--porcelain").replace(" M docs/milestones/m3/IMPLEMENTATION_PLAN.md", ""),
    "I8: the user's files",
  ).toBe("");
  expect(milestone.plan(), "the plan shows the end of the run").toMatch(/## Current (Phase|Status)[^#]*Complete/);
  expect(milestone.plan(), "the plan shows the end of every issue").not.toMatch(/\| (In progress)? \| (#\d+)? \|$/m);
  expect(filesOf(milestone), "I8: no other file has changed").toBe(before.files);
  expect(finishedTwice(facts), "I9: no finished step is repeated").toEqual([]);
  const restarted = facts.filter((fact) => fact.type === "issue.restarted");
  expect(
    restarted.filter(({ kept }) => !kept.includes("implement")),
    "I9: no work is lost",
  ).toEqual([]);
  expect(existsSync(`${milestone.root}.worktrees`), "no worktree is left").toBe(false);
}

/** All recorded facts, in order; none before the first start. */
export function journalOf({ stateDir }: Pick<TestMilestone, "stateDir">): readonly Stamped<Fact>[] {
  if (!existsSync(stateDir)) return [];
  const journal = readdirSync(stateDir, { recursive: true, encoding: "utf8" }).find((path) =>
    path.endsWith("journal.ndjson"),
  );
  if (journal === undefined) return [];
  return readFileSync(join(stateDir, journal), "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line.slice(9)));
}

function protectedRefs({ remote }: TestMilestone): string {
  return execFileSync("git", ["--git-dir", remote, "for-each-ref", "refs/heads/main", "refs/tags"], {
    encoding: "utf8",
  });
}

/** The repository's siblings, and the files in `.git` that git does not change for branches and worktrees. */
function filesOf({ root }: TestMilestone): string {
  const siblings = readdirSync(dirname(root)).filter((name) => name !== "repo.worktrees");
  const config = ["config", "hooks", "info"].map((name) => listing(join(root, ".git", name)));
  return JSON.stringify([siblings, config]);
}

function listing(path: string): unknown {
  if (!existsSync(path)) return null;
  if (statSync(path).isDirectory()) return readdirSync(path).map((name) => [name, listing(join(path, name))]);
  return readFileSync(path, "utf8");
}

/** The places that contain a canary: as plain text, in base64, or URL-encoded. */
function canariesIn({ stateDir, remote, planPath }: TestMilestone, printed: string): readonly string[] {
  const texts: (readonly [string, string])[] = [
    ["output", printed],
    ["plan", readFileSync(planPath, "utf8")],
  ];
  for (const folder of [stateDir, remote]) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) texts.push([entry.name, readFileSync(join(entry.parentPath, entry.name), "latin1")]);
    }
  }
  const forms = Object.values(CANARIES).flatMap((value) => [
    value,
    Buffer.from(value).toString("base64").replace(/=+$/, "").slice(0, -1),
    encodeURIComponent(value),
  ]);
  return texts.flatMap(([name, text]) => forms.filter((form) => text.includes(form)).map((form) => `${name}: ${form}`));
}

/** Steps recorded as finished more than once in one round. A restarted issue may repeat its steps. */
export function finishedTwice(facts: readonly Stamped<Fact>[]): readonly string[] {
  const seen = new Set<string>();
  const twice: string[] = [];
  for (const fact of facts) {
    // An issue restarts when its worktree was lost, and then repeats its steps.
    if (fact.type === "issue.restarted")
      for (const name of seen) if (name.startsWith(`${fact.issue} `)) seen.delete(name);
    if (fact.type !== "step.finished") continue;
    const name = `${fact.issue} ${fact.round} ${fact.result.step}`;
    if (seen.has(name)) twice.push(name);
    seen.add(name);
  }
  return twice;
}
