// A disk that is full or read-only: the run waits, says so, and goes on when it is mended.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { testMilestone, type TestMilestone } from "../support/milestone.ts";
import { temporaryFolder } from "../support/repository.ts";
import { until } from "../support/until.ts";
import { finishedTwice, journalOf } from "./invariants.ts";

/** A small disk of its own; undefined where the machine does not let us make one. */
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

/** A run at its first question, with its state on a small disk. */
async function atQuestion(
  disk: string,
): Promise<{ milestone: TestMilestone; run: ReturnType<TestMilestone["start"]> }> {
  const milestone = testMilestone({
    issues: [
      { id: "01", script: { reviews: [[finding], []], fixes: [{ write: { "src/issue-01.txt": "mended\n" } }] } },
      { id: "02" },
    ],
  });
  const run = milestone.start(["m3", "--plain"], { MILESTONE_TUI_STATE_DIR: join(disk, "state") });
  await until(() => run.output().includes(question));
  return { milestone, run };
}

function fill(disk: string): void {
  spawnSync("dd", ["if=/dev/zero", `of=${join(disk, "full")}`, "bs=4k"]);
}

describe("the disk that holds the state", () => {
  test("is full: it says so, and goes on when there is room again", async ({ skip }) => {
    const disk = smallDisk() ?? skip("this machine lets nobody mount a disk");
    const { run } = await atQuestion(disk);
    fill(disk);
    run.child.stdin?.write("fix\n");
    await until(() => run.output().includes("⏳"), "the run to say that it waits");
    rmSync(join(disk, "full"));
    await until(() => run.output().includes("continue | skip-phase | abort"), "the run to go on");
    run.child.stdin?.end("continue\n");
    const { code, stderr } = await run.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(finishedTwice(journalOf({ stateDir: join(disk, "state") }))).toEqual([]);
  });

  test("is read-only: it says so before anything is done, and goes on once it is mended", async ({ skip }) => {
    const disk = smallDisk() ?? skip("this machine lets nobody mount a disk");
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

  test("becomes full in the middle of everything: whatever was being written, it waits and completes", async ({
    skip,
  }) => {
    const disk = smallDisk() ?? skip("this machine lets nobody mount a disk");
    const { milestone, run } = await atQuestion(disk);
    run.child.stdin?.write("fix\n");
    await until(() => milestone.calls().includes("fix 01 1"));
    fill(disk);
    await until(() => run.output().includes("⏳") || run.output().includes("continue | skip-phase | abort"));
    if (existsSync(join(disk, "full"))) rmSync(join(disk, "full"));
    await until(() => run.output().includes("continue | skip-phase | abort"));
    run.child.stdin?.end("continue\n");
    expect(await run.ended).toMatchObject({ code: 0, stderr: "" });
  });

  test("is full, and the run is killed while it waits: what it had acknowledged is there, and nothing else", async ({
    skip,
  }) => {
    const disk = smallDisk() ?? skip("this machine lets nobody mount a disk");
    const { milestone, run } = await atQuestion(disk);
    fill(disk);
    run.child.stdin?.write("fix\n");
    await until(() => run.output().includes("⏳"));
    run.child.kill("SIGKILL");
    await run.ended;
    rmSync(join(disk, "full"));
    // The last page of the journal may have had room for the answer.
    const acknowledged = run.output().includes("> fix");
    const again = await milestone.run(["m3", "--plain"], [...(acknowledged ? [] : ["fix"]), "continue"], {
      MILESTONE_TUI_STATE_DIR: join(disk, "state"),
    });
    expect(again.stdout.includes("🛑 Code review: 1 issue (attempt 1/2)")).toBe(!acknowledged);
    expect(again.code).toBe(0);
  });
});
