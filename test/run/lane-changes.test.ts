// What holds lanes back and what changes their number: limits, restarts with fewer or more lanes, issues tried again.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { finishedTwice, journalOf } from "../faults/invariants.ts";
import { acpMilestone } from "../support/acp-milestone.ts";
import { answersOf, answerTranscript, openQuestions } from "../support/answering.ts";
import { linesOf, testMilestone, type TestMilestone } from "../support/milestone.ts";
import { temporaryFolder } from "../support/repository.ts";
import { until } from "../support/until.ts";

const FOUR = ["01", "02", "03", "04"].map((id) => ({ id }));

/** How many facts of these types there are. */
function count(milestone: TestMilestone, ...types: readonly string[]): number {
  return journalOf(milestone).filter(({ type }) => types.includes(type)).length;
}

describe("a limit", () => {
  test("of open pull requests starts nothing further until another process merges one", async () => {
    const milestone = testMilestone({ issues: FOUR, config: { limits: { openPulls: 2 }, lanes: 3 } });
    const { child, output, ended } = milestone.start(["m3", "--plain"], { MILESTONE_TUI_TIME_SCALE: "100" });
    for (const merged of [1, 2]) {
      const waits = () => linesOf(output()).filter((line) => line.includes("limits.openPulls")).length;
      const before = waits();
      await until(() => waits() > before || count(milestone, "issue.done") === merged + 1);
      await until(() => count(milestone, "issue.done") === merged + 1 && waits() > 0, "two open pull requests");
      expect(count(milestone, "issue.started")).toBe(merged + 1);
      expect((await milestone.run(["pr", "merge", String(merged)])).code).toBe(0);
    }
    await until(() => openQuestions(journalOf(milestone)).length === 1, "the phase boundary");
    child.stdin?.write("continue\n");
    expect((await ended).code).toBe(0);
    let open = 0;
    for (const fact of journalOf(milestone)) {
      if (fact.type === "issue.started") open += 1;
      if (fact.type === "pull.observed" && fact.pull.state === "merged") open -= 1;
      expect(open).toBeLessThanOrEqual(2);
    }
  });

  test("in USD is passed by no more than one task, with four lanes", async () => {
    const turns = FOUR.map(({ id }) => ({
      match: `^Implement issue #${id}`,
      steps: [{ write: `${id}.txt`, content: "a\n", ask: false }, { cost: 3 }],
    }));
    const milestone = acpMilestone({ turns }, { limits: { usd: 4 } }, FOUR);
    const { code } = await milestone.run(["m3", "--plain", "--autonomous", "--lanes", "4"]);
    expect(code).toBe(3);
    const spent = journalOf(milestone).reduce(
      (sum, fact) => sum + (fact.type === "usage.recorded" ? (fact.usd ?? 0) : 0),
      0,
    );
    expect(spent).toBe(6);
  });
});

describe("a resumed run", () => {
  /** Four agents that do not end before the file `go` exists. */
  function interruptible(go: string): TestMilestone {
    const shell = (id: string) => `if [ -e '${go}' ]; then echo ${id} > ${id}.txt; else sleep 600; fi`;
    return testMilestone({
      config: { lanes: 3 },
      issues: FOUR.map(({ id }) => ({ id, script: { implement: { shell: shell(id) } } })),
    });
  }

  test.each([
    ["fewer lanes", ["--lanes", "3"], ["--lanes", "1"], 3],
    ["more lanes", ["--lanes", "2"], ["--lanes", "4"], 2],
    ["the lanes of the config", [], ["--lanes", "2"], 3],
  ])("goes on with %s", async (_, first, second, atWork) => {
    const go = join(temporaryFolder(), "go");
    const milestone = interruptible(go);
    const { child, ended } = milestone.start(["m3", "--plain", ...first]);
    await until(() => milestone.calls().length === atWork, "the agents");
    child.kill("SIGKILL");
    await ended;
    writeFileSync(go, "");
    const resumed = milestone.start(["m3", "--plain", ...second]);
    answerTranscript(milestone, resumed, () => "continue");
    const { code, stderr } = await resumed.ended;
    expect(code, stderr).toBe(0);
    const facts = journalOf(milestone);
    expect(await milestone.pulls()).toHaveLength(4);
    expect(finishedTwice(facts)).toEqual([]);
    expect(facts.filter(({ type }) => type === "issue.restarted")).toEqual([]);
    expect(answersOf(facts)).toEqual(["run phase-boundary continue"]);
    expect(existsSync(`${milestone.root}.worktrees`)).toBe(false);
  });

  test("finds work that is not committed in its lane, whatever the number of lanes", async () => {
    const failing = { implement: { write: { "tests.txt": "!one\n" } }, fixes: [{ write: { "tests.txt": "one\n" } }] };
    const milestone = testMilestone({
      config: { test: { command: "! grep '^!' tests.txt" } },
      files: { "tests.txt": "zero\n" },
      issues: FOUR.map(({ id }) => ({ id, script: failing })),
    });
    const first = milestone.start(["m3", "--plain", "--lanes", "3"]);
    await until(() => openQuestions(journalOf(milestone)).length === 3, "three questions");
    first.child.kill("SIGKILL");
    await first.ended;
    for (const lanes of ["1", "2"]) {
      const resumed = milestone.start(["m3", "--plain", "--lanes", lanes]);
      await until(() => openQuestions(journalOf(milestone)).length === Number(lanes), "the questions again");
      resumed.child.kill("SIGKILL");
      await resumed.ended;
    }
    const last = milestone.start(["m3", "--plain", "--lanes", "2"]);
    answerTranscript(milestone, last, ({ stop }) => (stop.kind === "phase-boundary" ? "continue" : "fix"));
    expect((await last.ended).code).toBe(0);
    expect(journalOf(milestone).filter(({ type }) => type === "issue.restarted")).toEqual([]);
    expect(milestone.calls().filter((call) => call.startsWith("implement"))).toHaveLength(4);
  });
});

test("--retry starts skipped issues again while another lane has the branch of one", async () => {
  const milestone = testMilestone({
    config: { lanes: 3 },
    issues: [
      { id: "01", script: { implement: { write: { "migrations/2.sql": "ALTER TABLE users DROP COLUMN email;\n" } } } },
      { id: "02", script: { implement: { write: { "migrations/3.sql": "DROP TABLE users;\n" } } } },
      { id: "03", needs: "#02" },
      { id: "04", phase: 2 },
    ],
  });
  const first = milestone.start(["m3", "--plain"]);
  answerTranscript(milestone, first, ({ issue }) => (issue === undefined ? "continue" : "skip"));
  expect((await first.ended).code).toBe(0);
  expect(await milestone.pulls()).toHaveLength(1);
  const second = milestone.start(["m3", "--plain", "--retry", "01,02"]);
  answerTranscript(milestone, second, ({ issue }) => (issue === undefined ? "continue" : "approve"));
  const { code, stderr } = await second.ended;
  expect(code, stderr).toBe(0);
  expect((await milestone.pulls()).map(({ branch }) => branch.slice(-2)).toSorted()).toEqual(["01", "02", "03", "04"]);
});
