// Power cuts: data that had not reached the disk is lost, but no acknowledged fact.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadState } from "../../src/state/journal/load-state.ts";
import { cuttableDisk } from "../support/disk.ts";
import { testMilestone } from "../support/milestone.ts";
import { until } from "../support/until.ts";
import { finishedTwice, journalOf } from "./invariants.ts";

const NO_DISK = "POWER CUT NOT TESTED: this machine has no loop device, or this user may not mount one";

test("a power cut at any moment loses no acknowledged fact", { timeout: 120_000 }, async ({ skip }) => {
  const disk = cuttableDisk() ?? skip(NO_DISK);
  for (let round = 0; round < 5; round += 1) {
    const writer = spawn(
      process.execPath,
      [join(import.meta.dirname, "../support/fact-writer.ts"), disk.folder, "01", "02"],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    onTestFinished(() => void writer.kill("SIGKILL"));
    let output = "";
    writer.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    const before = (await loadState(disk.folder, "m3")).position.seq;
    const enough = 1 + Math.floor(Math.random() * 150);
    await until(() => output.split("\n").length > enough);
    writer.kill("SIGSTOP");
    const acknowledged = output.split("\n").length - 1;
    await disk.cut(async () => {
      writer.kill("SIGKILL");
      await once(writer, "close");
    });
    const { position, notices } = await loadState(disk.folder, "m3");
    expect(notices).toEqual([]);
    expect(position.seq - before, `round ${round}`).toBeGreaterThanOrEqual(acknowledged);
  }
});

test(
  "a milestone with several power cuts continues where it was, with one pull request per issue",
  { timeout: 240_000 },
  async ({ skip }) => {
    const disk = cuttableDisk() ?? skip(NO_DISK);
    const finding = { title: "No", file: "src/issue-01.txt", severity: "warning" };
    const milestone = testMilestone({
      issues: [
        { id: "01", script: { reviews: [[finding], []], fixes: [{ write: { "src/issue-01.txt": "fixed\n" } }] } },
        { id: "02" },
        { id: "03" },
      ],
    });
    const stateDir = join(disk.folder, "state");
    const environment = { MILESTONE_TUI_STATE_DIR: stateDir };
    const start = () => {
      const run = milestone.start(["m3", "--plain"], environment);
      let isAnswered = false;
      const reaches = (isEnough: (output: string) => boolean) =>
        until(() => {
          if (!isAnswered && run.output().includes("fix | skip | abort"))
            isAnswered = run.child.stdin?.write("fix\n") !== undefined;
          return run.output().includes("continue | skip-phase") || isEnough(run.output());
        });
      return { ...run, reaches };
    };
    for (let round = 0; round < 6; round += 1) {
      const run = start();
      const enough = 5 + Math.floor(Math.random() * 60);
      await run.reaches((output) => output.split("\n").length > enough);
      run.child.kill("SIGSTOP");
      await disk.cut(async () => {
        run.child.kill("SIGKILL");
        await run.ended;
      });
    }
    const end = start();
    await end.reaches(() => false);
    end.child.stdin?.end("continue\n");
    expect(await end.ended).toMatchObject({ code: 0, stderr: "" });
    expect(finishedTwice(journalOf({ stateDir }))).toEqual([]);
    const list = await milestone.run(["pr", "list"], [], environment);
    expect(list.stdout.match(/feat\/m3-10\d/g)?.sort()).toEqual(["feat/m3-101", "feat/m3-102", "feat/m3-103"]);
  },
);
