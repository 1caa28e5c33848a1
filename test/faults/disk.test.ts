// A disk that is full or read-only: the run waits, says so, and continues when the disk can be written again.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { testMilestone, type TestMilestone } from "../support/milestone.ts";
import { temporaryFolder } from "../support/repository.ts";
import { until } from "../support/until.ts";
import { finishedTwice, journalOf } from "./invariants.ts";

/** A small disk that only this test uses; undefined where this user may not mount one. */
function smallDisk(): string | undefined {
  const folder = join(temporaryFolder(), "disk");
  mkdirSync(folder);
  if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=3m", "none", folder]).status !== 0) return undefined;
  onTestFinished(() => {
    spawnSync("umount", ["-l", folder]);
  });
  return folder;
}

const finding = { title: "No", file: "src/issue-01.txt", severity: "warning" };
const question = "fix | skip | abort";
const NO_DISK = "this user may not mount a disk";

/** A run at its first question, with its state on a small disk. */
async function atQuestion(
  disk: string,
  { lanes = 1, fixes = [{ write: { "src/issue-01.txt": "fixed\n" } }] }: { lanes?: number; fixes?: object[] } = {},
): Promise<{ milestone: TestMilestone; run: ReturnType<TestMilestone["start"]> }> {
  const milestone = testMilestone({
    issues: [{ id: "01", script: { reviews: [[finding], []], fixes } }, { id: "02" }, { id: "03" }, { id: "04" }].slice(
      0,
      lanes + 1,
    ),
  });
  const run = milestone.start(["m3", "--plain", "--lanes", String(lanes)], {
    MILESTONE_TUI_STATE_DIR: join(disk, "state"),
  });
  await until(() => run.output().includes(question));
  return { milestone, run };
}

function fill(disk: string): void {
  spawnSync("dd", ["if=/dev/zero", `of=${join(disk, "full")}`, "bs=4k"]);
}

describe("the disk that holds the state", () => {
  test.for([1, 3])(
    "is full: the run in %i lanes says so, and continues when there is space",
    async (lanes, { skip }) => {
      const disk = smallDisk() ?? skip(NO_DISK);
      const { run } = await atQuestion(disk, { lanes });
      fill(disk);
      run.child.stdin?.write("01 fix\n");
      await until(() => run.output().includes("⏳"), "the waiting message");
      rmSync(join(disk, "full"));
      // An agent in another lane may have failed just before there was space again.
      const retried = new Set<string>();
      await until(() => {
        for (const [, issue = ""] of run.output().matchAll(/^#(\d+) │ 🛑 Agent failed/gm)) {
          if (!retried.has(issue)) run.child.stdin?.write(`${issue} retry\n`);
          retried.add(issue);
        }
        return run.output().includes("continue | skip-phase | abort");
      }, "the run to continue");
      run.child.stdin?.end("continue\n");
      const { code, stderr } = await run.ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(finishedTwice(journalOf({ stateDir: join(disk, "state") }))).toEqual([]);
    },
  );

  test("is read-only: the run says so before it does anything, and works once the disk is writable", async ({
    skip,
  }) => {
    const disk = smallDisk() ?? skip(NO_DISK);
    const { milestone, run } = await atQuestion(disk);
    run.child.stdin?.end();
    expect((await run.ended).code).toBe(3);
    const environment = { MILESTONE_TUI_STATE_DIR: join(disk, "state") };
    execFileSync("mount", ["-o", "remount,ro", disk]);
    const refused = await milestone.run(["m3", "--plain"], ["fix", "continue"], environment);
    expect(refused.stderr).toMatch(/EROFS|read-only/i);
    expect(refused.stderr).not.toMatch(/^\s+at /m);
    expect(refused.code).toBe(1);
    execFileSync("mount", ["-o", "remount,rw", disk]);
    expect((await milestone.run(["m3", "--plain"], ["fix", "continue"], environment)).code).toBe(0);
  });

  test("becomes full while an agent works: its failure is not asked about, and it begins again", async ({ skip }) => {
    const disk = smallDisk() ?? skip(NO_DISK);
    const fill = { shell: `dd if=/dev/zero of=${join(disk, "full")} bs=4k` };
    const fixes = [fill, { write: { "src/issue-01.txt": "fixed\n" } }];
    const { milestone, run } = await atQuestion(disk, { fixes });
    run.child.stdin?.write("fix\n");
    await until(() => run.output().includes("⏳"), "the waiting message");
    rmSync(join(disk, "full"));
    await until(() => run.output().includes("continue | skip-phase | abort"), "the run to continue");
    run.child.stdin?.end("continue\n");
    expect(await run.ended).toMatchObject({ code: 0, stderr: "" });
    expect(run.output()).not.toContain("Agent failed");
    expect(milestone.calls().filter((call) => call.startsWith("fix 01"))).toHaveLength(2);
  });

  test("is full, and the run is killed while it waits: only acknowledged answers are kept", async ({ skip }) => {
    const disk = smallDisk() ?? skip(NO_DISK);
    const { milestone, run } = await atQuestion(disk);
    fill(disk);
    run.child.stdin?.write("fix\n");
    await until(() => run.output().includes("⏳"));
    run.child.kill("SIGKILL");
    await run.ended;
    rmSync(join(disk, "full"));
    // The answer may still have fit into the last page of the journal.
    const acknowledged = run.output().includes("> fix");
    const again = await milestone.run(["m3", "--plain"], [...(acknowledged ? [] : ["fix"]), "continue"], {
      MILESTONE_TUI_STATE_DIR: join(disk, "state"),
    });
    expect(again.stdout.includes("🛑 Code review: 1 issue (attempt 1/2)")).toBe(!acknowledged);
    expect(again.code).toBe(0);
  });
});
