// What other commands show of a run with several issues at work, while that run is live.
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isFact } from "../../src/engine/model/events.ts";
import { milestoneStateFolder, makePrivate, repositoryStateFolder } from "../../src/state/folder.ts";
import { openLedger } from "../../src/state/ledger/ledger.ts";
import { acquireLock } from "../../src/state/lock/lock.ts";
import { openLogs } from "../../src/state/logs/log-writer.ts";
import { realClock } from "../support/clock.ts";
import { linesBetween, linesOf, testMilestone, type TestMilestone } from "../support/milestone.ts";
import { ANSWERED, ASKING, asPublished } from "../support/three-lanes.ts";
import { until } from "../support/until.ts";

const ISSUES = ["07", "08", "09", "10"].map((id) => ({ id }));

test("status shows every issue at work and every open question", async () => {
  const milestone = testMilestone({ issues: ISSUES });
  await liveRun(milestone);
  const { code, stdout } = await milestone.run(["status", "m3"]);
  expect(linesOf(stdout)).toEqual([
    "📊 Current State",
    "Milestone: m3",
    "Phase: 1 of 2",
    "Lanes: 3",
    "Issues:",
    "  #07 — Issue 07 (#107), PR #1 (open): review, waits for an answer to q1",
    "  #08 — Issue 08 (#108): implement",
    "  #09 — Issue 09 (#109): worktree, waits for an answer to q2",
    "Progress:",
    "  ✅ Done: 0",
    "  ⏳ Current: 3",
    "  📋 Remaining: 2",
    "  ⏭️ Skipped: 0",
    "Open PRs: 1",
    "  #1",
    "Open questions: 2",
    "  q1 #07: Code review: 1 issue (attempt 1/2) (fix | skip | abort)",
    "  q2 #09: Agent failed (retry | skip | abort)",
    "---",
    "#07 │ 🛑 Code review: 1 issue (attempt 1/2)",
    "#07 │ ",
    "#07 │ 1. Unused import — src/a.py#L3",
    "#07 │ ",
    "#07 │ fix | skip | abort",
    "---",
    "#09 │ 🛑 Agent failed",
    "#09 │ ",
    "#09 │ Error: It crashed",
    "#09 │ ",
    "#09 │ retry | skip | abort",
  ]);
  expect(code).toBe(0);
});

test("logs without a number are those of all issues, by time, and -f goes on with them", async () => {
  const milestone = testMilestone({ issues: ISSUES });
  const { log } = await liveRun(milestone);
  await log("08", "1", "one");
  await log(undefined, "2", "two");
  await log("07", "3", "three");
  const lines = (text: string) => linesOf(text).map((line) => line.replace(/\d{4}-\S+ agent +/, ""));
  const all = ["#08 │ one", "two", "#07 │ three"];
  expect(lines((await milestone.run(["logs", "m3"])).stdout)).toEqual(expect.arrayContaining(all));
  expect(lines((await milestone.run(["logs", "m3", "08"])).stdout)).toContain("one");
  const { child, output, ended } = milestone.start(["logs", "m3", "-f"]);
  await until(() => output().includes("three"));
  await log("09", "4", "four");
  await until(() => output().includes("four"));
  child.kill("SIGINT");
  await ended;
  expect(lines(output()).filter((line) => [...all, "#09 │ four"].includes(line))).toEqual([...all, "#09 │ four"]);
});

test("a replay names the issues as the run did", async () => {
  const milestone = testMilestone({ issues: ISSUES });
  const { end } = await liveRun(milestone);
  await end();
  const { code, stdout } = await milestone.run(["replay", "m3", "--plain"]);
  expect(linesBetween(stdout, "#09 │ > q2 skip", undefined).filter((line) => line.includes("│ >"))).toEqual([
    "#09 │ > q2 skip",
    "#07 │ > fix",
  ]);
  expect(code).toBe(0);
});

/** Records the events of three lanes up to the open questions, and holds the milestone's lock until the test ends. */
async function liveRun({ root, stateDir }: TestMilestone) {
  const folder = milestoneStateFolder(await repositoryStateFolder(stateDir, join(root, ".git")), "m3");
  await makePrivate(folder);
  const lock = await acquireLock({ folder, milestone: "m3", version: "1.0.0", clock: realClock });
  const logs = await openLogs(folder);
  const onListenerError = (error: unknown) => {
    throw error;
  };
  const ledger = await openLedger({ folder, milestone: "m3", clock: realClock, lock, logs, onListenerError });
  onTestFinished(async () => {
    await ledger.close();
    await lock.release();
  });
  const record = async (events: readonly (typeof ASKING)[number][]) => {
    for (const event of asPublished(events)) await (isFact(event) ? ledger.record(event) : ledger.emit(event));
  };
  await record(ASKING);
  return {
    end: () => record(ANSWERED),
    async log(issue: string | undefined, second: string, text: string) {
      logs.write({ type: "log", issue, source: "agent", text, v: 1, seq: 1, at: `2027-01-01T00:00:0${second}.000Z` });
      await logs.flush();
    },
  };
}
