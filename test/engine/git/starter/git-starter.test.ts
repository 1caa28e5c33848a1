import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import type { GitRequest } from "../../../../src/engine/git/starter/execute-git.ts";
import { createGitStarter, type GitStarter } from "../../../../src/engine/git/starter/git-starter.ts";
import { createGit, NO_REPOSITORY } from "../../../../src/engine/git/run-git.ts";
import { survivorsOf } from "../../../support/survivors.ts";
import { environment } from "../../../support/opened-repository.ts";
import { until } from "../../../support/until.ts";

const SOURCE = new URL("../../../../src/engine/git/starter/", import.meta.url);
const PROGRAM = fileURLToPath(new URL("program.ts", SOURCE));

/** Runs a shell line as a git command. */
function shell(line: string, more: Partial<GitRequest> = {}): GitRequest {
  return { args: ["-c", `alias.test=!${line}`, "test"], cwd: "/", env: environment(), ...more };
}

/** Prints the parent of the git process that runs this. */
const PARENT = shell("cut -d' ' -f4 /proc/$PPID/stat");

describe.runIf(process.platform === "linux")("git starter", () => {
  test("starts git from another process once that one is ready, and directly before and after", async () => {
    const starter = createGitStarter(PROGRAM);
    expect(await parentOf(starter)).toBe(process.pid);
    const pid = await open(starter);
    await starter.close();
    expect(survivorsOf(PROGRAM)).not.toContain(pid);
    expect(await parentOf(starter)).toBe(process.pid);
  });

  test("returns what git printed, byte by byte, and how it ended", async () => {
    const starter = createGitStarter(PROGRAM);
    await open(starter);
    const { signal } = new AbortController();
    const request = shell(String.raw`cat; printf '\377\0'; echo oh >&2; exit 3`, { input: "in" });
    expect(await starter.execute(request, signal)).toMatchObject({
      exitCode: 3,
      stdout: Uint8Array.from([0x69, 0x6e, 0xff, 0]),
      stderr: new TextEncoder().encode("oh\n"),
      cut: false,
      timedOut: false,
    });
    expect(await starter.execute(shell("sleep 100", { timeoutMs: 50 }), signal)).toMatchObject({ timedOut: true });
    const git = createGit(environment({ PATH: "/nowhere" }), signal, starter.execute);
    await expect(git.run(NO_REPOSITORY, ["version"])).rejects.toThrow("git cannot be started in /");
  });

  test("an abort ends git and what it started", async () => {
    const starter = createGitStarter(PROGRAM);
    await open(starter);
    const [mark, abort] = [randomUUID(), new AbortController()];
    const git = createGit(environment({ MARK: mark }), abort.signal, starter.execute);
    const ended = git.run(NO_REPOSITORY, ["-c", "alias.test=!sleep 100", "test"]);
    await until(() => survivorsOf(mark).length >= 2);
    abort.abort(new Error("enough"));
    await expect(ended).rejects.toThrow("enough");
    expect(survivorsOf(mark)).toEqual([]);
  });

  test("where the process is killed, its git is reported as not ended, and the next is started directly", async () => {
    const starter = createGitStarter(PROGRAM);
    const pid = await open(starter);
    const { signal } = new AbortController();
    const mark = randomUUID();
    const git = createGit(environment({ MARK: mark }), signal, starter.execute);
    const ended = git.run(NO_REPOSITORY, ["-c", "alias.test=!sleep 2", "test"]);
    await until(() => survivorsOf(mark).length >= 2);
    process.kill(pid, "SIGKILL");
    await expect(ended).rejects.toThrow("git -c: the process that had started it was killed");
    expect(await parentOf(starter)).toBe(process.pid);
    await until(() => survivorsOf(mark).length === 0);
  });

  test("after kill -9 of the program neither the process nor a git is left", async () => {
    const mark = randomUUID();
    const owner = `
      const { createGitStarter } = await import(${JSON.stringify(new URL("git-starter.ts", SOURCE).href)});
      const starter = createGitStarter(${JSON.stringify(PROGRAM)});
      starter.open();
      const { signal } = new AbortController();
      const request = (line) => ({ args: ["-c", "alias.test=!" + line, "test"], cwd: "/", env: process.env });
      const parent = async () => Number(Buffer.from((await starter.execute(request(${JSON.stringify(
        "cut -d' ' -f4 /proc/$PPID/stat",
      )}), signal)).stdout));
      let pid = await parent();
      while (pid === process.pid) pid = await parent();
      console.log(pid);
      await starter.execute(request("sleep 100"), signal);`;
    const program = spawn(process.execPath, ["--input-type=module", "-e", owner], {
      env: { ...environment({ MARK: mark }), NODE_OPTIONS: "" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(program.stdout, "data");
    const pid = Number(line);
    await until(() => survivorsOf(mark).length >= 3);
    expect(survivorsOf(PROGRAM)).toContain(pid);
    program.kill("SIGKILL");
    await until(() => survivorsOf(mark).length === 0 && !survivorsOf(PROGRAM).includes(pid));
  });
});

/** Opens the starter and waits until it is ready. Returns the id of its process. */
async function open(starter: GitStarter): Promise<number> {
  onTestFinished(() => starter.close());
  starter.open();
  let parent = process.pid;
  await until(async () => (parent = await parentOf(starter)) !== process.pid);
  return parent;
}

async function parentOf(starter: GitStarter): Promise<number> {
  return Number(Buffer.from((await starter.execute(PARENT, new AbortController().signal)).stdout));
}
