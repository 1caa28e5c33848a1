// Terminals nobody can read: the run goes on, and what is said stays harmless.
import { expect, inject, test } from "vitest";
import { testMilestone } from "../support/milestone.ts";
import { openTerminal } from "../support/terminal.ts";

test.each([[1, 1], [2, 1], [500, 2]])("a terminal of %i×%i: it works through the milestone all the same", async (columns, rows) => {
  const milestone = testMilestone({ issues: [{ id: "01", script: { implement: { write: { "a.txt": "a\n" }, say: ["\u001b]52;c;ZXZpbA==\u0007evil"] } } }] });
  const terminal = openTerminal(process.execPath, [inject("bin"), "m3", "--autonomous", "-C", milestone.root], {
    columns, rows, env: { MILESTONE_TUI_STATE_DIR: milestone.stateDir, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C.UTF-8" },
  });
  expect(await terminal.ended).toBe(0);
  expect(terminal.alternate).toBe(false);
  expect(terminal.written).not.toContain("\u001b]52");
  expect(await milestone.pulls()).toHaveLength(1);
});
