import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeStarterFiles, type InitRequest } from "../../../src/cli/init/write-starter-files.ts";
import { detectChecks, type DetectedChecks } from "../../../src/engine/checks/detect.ts";
import { loadConfig } from "../../../src/engine/config/load-config.ts";
import { locateMilestone } from "../../../src/engine/plan/sources/locate-milestone.ts";
import { loadPlan } from "../../../src/engine/plan/sources/load-plan.ts";
import { reviewPlan } from "../../../src/engine/plan/review/review-plan.ts";
import { temporaryFolder } from "../../support/repository.ts";

const nothing: DetectedChecks = { ecosystem: undefined, notes: [] };

test("the config has the detected checks, and is read with the same values", async () => {
  const root = temporaryFolder();
  const checks: DetectedChecks = {
    ecosystem: "npm",
    notes: ["Look here."],
    setup: "npm ci",
    lint: "npm run lint",
    test: { command: "npm test", report: "r.xml", format: "auto", minutes: 15 },
  };
  const lines = await init({ root, checks });
  expect(lines).toEqual(
    expect.arrayContaining(["✓ Detected: npm", "  ⚠️ Look here.", "✓ Wrote milestone.config.json"]),
  );
  expect(await loadConfig(root, {})).toMatchObject({
    setup: "npm ci",
    lint: "npm run lint",
    test: checks.test,
    agent: "claude",
    milestonesDir: "docs/milestones",
  });
});

test.each([
  ["main", "main"],
  ["master", "master"],
  ["feat/x", "main"],
])("the sample plan written on branch %s passes the plan review", async (branch, base) => {
  const root = temporaryFolder();
  await init({ root, branch });
  const { milestonesDir } = await loadConfig(root, {});
  const loaded = await loadPlan(await locateMilestone("m1", { root, cwd: root, milestonesDir }));
  expect(reviewPlan(loaded)).toMatchObject({ verdict: "READY" });
  expect(loaded.problems).toEqual([]);
  expect(loaded.plan).toMatchObject({
    baseBranch: base,
    milestoneBranch: "milestone/m1-getting-started",
    scopeTags: ["docs"],
  });
  expect(
    [...loaded.plan.issues.values()].map(({ id, priority, dependencies }) => [
      id,
      priority,
      dependencies.map(({ issue }) => issue),
    ]),
  ).toEqual([
    ["01", "P0", []],
    ["02", "P1", ["01"]],
  ]);
});

test("no existing file is overwritten", async () => {
  const root = temporaryFolder();
  mkdirSync(join(root, "docs/milestones/m1"), { recursive: true });
  const spec = join(root, "docs/milestones/m1/00-SPECIFICATION.md");
  writeFileSync(spec, "mine");
  writeFileSync(join(root, "milestone.config.yaml"), "lint: mine\n");
  const lines = await init({ root });
  expect(lines.filter((line) => line.startsWith("✓ Kept")).length).toBe(2);
  expect(readFileSync(spec, "utf8")).toBe("mine");
  expect((await loadConfig(root, {})).lint).toBe("mine");
  expect((await init({ root })).filter((line) => line.startsWith("✓ Wrote"))).toEqual([]);
});

test("with existing plans it writes no sample plan and no milestonesDir", async () => {
  const root = temporaryFolder();
  await init({ root, plans: ["milestones/m3/IMPLEMENTATION_PLAN.md"] });
  expect((await loadConfig(root, {})).milestonesDir).toBeUndefined();
  await expect(locateMilestone("m1", { root, cwd: root, milestonesDir: undefined })).rejects.toMatchObject({
    code: "plan",
  });
});

test("nothing is written outside the repository", async () => {
  const root = temporaryFolder();
  await expect(init({ root, milestonesDir: "../elsewhere" })).rejects.toMatchObject({ code: "config" });
});

test("an empty folder gives a warning that nothing was detected", async () => {
  const root = temporaryFolder();
  expect(await init({ root, checks: await detectChecks(root) })).toEqual(
    expect.arrayContaining([expect.stringContaining("No ecosystem")]),
  );
});

function init(request: Partial<InitRequest> & Pick<InitRequest, "root">): Promise<readonly string[]> {
  return writeStarterFiles({ branch: "main", checks: nothing, plans: [], milestonesDir: undefined, ...request });
}
