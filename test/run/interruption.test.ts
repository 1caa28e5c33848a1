import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { finishedTwice, journalOf } from "../faults/invariants.ts";
import { linesOf, testMilestone } from "../support/milestone.ts";
import { until } from "../support/until.ts";

const THREE = [{ id: "01" }, { id: "02", needs: "#01" }, { id: "03", phase: 2 }];

describe("an interrupted run", () => {
  test("continues where it was after many kills, and does nothing twice", async () => {
    const milestone = testMilestone({ issues: THREE });
    let kills = 0;
    for (let delay = 150; ; delay += 60) {
      const { child, ended } = milestone.start(["m3", "--plain", "--autonomous"]);
      const timer = setTimeout(() => {
        child.kill("SIGKILL");
        kills += 1;
      }, delay);
      const { code } = await ended;
      clearTimeout(timer);
      if (code === 0) break;
    }
    expect(kills).toBeGreaterThan(5);
    const pulls = await milestone.pulls();
    expect(pulls.map(({ branch }) => branch).sort()).toEqual([1, 2, 3].map((n) => `feat/m3-10${n}-do-thing-0${n}`));
    expect(finishedTwice(journalOf(milestone))).toEqual([]);
    for (const { branch } of pulls) {
      expect(milestone.git("ls-remote", "--heads", "origin", branch)).not.toBe("");
    }
    expect(milestone.git("log", "--oneline", "main..feat/m3-101-do-thing-01").split("\n")).toHaveLength(1);
  });

  test("ends in order after ctrl-c: no process is left, and it can be resumed", async () => {
    const milestone = testMilestone({
      issues: [{ id: "01", script: { implement: { shell: "sleep 600", write: { "a.txt": "a\n" } } } }],
    });
    const { child, ended } = milestone.start(["m3", "--plain"]);
    await until(() => milestone.calls().length > 0);
    child.kill("SIGINT");
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(linesOf(stdout).slice(-2)).toEqual(["⏸️ Interrupted, state saved", "Resume with: milestone-tui m3"]);
    await until(() => !running("sleep 600"));
  });

  test("is named by a second instance, which exits with 4", async () => {
    const milestone = testMilestone({ issues: [{ id: "01", script: { implement: { sleep: 60_000 } } }] });
    const first = milestone.start(["m3", "--plain"]);
    await until(() => milestone.calls().length > 0);
    const second = await milestone.run(["m3", "--plain"]);
    expect(second.code).toBe(4);
    expect(second.stderr).toContain(String(first.child.pid));
    const status = await milestone.run(["status", "m3"]);
    expect(status.stdout).toContain("Issue: #01 — Do thing 01 (#101)");
  });

  test("stops at the end of its input, keeps the answers and asks the open question again", async () => {
    const milestone = testMilestone({
      issues: [{ id: "01", script: { reviews: [[{ title: "No", severity: "warning" }], []] } }, { id: "02" }],
    });
    const first = await milestone.run(["m3", "--plain"]);
    expect(first.code).toBe(3);
    const second = await milestone.run(["m3", "--plain"], ["fix"]);
    expect(second.stdout).toContain("🛑 Code review: 1 issue (attempt 1/2)");
    expect(second.stdout).toContain("continue | skip-phase | abort");
    const third = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(third.stdout).not.toContain("🛑");
    expect(third.code).toBe(0);
  });
});

function running(command: string): boolean {
  return readdirSync("/proc").some((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").includes(command);
    } catch {
      return false;
    }
  });
}
