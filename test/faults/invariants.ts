// What must hold after every fault; the numbers are those of docs/reliability.md.
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

/** What must be the same before and after. */
export interface Untouched {
  readonly refs: string;
  readonly checkout: string;
  readonly files: string;
}

/** To be taken before the first start. */
export function untouched(milestone: TestMilestone): Untouched {
  return {
    refs: protectedRefs(milestone),
    checkout: milestone.git("rev-parse", "HEAD", "main"),
    files: filesOf(milestone),
  };
}

export async function expectInvariants(milestone: TestMilestone, before: Untouched, memory: Memory): Promise<void> {
  const facts = journalOf(milestone);
  const pulls = await milestone.pulls();
  const branches = pulls.map(({ branch }) => branch);
  expect(new Set(branches).size, "I1: one pull request an issue").toBe(branches.length);
  const answered = facts.filter((fact) => fact.type === "question.answered").length;
  expect(answered, "I2: every acknowledged answer is there").toBeGreaterThanOrEqual(memory.acknowledged.length);
  expect(memory.askedAgain, "I2: nothing answered is asked again").toEqual([]);
  await until(() => survivorsOf(dirname(milestone.stateDir)).length === 0, "I3: nothing is left running");
  expect(protectedRefs(milestone), "I4: protected refs").toBe(before.refs);
  expect(canariesIn(milestone, memory.printed), "I5: no secret anywhere").toEqual([]);
  expect((await milestone.run(["status", "m3"])).code, "I6: the state is valid").toBe(0);
  expect(milestone.git("rev-parse", "HEAD", "main"), "I8: the user's checkout").toBe(before.checkout);
  expect(
    milestone.git("status", "--porcelain").replace(" M docs/milestones/m3/IMPLEMENTATION_PLAN.md", ""),
    "I8: the user's files",
  ).toBe("");
  expect(milestone.plan(), "the plan says how it ended").toMatch(/## Current (Phase|Status)[^#]*Complete/);
  expect(milestone.plan(), "the plan says so of every issue").not.toMatch(/\| (In progress)? \| (#\d+)? \|$/m);
  expect(filesOf(milestone), "I8: nothing beside worktree and state").toBe(before.files);
  expect(finishedTwice(facts), "I9: no finished step is repeated").toEqual([]);
}

/** Every fact that was recorded, in order. */
export function journalOf({ stateDir }: Pick<TestMilestone, "stateDir">): readonly Stamped<Fact>[] {
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

/** What the repository's own folder and its neighbours hold, apart from what git itself needs for branches and worktrees. */
function filesOf({ root }: TestMilestone): string {
  const beside = readdirSync(dirname(root)).filter((name) => name !== "repo.worktrees");
  const config = ["config", "hooks", "info"].map((name) => listing(join(root, ".git", name)));
  return JSON.stringify([beside, config]);
}

function listing(path: string): unknown {
  if (!existsSync(path)) return null;
  if (statSync(path).isDirectory()) return readdirSync(path).map((name) => [name, listing(join(path, name))]);
  return readFileSync(path, "utf8");
}

/** Where a secret is found: as it is, in base64, or as part of a URL. */
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

/** Steps recorded as finished more than once in a round, unless their worktree was lost. */
export function finishedTwice(facts: readonly Stamped<Fact>[]): readonly string[] {
  const seen = new Set<string>();
  const twice: string[] = [];
  for (const fact of facts) {
    // A worktree that was lost has to be filled again.
    if (fact.type === "issue.restarted")
      for (const name of seen) if (name.startsWith(`${fact.issue} `)) seen.delete(name);
    if (fact.type !== "step.finished") continue;
    const name = `${fact.issue} ${fact.round} ${fact.result.step}`;
    if (seen.has(name)) twice.push(name);
    seen.add(name);
  }
  return twice;
}
