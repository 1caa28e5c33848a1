// Several lanes with a question each: answers in any order, and every way in which a run can end meanwhile.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Question } from "../../src/engine/model/stop.ts";
import { journalOf } from "../faults/invariants.ts";
import { answerEvents, answersOf, openQuestions } from "../support/answering.ts";
import { linesOf, testMilestone, type MilestoneIssue, type Started, type TestMilestone } from "../support/milestone.ts";
import { temporaryFolder } from "../support/repository.ts";
import { survivorsOf } from "../support/survivors.ts";
import { TAP_TESTS } from "../support/tap-tests.ts";
import { until } from "../support/until.ts";

/** Asks before the commit, so that the issue keeps its lane. */
const SCHEMA: MilestoneIssue = {
  id: "01",
  script: { implement: { write: { "migrations/002.sql": "ALTER TABLE users DROP COLUMN email;\n" } } },
};

/** Asks after the commit, so that the lane is free meanwhile. */
const REVIEW: MilestoneIssue = {
  id: "02",
  script: { reviews: [[{ title: "No", file: "src/issue-02.txt", line: 1, severity: "warning" }], []] },
};

const TESTS: MilestoneIssue = {
  id: "03",
  script: {
    implement: { write: { "tests.txt": "one\n!two\n" } },
    fixes: [{ write: { "tests.txt": "one\ntwo\n" }, done: ["Repaired"] }],
  },
};

/** Asks nothing, and is done while the others wait for answers. */
const QUIET: MilestoneIssue = { id: "04" };

const ANSWERS: Readonly<Record<string, string>> = { "01": "approve", "02": "fix", "03": "fix" };
const ALL_ANSWERS = [
  "01 breaking-schema approve",
  "02 review fix",
  "03 tests-failing fix",
  "run phase-boundary continue",
];

function milestoneOf(issues: readonly MilestoneIssue[]): TestMilestone {
  return testMilestone({ issues, files: { "tests.txt": "one\n" }, config: { test: TAP_TESTS } });
}

/** Waits until these issues have a question each. Returns the ids of the questions by issue. */
async function asked(
  milestone: TestMilestone,
  ...issues: readonly string[]
): Promise<Readonly<Record<string, string>>> {
  const ids = () =>
    Object.fromEntries(openQuestions(journalOf(milestone)).map(({ id, issue = "run" }) => [issue, id] as const));
  await until(() => issues.every((issue) => ids()[issue] !== undefined), `questions of ${issues.join(", ")}`);
  return ids();
}

function isDone(milestone: TestMilestone, issue: string): boolean {
  return journalOf(milestone).some((fact) => fact.type === "issue.done" && fact.issue === issue);
}

describe("three questions that are open at once", () => {
  test.each([
    ["--plain", (issue: string) => issue],
    ["--json", (_: string, id: string) => id],
  ])("are answered in another order with %s, and keep no other lane waiting", async (view, nameOf) => {
    const milestone = milestoneOf([SCHEMA, REVIEW, TESTS, QUIET]);
    const { child, output, ended } = milestone.start(["m3", view, "--lanes", "3"]);
    const ids = await asked(milestone, "01", "02", "03");
    await until(() => isDone(milestone, "04"), "the issue without a question");
    expect(answersOf(journalOf(milestone))).toEqual([]);

    child.stdin?.write("fix\n");
    for (const issue of ["03", "01", "02"]) {
      child.stdin?.write(`${nameOf(issue, ids[issue] ?? "")} ${ANSWERS[issue]}\n`);
      await until(() => answersOf(journalOf(milestone)).some((answer) => answer.startsWith(issue)), issue);
    }
    await asked(milestone, "run");
    child.stdin?.write("continue\n");
    const { code, stderr } = await ended;
    expect(code).toBe(0);
    expect(answersOf(journalOf(milestone))).toEqual(ALL_ANSWERS);
    const said = view === "--plain" ? output() : stderr;
    expect(linesOf(said)).toContain("? fix: 3 questions are open, so name one");
  });
});

test("a branch that the user looks at while its issue has no lane is asked about, and the run goes on", async () => {
  const go = join(temporaryFolder(), "go");
  const busy = { implement: { shell: `until [ -e '${go}' ]; do sleep 0.1; done; echo 4 > four.txt` } };
  const milestone = milestoneOf([REVIEW, { id: "04", script: busy }, { id: "05" }]);
  const { child, output, ended } = milestone.start(["m3", "--plain", "--lanes", "2"]);
  await asked(milestone, "02");
  await until(() => isDone(milestone, "05"), "another issue in its lane");
  writeFileSync(go, "");
  milestone.git("checkout", "-q", "feat/m3-102-do-thing-02");
  child.stdin?.write("02 fix\n");
  const stop = `#02 │ Error: Branch feat/m3-102-do-thing-02 is checked out in ${milestone.root}\n`;
  await until(() => output().includes(stop), "the question");
  milestone.git("checkout", "-q", "main");
  child.stdin?.write("02 retry\n");
  await asked(milestone, "run");
  child.stdin?.write("continue\n");
  expect((await ended).code).toBe(0);
  expect(milestone.calls().filter((call) => call.startsWith("fix"))).toEqual(["fix 02 1"]);
});

describe("with a question answered, two open and an agent at work, a run", () => {
  test.each<[how: string, code: number | null, end: (started: Started) => void, again: readonly string[]]>([
    ["ended by abort", 3, ({ child }) => child.stdin?.write("02 abort\n"), ["01"]],
    ["interrupted by ctrl-c", 130, ({ child }) => child.kill("SIGINT"), ["01", "02"]],
    ["at the end of its input", 3, ({ child }) => child.stdin?.end(), ["01", "02"]],
    ["ended by panic", 3, ({ child }) => child.stdin?.write("panic\n"), ["01", "02"]],
    ["killed with -9", null, ({ child }) => child.kill("SIGKILL"), ["01", "02"]],
  ])("%s leaves no process, and asks the open questions again under their ids", async (_, expected, end, again) => {
    const begun = join(temporaryFolder(), "begun");
    const slow = `if [ -e '${begun}' ]; then echo 5 > five.txt; else touch '${begun}'; sleep 600; fi`;
    const milestone = milestoneOf([SCHEMA, REVIEW, TESTS, { id: "05", script: { implement: { shell: slow } } }]);
    const first = milestone.start(["m3", "--plain", "--lanes", "4"]);
    first.child.stdin?.on("error", () => {});
    const ids = await asked(milestone, "01", "02", "03");
    await until(() => milestone.calls().includes("implement 05 1"), "the agent");
    first.child.stdin?.write("03 fix\n");
    await until(() => isDone(milestone, "03"), "the fix");
    end(first);
    const { code, stderr } = await first.ended;
    expect(code, stderr).toBe(expected);
    await until(() => survivorsOf(dirname(milestone.stateDir)).length === 0, "the end of all processes");

    const second = milestone.start(["m3", "--json", "--lanes", "4"]);
    const questions: Question[] = [];
    answerEvents(
      second,
      ({ issue = "run" }) => ANSWERS[issue] ?? "continue",
      (event) => {
        if (event.type === "question.asked") questions.push(event.question);
      },
    );
    expect((await second.ended).code).toBe(0);
    for (const issue of again) expect(questions.find((question) => question.issue === issue)?.id).toBe(ids[issue]);
    expect(questions.map(({ issue = "run" }) => issue).toSorted()).toEqual(["01", "02", "run"]);
    expect(answersOf(journalOf(milestone)).filter((answer) => !answer.endsWith("abort"))).toEqual(ALL_ANSWERS);
    expect(await milestone.pulls()).toHaveLength(4);
  });
});
