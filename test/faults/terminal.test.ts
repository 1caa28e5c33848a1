// Terminals that are too small to read, and floods of output: the run continues, and its output stays harmless.
import { expect, inject, test } from "vitest";
import { lockOwner } from "../support/lock-owner.ts";
import { testMilestone, type Turn } from "../support/milestone.ts";
import { openTerminal, type Terminal } from "../support/terminal.ts";
import { FLOOD, peakMemory } from "./memory.ts";

test.each([
  [1, 1],
  [2, 1],
  [500, 2],
])("the run completes in a terminal of %i×%i", async (columns, rows) => {
  const milestone = testMilestone({
    issues: [
      { id: "01", script: { implement: { write: { "a.txt": "a\n" }, say: ["\u001b]52;c;ZXZpbA==\u0007evil"] } } },
    ],
  });
  const terminal = openTerminal(process.execPath, [inject("bin"), "m3", "--autonomous", "-C", milestone.root], {
    columns,
    rows,
    env: { MILESTONE_TUI_STATE_DIR: milestone.stateDir, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C.UTF-8" },
  });
  expect(await terminal.ended).toBe(0);
  expect(terminal.alternate).toBe(false);
  expect(terminal.written).not.toContain("\u001b]52");
  expect(await milestone.pulls()).toHaveLength(1);
});

test("in a flood of escape sequences keys work, none reaches the terminal, and memory stays small", async () => {
  const write = { "src/a.txt": "a\n" };
  const quiet = await flooded({ write }, () => Promise.resolve());
  const shell = `yes '\u001b]52;c;ZXZpbA==\u0007\u001b[2J\u001b[31mline\u202e' | head -c ${FLOOD}`;
  const loud = await flooded({ write, shell }, async (terminal) => {
    await terminal.until(() => terminal.text().includes("x1b[2J"));
    for (let presses = 0; presses < 5; presses += 1) {
      terminal.type("?");
      await terminal.until(() => terminal.text().includes("Half a page down"));
      terminal.type("?");
      await terminal.until(() => !terminal.text().includes("Half a page down"));
    }
  });
  expect(loud - quiet).toBeLessThan(100 * 1024 * 1024);
}, 900_000);

/** The program's peak memory on the screen, in bytes, with an agent that does `implement`. */
async function flooded(implement: Turn, meanwhile: (terminal: Terminal) => Promise<void>): Promise<number> {
  const milestone = testMilestone({ issues: [{ id: "01", script: { implement } }] });
  const terminal = openTerminal(process.execPath, [inject("bin"), "m3", "-C", milestone.root], {
    columns: 120,
    rows: 40,
    env: { MILESTONE_TUI_STATE_DIR: milestone.stateDir, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C.UTF-8" },
  });
  await meanwhile(terminal);
  await terminal.until(() => terminal.text().includes("Phase 1 complete"));
  const peak = peakMemory(lockOwner(milestone));
  terminal.type("c");
  expect(await terminal.ended).toBe(0);
  expect(terminal.written).not.toContain("\u001b]52");
  expect(terminal.written).not.toContain("\u202e");
  expect(terminal.written).not.toContain("\u001b[31mline");
  return peak;
}
