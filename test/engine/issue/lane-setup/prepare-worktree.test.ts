// Real processes in a folder: which commands run when, and with which variables.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createSemaphore } from "../../../../src/engine/concurrency/semaphore.ts";
import { createLane } from "../../../../src/engine/issue/lane.ts";
import { prepareWorktree } from "../../../../src/engine/issue/lane-setup/prepare-worktree.ts";
import { createProcesses } from "../../../../src/engine/process/create-processes.ts";
import { temporaryFolder } from "../../../support/repository.ts";
import { stepFor, type StepOptions } from "../../../support/step.ts";

const processes = createProcesses({ isolation: "group" });
const note = (text: string) => `echo ${text} >> log`;
const COMMANDS = {
  lane: { setup: note("lane.setup $MILESTONE_LANE"), teardown: note("lane.teardown $MILESTONE_LANE") },
  setup: note("setup $MILESTONE_LANE"),
  test: note("tests $MILESTONE_LANE"),
};

/** A lane whose worktree is a folder that looks like one. */
function setup(config: object = COMMANDS, lane: StepOptions["lane"] = {}) {
  const folder = temporaryFolder();
  const path = join(folder, "1");
  const make = () => {
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path);
    writeFileSync(join(path, ".git"), "gitdir: elsewhere\n");
  };
  make();
  const removed: string[] = [];
  const step = stepFor("worktree", {
    config,
    worktree: { path, remove: () => Promise.resolve(removed.push(log()) > 0) },
    lane: {
      processes,
      stateFolder: join(folder, "state"),
      environment: { PATH: process.env["PATH"] ?? "", MILESTONE_LANE: "1" },
      ...lane,
    },
  });
  const log = () => {
    const text = readFileSync(join(path, "log"), { encoding: "utf8", flag: "a+" });
    writeFileSync(join(path, "log"), "");
    return text.trim().replaceAll("\n", ", ");
  };
  const prepare = (accepted: readonly string[] = []) => prepareWorktree(step.context, accepted, "01");
  return { ...step, path, make, removed, log, prepare, lane: createLane(step.context.lane) };
}

describe("the commands of a lane", () => {
  test("lane.setup runs once in a worktree, setup again for other packages, and both in a new worktree", async () => {
    const { path, make, log, prepare } = setup();
    expect(await prepare()).toBeUndefined();
    expect(log()).toBe("lane.setup 1, setup 1");
    await prepare();
    expect(log()).toBe("");
    writeFileSync(join(path, "package-lock.json"), "{}");
    await prepare();
    expect(log()).toBe("setup 1");
    make();
    await prepare();
    expect(log()).toBe("lane.setup 1, setup 1");
  });

  test("a failed lane.setup is a stop before setup, and is run again until it is accepted", async () => {
    const { log, prepare } = setup({ ...COMMANDS, lane: { setup: `${note("lane.setup")}; echo no database; exit 3` } });
    const stop = await prepare();
    expect(stop).toMatchObject({
      kind: "setup-failed",
      evidence: { of: "error", message: expect.stringContaining("exit 3` failed"), detail: "no database" },
    });
    expect((await prepare())?.fingerprints).toEqual(stop?.fingerprints);
    expect(log()).toBe("lane.setup, lane.setup");
    expect(await prepare(stop?.fingerprints)).toBeUndefined();
    expect(log()).toBe("setup 1");
  });

  test("a file that cannot be copied is a stop before both, until it is accepted", async () => {
    const { log, prepare } = setup({ ...COMMANDS, lane: { copy: [".env", "certs"] } });
    const stop = await prepare();
    expect(stop).toMatchObject({
      kind: "setup-failed",
      evidence: {
        message: "2 files cannot be copied into the worktree",
        detail: expect.stringMatching(/^lane\.copy: \.env is not in .*\nlane\.copy: certs is not in /),
      },
    });
    expect(log()).toBe("");
    expect(await prepare(stop?.fingerprints)).toBeUndefined();
    expect(log()).toBe("setup 1");
  });

  test("lane.teardown runs before the worktree is removed, after which lane.setup runs again", async () => {
    const { context, removed, log, prepare, lane, texts } = setup();
    await prepare();
    log();
    await lane.remove(context.watch, context.signal);
    expect(removed).toEqual(["lane.teardown 1"]);
    await prepare();
    expect(log()).toBe("lane.setup 1");
    expect(texts).toEqual([]);
  });

  test("a failed lane.teardown is a notice, and the worktree is removed all the same", async () => {
    const { context, removed, lane, texts } = setup({ lane: { teardown: "echo still in use; exit 1" } });
    await lane.remove(context.watch, context.signal);
    expect(texts).toEqual(["still in use", "lane.teardown of lane 1: `echo still in use; exit 1` failed"]);
    expect(removed).toHaveLength(1);
  });
});

test("setups and tests wait for those of other lanes, and say so once", async () => {
  const checkTurns = createSemaphore(1);
  const [first, second] = [setup(COMMANDS, { checkTurns }), setup(COMMANDS, { checkTurns })];
  const busy = Promise.withResolvers<void>();
  const other = checkTurns.use(
    () => busy.promise,
    first.context.signal,
    () => {},
  );
  const prepared = first.prepare();
  const tested = second.lane.test(second.context.watch, second.context.signal);
  const waits = ["Waits for a setup or a test run of another lane to end (limits.checksAtOnce)"];
  await expect.poll(() => [first.texts, second.texts]).toEqual([waits, waits]);
  expect([first.log(), second.log()]).toEqual(["", ""]);
  busy.resolve();
  await Promise.all([other, prepared, tested]);
  expect([first.log(), second.log()]).toEqual(["lane.setup 1, setup 1", "tests 1"]);
});
