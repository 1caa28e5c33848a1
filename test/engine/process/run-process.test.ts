import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Isolation, type ProcessSpec } from "../../../src/engine/process/processes.ts";
import { createProcesses } from "../../../src/engine/process/create-processes.ts";
import { temporaryFolder } from "../../support/repository.ts";
import { eachLine } from "../../support/sinks.ts";
import { isAlive, survivorsOf } from "../../support/survivors.ts";
import { until } from "../../support/until.ts";

const isolations: readonly Isolation[] = ["group", "pid-namespace"];

describe.each(isolations)("a process with isolation %s", (isolation) => {
  const processes = createProcesses({ isolation, graceMs: 200 });
  const run = (command: ProcessSpec["command"], more: Partial<ProcessSpec> = {}) =>
    processes.run({
      command,
      cwd: more.cwd ?? process.cwd(),
      env: { PATH: process.env.PATH ?? "" },
      signal: new AbortController().signal,
      ...more,
    });

  /** A run whose surviving processes can be found afterwards. */
  function marked() {
    const mark = `mark-${crypto.randomUUID()}`;
    return { mark, env: { PATH: process.env.PATH ?? "", MARK: mark }, left: () => survivorsOf(mark) };
  }

  test("returns its output, its exit code and the lines of both streams", async () => {
    const lines: string[] = [];
    const result = await run(
      { shell: "echo one; echo two >&2; printf three; exit 3" },
      { output: { write: (text, stream) => lines.push(`${stream} ${text}`), drained: () => undefined } },
    );
    expect(result).toMatchObject({
      exitCode: 3,
      signal: undefined,
      ended: undefined,
      stdout: "one\nthree",
      truncated: false,
    });
    expect(lines.toSorted()).toEqual(["stderr two", "stdout one", "stdout three"]);
    expect(result.tail.split("\n").toSorted()).toEqual(["one", "three", "two"]);
  });

  test("waits under backpressure without being idle, and loses no output", async () => {
    const { promise: drained, resolve } = Promise.withResolvers<void>();
    let length = 0;
    const output = {
      write: (text: string) => {
        length += text.length + 1;
      },
      drained: () => (length > 100_000 ? drained : undefined),
    };
    const running = run({ shell: "yes | head -c 5000000; sleep 0.1; yes | head -c 5000000" }, { output, idleMs: 300 });
    const early = await Promise.race([
      running,
      new Promise<"waits">((settle) => setTimeout(() => settle("waits"), 900)),
    ]);
    expect(early).toBe("waits");
    expect(length).toBeLessThan(1_000_000);
    resolve();
    expect(await running).toMatchObject({ exitCode: 0, ended: undefined });
    expect(length).toBe(10_000_000);
  });

  test.each(["SIGKILL", "SIGTERM", "SIGSEGV", "SIGINT"])(
    "that ends by %s is distinguished from one with an exit code",
    async (signal) => {
      expect(await run({ shell: `kill -${signal.slice(3)} $$` })).toMatchObject({
        exitCode: undefined,
        signal,
        ended: undefined,
      });
      const code = 137;
      expect(await run({ shell: `exit ${code}` })).toMatchObject({ exitCode: code, signal: undefined });
    },
  );

  test("gets its arguments and environment unchanged, and nothing else", async () => {
    const show =
      "console.log(JSON.stringify([process.argv.slice(1), process.env.HOME ?? null, process.env.ODD, " +
      "process.getuid()]))";
    const result = await run(["node", "-e", show, "--", "a b", "$HOME", "'\"", ""], {
      env: { PATH: process.env.PATH ?? "", ODD: "x\ny" },
    });
    expect(JSON.parse(result.stdout)).toEqual([["a b", "$HOME", "'\"", ""], null, "x\ny", process.getuid?.()]);
  });

  test("gets its input, which is then closed", async () => {
    const input = "ä\n".repeat(200_000);
    const result = await run(["cat"], { input });
    expect(result.stdout === input).toBe(true);
    expect((await run(["cat"])).stdout).toBe("");
    expect((await run(["true"], { input })).exitCode).toBe(0);
  });

  test("reports a missing program", async () => {
    expect(await run(["no-such-program", "x"])).toMatchObject({
      exitCode: undefined,
      ended: "missing",
      tail: "Command not found: no-such-program",
    });
    expect(await run(["./README-not-a-program"])).toMatchObject({ ended: "missing" });
    const shell = await run({ shell: "no-such-program --x" });
    expect(shell).toMatchObject({ exitCode: 127, ended: undefined });
    expect(shell.tail).toContain("no-such-program");
  });

  test("rejects where the folder does not exist", async () => {
    await expect(run(["true"], { cwd: "/no/such/folder" })).rejects.toMatchObject({
      code: "process",
      message: "Not a folder: /no/such/folder",
    });
  });

  test("is ended at its time limit, with SIGTERM first", async () => {
    const folder = temporaryFolder();
    const { env, left } = marked();
    const result = await run(
      { shell: `trap 'echo bye > ${folder}/bye; exit 0' TERM; while :; do sleep 0.05; done` },
      { timeoutMs: 300, env },
    );
    expect(result).toMatchObject({ ended: "timeout", exitCode: 0 });
    expect(readFileSync(join(folder, "bye"), "utf8")).toBe("bye\n");
    expect(left()).toEqual([]);
  });

  test("is killed where it ignores SIGTERM", async () => {
    const { env, left } = marked();
    const result = await run({ shell: "trap '' TERM HUP INT; while :; do sleep 0.05; done" }, { timeoutMs: 200, env });
    expect(result).toMatchObject({ ended: "timeout", exitCode: undefined, signal: "SIGKILL" });
    expect(left()).toEqual([]);
  });

  test("is ended when it prints nothing for too long, and not when it prints", async () => {
    const silent = await run({ shell: "echo a; sleep 60" }, { idleMs: 300 });
    expect(silent).toMatchObject({ ended: "idle", stdout: "a\n" });
    const talking = await run({ shell: "for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.1; done" }, { idleMs: 700 });
    expect(talking).toMatchObject({ ended: undefined, exitCode: 0 });
  });

  test("is ended on cancel, and not started when canceled before", async () => {
    const controller = new AbortController();
    const { env, left } = marked();
    const running = run(
      { shell: "echo up; sleep 60 & wait" },
      { signal: controller.signal, env, output: eachLine(() => controller.abort()) },
    );
    expect(await running).toMatchObject({ ended: "cancelled", stdout: "up\n" });
    expect(left()).toEqual([]);
    const folder = temporaryFolder();
    expect(await run({ shell: "touch started" }, { signal: controller.signal, cwd: folder })).toMatchObject({
      ended: "cancelled",
      exitCode: undefined,
    });
    expect(existsSync(join(folder, "started"))).toBe(false);
  });

  test.each([
    ["in the background", "sleep 60 & echo $!"],
    ["holding stdout open", "(echo held; exec sleep 60) & sleep 0.1"],
    [
      "in a session of their own, their parent gone",
      "(setsid sh -c 'sleep 60 & sleep 60' >/dev/null 2>&1 &) ; sleep 0.2",
    ],
    ["ignoring SIGTERM", "sh -c 'trap \"\" TERM; sleep 60; sleep 60' & sleep 0.1"],
    ["without their environment", "env -i /bin/sh -c 'while :; do sleep 1; done' $MARK & sleep 0.1"],
  ])("leaves no processes %s after the command ended by itself", async (_, shell) => {
    const { env, left } = marked();
    const result = await run({ shell: `${shell}; exit 5` }, { env });
    expect(result).toMatchObject({ exitCode: 5, ended: undefined });
    expect(left()).toEqual([]);
  });

  test("leaves no daemon behind when the time is up", async () => {
    const { env, left } = marked();
    const daemon = "setsid sh -c 'trap \"\" TERM HUP; (sleep 60; :) & sleep 60; :' >/dev/null 2>&1 &";
    await run({ shell: `(${daemon}) ; echo ready; sleep 60` }, { timeoutMs: 600, env });
    expect(left()).toEqual([]);
  });

  test("can end its own daemon", async () => {
    const shell =
      "(setsid sleep 60 >/dev/null 2>&1 & echo $! > pid); kill $(cat pid); while kill -0 $(cat pid) " +
      "2>/dev/null; do sleep 0.02; done; echo ended";
    const result = await run({ shell }, { cwd: temporaryFolder(), timeoutMs: 20_000 });
    expect(result).toMatchObject({ ended: undefined, stdout: "ended\n" });
  });

  test("is ended with the runs inside it", async () => {
    const { env, left } = marked();
    const inner = join(import.meta.dirname, "inner-run.ts");
    await run(["node", inner, "group", "(setsid sleep 60 >/dev/null 2>&1 &); echo up; sleep 60"], {
      env,
      idleMs: 2500,
    });
    expect(left()).toEqual([]);
  });

  test("rejects with the error of its output sink, and leaves no process", async () => {
    const { env, left } = marked();
    const failing = run(
      { shell: "echo a; sleep 60" },
      {
        env,
        output: eachLine(() => {
          throw new Error("watcher");
        }),
      },
    );
    await expect(failing).rejects.toThrow("watcher");
    expect(left()).toEqual([]);
  });
});

/** Starts a program that runs a shell line through the process port; resolves once the shell line printed something. */
async function program(isolation: Isolation, shell: string, ...more: string[]) {
  const mark = `mark-${crypto.randomUUID()}`;
  const child = spawn(process.execPath, [join(import.meta.dirname, "inner-run.ts"), isolation, shell, ...more], {
    env: { PATH: process.env.PATH, MARK: mark },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => survivorsOf(mark).forEach((pid) => process.kill(pid, "SIGKILL")));
  await new Promise((resolve) => child.stdout.once("data", resolve));
  return { child, left: () => survivorsOf(mark) };
}

test.each(isolations)("a program that exits early ends its processes, %s", async (isolation) => {
  const { child, left } = await program(isolation, "echo up; sleep 61", "exit");
  await until(() => child.exitCode === 7);
  await until(() => left().length === 0);
});

test.runIf(process.platform === "linux").each(isolations)(
  "kill -9 of the program ends its processes in a namespace only, %s",
  async (isolation) => {
    const shell =
      `(setsid sleep 61 >/dev/null 2>&1 &); (env -i /bin/sh -c 'while :; do sleep 1; done' "$MARK" &); ` +
      `echo up; sleep 61`;
    const { child, left } = await program(isolation, shell);
    expect(left().length).toBeGreaterThan(2);
    child.kill("SIGKILL");
    await until(() => !isAlive(child.pid ?? 0));
    // Without a namespace no process is left that could end them.
    if (isolation === "pid-namespace") await until(() => left().length === 0);
    else expect(left().length).toBeGreaterThan(0);
  },
);
