import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testMilestone, type TestMilestone } from "../support/milestone.ts";
import { temporaryFolder } from "../support/repository.ts";
import { until } from "../support/until.ts";
import { blankMemory, drive, type Memory, type Start } from "./drive.ts";
import { ISSUES, milestoneOf, EIGHT_ISSUES } from "./five-issues.ts";
import { baselineOf, expectInvariants, journalOf } from "./invariants.ts";
import { randomNumbers } from "./random-numbers.ts";

/** `npm run test:faults` sets a higher number. */
const KILLS = Number(process.env["FAULT_KILLS"] ?? 12);
/** The numbers of lanes, separated by spaces. */
const LANES = (process.env["FAULT_LANES"] ?? "1 3").split(" ").map(Number);
const SEED = Number(process.env["FAULT_SEED"] ?? 1);
const LONG = { timeout: 120_000 + KILLS * 20_000 };

describe("a run killed with -9", () => {
  test("while an agent works starts the agent again, and keeps nothing half done", async () => {
    const begun = join(temporaryFolder(), "begun");
    const shell =
      `mkdir -p src; if [ -e ${begun} ]; then echo whole > src/whole.txt; ` +
      `else touch ${begun}; echo half > src/half.txt; sleep 600; fi`;
    const milestone = testMilestone({ issues: [{ id: "01", script: { implement: { shell } } }] });
    const { child, ended } = milestone.start(["m3", "--plain"]);
    await until(
      () => existsSync(begun) && existsSync(join(`${milestone.root}.worktrees`, "m3/1/src/half.txt")),
      "the agent to work",
    );
    child.kill("SIGKILL");
    await ended;
    expect((await milestone.run(["m3", "--plain"], ["continue"])).code).toBe(0);
    expect(
      execFileSync(
        "git",
        ["--git-dir", milestone.remote, "ls-tree", "--name-only", "feat/m3-101-do-thing-01", "src/"],
        { encoding: "utf8" },
      ),
    ).toBe("src/whole.txt\n");
  });
});

describe.each(LANES)("a run with %i lanes killed with -9", LONG, (lanes) => {
  // All issues would take four minutes. These two have a fix, a skip and a phase boundary.
  test.skipIf(lanes > 1 && KILLS <= 100)(
    "at every boundary of every step and answer continues where it was",
    async () => {
      const issues = ISSUES.filter(({ id }) => KILLS > 100 || id === "01" || id === "04");
      const milestone = milestoneOf(issues);
      const before = baselineOf(milestone);
      const memory = blankMemory();
      const places = join(temporaryFolder(), "places");
      while ((await drive(milestone, memory, { failpoint: `every:${places}`, lanes })) !== 0) {
        /* until the milestone is complete */
      }
      report("boundaries", memory);
      expect(memory.kills).toBeGreaterThan(30 * issues.length);
      expect((await milestone.pulls()).map(({ branch }) => branch).toSorted()).toEqual(branchesOf(issues));
      expect(answersOf(milestone).length, "questions of a run without kills").toBe(issues.length + 2);
      await expectInvariants(milestone, before, memory);
    },
  );

  test(`at ${KILLS} random moments (seed ${SEED}) continues where it was`, async () => {
    const random = randomNumbers(SEED);
    const issues = lanes > 1 ? EIGHT_ISSUES : ISSUES;
    for (let kills = 0; kills < KILLS;) {
      const milestone = milestoneOf(issues);
      const before = baselineOf(milestone);
      const memory = blankMemory();
      const nextKill = () => (kills + memory.kills < KILLS ? randomKill(random, lanes) : undefined);
      while ((await drive(milestone, memory, { kill: nextKill(), lanes })) !== 0) {
        /* until the milestone is complete */
      }
      kills += memory.kills;
      report(`random, ${lanes} lanes`, memory);
      expect((await milestone.pulls()).map(({ branch }) => branch).toSorted()).toEqual(branchesOf(issues));
      expect(lanes > 1 ? answersOf(milestone).toSorted() : answersOf(milestone)).toEqual(
        lanes > 1 ? ANSWERS.toSorted() : ANSWERS,
      );
      await expectInvariants(milestone, before, memory);
    }
  });
});

/** All answers of an undisturbed run with one lane. */
const ANSWERS = [
  "review fix",
  "tests-failing fix",
  "scope approve",
  "phase-boundary continue",
  "review skip",
  "protected-surface continue",
  "phase-boundary continue",
];

/**
 * Mostly after the first event, while steps run; a step takes less than 0.1 s. With several lanes after up to 60
 * events, so that on a busy machine too all lanes are at work.
 */
function randomKill(random: () => number, lanes: number): Start["kill"] {
  if (random() < 0.1) return { events: 0, ms: random() * 500 };
  if (lanes === 1) return { events: 1, ms: random() * 600 };
  return { events: 1 + Math.floor(random() * 60), ms: random() * 100 };
}

function branchesOf(issues: readonly { readonly id: string }[]): readonly string[] {
  return issues.map(({ id }) => `feat/m3-1${id}-do-thing-${id}`);
}

/** All answers as `<kind> <command>`. A kill must not add one, since no question may be asked twice because of it. */
function answersOf(milestone: TestMilestone): readonly string[] {
  const kinds = new Map<string, string>();
  return journalOf(milestone).flatMap((fact) => {
    if (fact.type === "question.asked") kinds.set(fact.question.id, fact.question.stop.kind);
    return fact.type === "question.answered" ? [`${kinds.get(fact.id)} ${fact.command}`] : [];
  });
}

/** Adds one line per milestone to the report of `npm run test:faults`. */
function report(kind: string, { kills, recoveries, acknowledged }: Memory): void {
  const file = process.env["FAULT_REPORT"];
  if (file !== undefined)
    appendFileSync(
      file,
      `${JSON.stringify({ kind, kills, answers: acknowledged.length, recoveries: recoveries.map(Math.round) })}\n`,
    );
}
