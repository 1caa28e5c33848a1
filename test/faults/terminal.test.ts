// Terminals nobody can read: the run goes on, and what is said stays harmless.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { testMilestone, type TestMilestone, type Turn } from "../support/milestone.ts";
import { openTerminal, type Terminal } from "../support/terminal.ts";

test.each([
  [1, 1],
  [2, 1],
  [500, 2],
])("a terminal of %i×%i: it works through the milestone all the same", async (columns, rows) => {
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

/** Bytes an agent prints; a gigabyte in the long form. */
const FLOOD = Number(process.env["FAULT_KILLS"] ?? 0) > 100 ? 1_000_000_000 : 100_000_000;

test("a flood of escapes: keys are answered in it, none of it reaches the terminal, and the memory stays small", async () => {
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

/** The most memory the program held on a screen, in bytes, while its agent did this. */
async function flooded(implement: Turn, meanwhile: (terminal: Terminal) => Promise<void>): Promise<number> {
  const milestone = testMilestone({ issues: [{ id: "01", script: { implement } }] });
  const terminal = openTerminal(process.execPath, [inject("bin"), "m3", "-C", milestone.root], {
    columns: 120,
    rows: 40,
    env: { MILESTONE_TUI_STATE_DIR: milestone.stateDir, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C.UTF-8" },
  });
  await meanwhile(terminal);
  await terminal.until(() => terminal.text().includes("Phase 1 complete"));
  const status = readFileSync(`/proc/${programOf(milestone)}/status`, "utf8");
  terminal.type("c");
  expect(await terminal.ended).toBe(0);
  expect(terminal.written).not.toContain("\u001b]52");
  expect(terminal.written).not.toContain("\u202e");
  expect(terminal.written).not.toContain("\u001b[31mline");
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}

/** The process that has this milestone's lock. */
function programOf({ stateDir }: TestMilestone): number {
  const [lock] = execFileSync("find", [stateDir, "-name", "lock.json"], { encoding: "utf8" }).trim().split("\n");
  return JSON.parse(readFileSync(lock ?? "", "utf8")).pid;
}
