import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { linesOf, testMilestone, type TestMilestone } from "../support/milestone.ts";
import { until } from "../support/until.ts";

const THREE = [{ id: "01" }, { id: "02", needs: "#01" }, { id: "03", phase: 2 }];

describe("a run that is interrupted", () => {
  test("killed again and again, it goes on where it was and does nothing twice", async () => {
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
    expect(finishedTwice(milestone)).toEqual([]);
    for (const { branch } of pulls) {
      expect(milestone.git("ls-remote", "--heads", "origin", branch)).not.toBe("");
    }
    expect(milestone.git("log", "--oneline", "main..feat/m3-101-do-thing-01").split("\n")).toHaveLength(1);
  });

  test("ctrl-c ends it in order: nothing is left running, and it can be resumed", async () => {
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

  test("a second instance names the first and leaves", async () => {
    const milestone = testMilestone({ issues: [{ id: "01", script: { implement: { sleep: 60_000 } } }] });
    const first = milestone.start(["m3", "--plain"]);
    await until(() => milestone.calls().length > 0);
    const second = await milestone.run(["m3", "--plain"]);
    expect(second.code).toBe(4);
    expect(second.stderr).toContain(String(first.child.pid));
    const status = await milestone.run(["status", "m3"]);
    expect(status.stdout).toContain("Issue: #01 — Do thing 01 (#101)");
  });

  test("the end of the input saves and leaves; the question is asked again, the answers are kept", async () => {
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

/** Steps of one issue and round that were recorded as finished more than once. */
function finishedTwice({ stateDir }: TestMilestone): readonly string[] {
  const journal =
    readdirSync(stateDir, { recursive: true, encoding: "utf8" }).find((path) => path.endsWith("journal.ndjson")) ?? "";
  const facts = readFileSync(join(stateDir, journal), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line.slice(line.indexOf("{"))));
  const finished = facts
    .filter(({ type }) => type === "step.finished")
    .map(({ issue, round, result }) => `${issue} ${round} ${result.step}`);
  const restarted = new Set(facts.filter(({ type }) => type === "issue.restarted").map(({ issue }) => issue));
  return finished.filter((step, index) => finished.indexOf(step) !== index && !restarted.has(step.split(" ")[0]));
}

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
