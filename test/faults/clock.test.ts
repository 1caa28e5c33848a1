// A system clock that changes while the program runs. Uses libfaketime where it is installed.
import { globSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testMilestone } from "../support/milestone.ts";
import { temporaryFolder } from "../support/repository.ts";
import { until } from "../support/until.ts";
import { finishedTwice, journalOf } from "./invariants.ts";

const [LIBRARY] = globSync(["/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib/faketime/libfaketimeMT.so.1"]);

// oxlint-disable-next-line no-console -- a skipped test should be noticed
if (LIBRARY === undefined)
  console.warn("The clock tests are skipped: libfaketime is not installed (Debian: apt-get install faketime)");

test.skipIf(LIBRARY === undefined).for([
  ["three days forward", "+3d"],
  ["three days back", "-3d"],
])("the clock jumps %s: no second owner, no timeout, nothing asked or done twice", async ([, jump = "+0"]) => {
  const clock = join(temporaryFolder(), "clock");
  writeFileSync(clock, "+0");
  const finding = { title: "No", file: "src/issue-01.txt", severity: "warning" };
  const milestone = testMilestone({
    issues: [{ id: "01", script: { reviews: [[finding], []], fixes: [{ write: { "src/issue-01.txt": "fixed\n" } }] } }],
  });
  const run = milestone.start(["m3", "--plain"], {
    LD_PRELOAD: LIBRARY ?? "",
    FAKETIME_TIMESTAMP_FILE: clock,
    FAKETIME_NO_CACHE: "1",
    DONT_FAKE_MONOTONIC: "1",
  });
  await until(() => run.output().includes("fix | skip | abort"));
  writeFileSync(clock, jump);
  expect((await milestone.run(["m3", "--plain"])).code).toBe(4);
  run.child.stdin?.write("fix\n");
  await until(() => run.output().includes("continue | skip-phase | abort"));
  run.child.kill("SIGKILL");
  await run.ended;
  expect((await milestone.run(["m3", "--plain"], ["continue"])).code).toBe(0);
  const facts = journalOf(milestone);
  expect(finishedTwice(facts)).toEqual([]);
  expect(facts.filter((fact) => fact.type === "question.answered")).toHaveLength(2);
  // Make sure that the clock really jumped.
  const days = facts.map(({ at }) => Date.parse(at) / 86_400_000);
  expect(Math.max(...days) - Math.min(...days)).toBeGreaterThan(2.9);
});
