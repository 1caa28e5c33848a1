// The built program with several lanes in a real terminal.
import { expect, inject, test } from "vitest";
import { journalOf } from "../faults/invariants.ts";
import { answersOf, openQuestions } from "../support/answering.ts";
import { testMilestone } from "../support/milestone.ts";
import { openTerminal } from "../support/terminal.ts";

const breaking = (table: string) => ({ write: { [`migrations/${table}.sql`]: `DROP TABLE ${table};\n` } });
const finding = { title: "No", file: "src/issue-02.txt", line: 1, severity: "warning" };

test("three questions are open at once, and answered in another order on the screen", async () => {
  const milestone = testMilestone({
    issues: [
      { id: "01", script: { implement: breaking("users") } },
      { id: "02", script: { reviews: [[finding], []] } },
      { id: "03", script: { implement: breaking("groups") } },
    ],
  });
  const terminal = openTerminal(process.execPath, [inject("bin"), "m3", "--lanes", "3", "-C", milestone.root], {
    columns: 100,
    rows: 30,
    env: { MILESTONE_TUI_STATE_DIR: milestone.stateDir, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C.UTF-8" },
  });
  const heading = () => terminal.rows().find((row) => /question \d of \d|Phase 1 complete/.test(row)) ?? "";
  const show = async (issue: string) => {
    while (!heading().includes(`#${issue}`)) {
      const before = heading();
      terminal.type("]");
      await terminal.until(() => heading() !== before);
    }
  };
  await terminal.until(() => openQuestions(journalOf(milestone)).length === 3 && heading().includes("of 3"));
  await show("03");
  terminal.type("approve");
  await terminal.until(() => answersOf(journalOf(milestone)).length === 1 && heading().includes("of 2"));
  await show("02");
  terminal.type("f");
  await terminal.until(() => answersOf(journalOf(milestone)).length === 2 && terminal.text().includes("◆ #01"));
  terminal.type("s");
  await terminal.until(() => terminal.text().includes("Phase 1 complete"));
  terminal.type("c");
  expect(await terminal.ended).toBe(0);
  expect(answersOf(journalOf(milestone))).toEqual([
    "01 breaking-schema skip",
    "02 review fix",
    "03 breaking-schema approve",
    "run phase-boundary continue",
  ]);
});
