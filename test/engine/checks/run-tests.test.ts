import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runCheck } from "../../../src/engine/checks/run-check.ts";
import { runTests, type TestRequest } from "../../../src/engine/checks/run-tests.ts";
import { type Processes } from "../../../src/engine/process/processes.ts";
import { createProcesses } from "../../../src/engine/process/create-processes.ts";
import { temporaryFolder } from "../../support/repository.ts";
import { eachLine } from "../../support/sinks.ts";

const processes = createProcesses({ isolation: "group", graceMs: 200 });
const environment = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "" };

function setup() {
  const cwd = temporaryFolder();
  const lines: string[] = [];
  const given = {
    cwd,
    environment,
    processes,
    signal: new AbortController().signal,
    output: eachLine((line) => lines.push(line)),
  };
  return {
    cwd,
    lines,
    runTests: (test: Partial<TestRequest["test"]> & { command: string }) =>
      runTests({ ...given, test: { format: "auto", minutes: 1, ...test } }),
    runCheck: (command: string, timeoutMs = 60_000) => runCheck({ ...given, command, timeoutMs }),
  };
}

const GREEN = '<testsuite><testcase name="a"/></testsuite>';
const RED = '<testsuite><testcase name="a"/><testcase name="b"><failure/></testcase></testsuite>';

describe("a test run", () => {
  test("passes with its counts, whichever stream they are printed on", async () => {
    expect(await setup().runTests({ command: "echo '=== 3 passed in 0.1s ==='" })).toMatchObject({
      passed: true,
      counts: { passed: 3 },
      failed: [],
      problem: undefined,
    });
    expect(await setup().runTests({ command: "printf 'Ran 2 tests in 0.1s\\n\\nOK\\n' >&2" })).toMatchObject({
      passed: true,
      counts: { passed: 2 },
    });
  });

  test("shows the output of Go tests, and not the events that contain it", async () => {
    const { lines, runTests } = setup();
    const events = [
      { Action: "start", Package: "a" },
      { Action: "output", Package: "a", Test: "TestX", Output: "    x_test.go:3: got 1\n" },
      { Action: "fail", Package: "a", Test: "TestX" },
    ]
      .map((event) => JSON.stringify(event))
      .join("\n");
    const result = await runTests({ command: `cat <<'END'\n# a\n${events}\nEND\nexit 1` });
    expect(result).toMatchObject({ passed: false, failed: ["TestX"], tail: "# a\n    x_test.go:3: got 1" });
    expect(lines).toEqual(["# a", "    x_test.go:3: got 1"]);
  });

  test("reads the report that it wrote, rather than its output", async () => {
    const { runTests } = setup();
    const command = `mkdir -p out; echo '${RED}' > out/j.xml; echo '=== 9 passed in 1s ==='; exit 1`;
    expect(await runTests({ command, report: "out/j.xml", format: "junit" })).toMatchObject({
      passed: false,
      counts: { passed: 1, failed: 1 },
      failed: ["b"],
    });
  });

  test("does not read a report from before the run, nor change it", async () => {
    const { cwd, lines, runTests } = setup();
    writeFileSync(join(cwd, "j.xml"), GREEN);
    expect(await runTests({ command: "true", report: "j.xml" })).toMatchObject({ passed: true, counts: undefined });
    expect(await runTests({ command: "exit 1", report: "j.xml" })).toMatchObject({ passed: false, counts: undefined });
    expect(lines).toContain("No new report at j.xml");
    expect(readFileSync(join(cwd, "j.xml"), "utf8")).toBe(GREEN);
  });

  test("reads a report rewritten with the same size and modification time", async () => {
    const { cwd, runTests } = setup();
    writeFileSync(join(cwd, "j.xml"), GREEN);
    utimesSync(join(cwd, "j.xml"), 1000, 1000);
    expect(
      await runTests({
        command: `echo '${GREEN}' | head -c ${GREEN.length} > j.xml; touch -d @1000 j.xml`,
        report: "j.xml",
      }),
    ).toMatchObject({ counts: { passed: 1 } });
  });

  test("falls back to the output where the report is missing or broken", async () => {
    const { runTests } = setup();
    expect(
      await runTests({ command: "echo '=== 3 passed in 0.1s ==='", report: "j.xml", format: "pytest" }),
    ).toMatchObject({ counts: { passed: 3 } });
    expect(
      await runTests({
        command: "echo '<testsuite><testcase' > j.xml; echo '=== 3 passed in 0.1s ==='",
        report: "j.xml",
        format: "junit",
      }),
    ).toMatchObject({ passed: true, counts: { passed: 3 } });
  });

  test.each([
    ["exit 1 and no failure", "echo '=== 3 passed in 0.1s ==='; exit 1"],
    ["exit 0 and a failure", "echo '=== 1 failed, 3 passed in 0.1s ==='"],
    ["exit 0 and a failure in the report", `echo '${RED}' > j.xml`],
    ["exit 0 and a failure of go", "echo '--- FAIL: TestX (0.00s)'"],
  ])("does not pass with %s", async (_, command) => {
    expect((await setup().runTests({ command, report: "j.xml" })).passed).toBe(false);
  });

  test("is judged by its exit code alone where nothing can be read", async () => {
    expect(await setup().runTests({ command: "echo fine" })).toEqual({
      passed: true,
      counts: undefined,
      failed: [],
      tail: "fine",
      problem: undefined,
    });
    expect(await setup().runTests({ command: "echo broken; exit 2" })).toEqual({
      passed: false,
      counts: undefined,
      failed: [],
      tail: "broken",
      problem: undefined,
    });
  });

  test("reports a problem at its time limit, whatever it printed", async () => {
    const result = await setup().runTests({ command: "echo '=== 3 passed in 0.1s ==='; sleep 60", minutes: 0.005 });
    expect(result).toMatchObject({ passed: false, problem: "Not finished after 0.3 seconds" });
  });

  test("is read also with stderr between the lines of TAP", async () => {
    const command =
      "echo 'TAP version 13'; echo 'warning' >&2; echo 'not ok 1 - x'; echo '  ---'; echo '  noise: [' " +
      ">&2; echo '  a: 1'; echo '  ...'; echo 1..1; exit 1";
    expect(await setup().runTests({ command, format: "tap" })).toMatchObject({ counts: { failed: 1 }, failed: ["x"] });
  });

  test("rejects when canceled", async () => {
    const controller = new AbortController();
    const running = runTests({
      cwd: temporaryFolder(),
      environment,
      processes,
      signal: controller.signal,
      test: { command: "echo up; sleep 60", format: "auto", minutes: 1 },
      output: eachLine(() => controller.abort()),
    });
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
  });
});

test("whatever the output, a run passes only with exit code 0 and without failures", async () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "=== 3 passed in 0.1s ===",
      "=== 1 failed in 0.1s ===",
      "TAP version 13",
      "1..1",
      "ok 1",
      "not ok 1",
      RED,
      GREEN,
      "OK",
      "Ran 2 tests in 0.1s",
    ),
  );
  const end = fc.record({
    exitCode: fc.option(fc.nat(255), { nil: undefined }),
    ended: fc.constantFrom(undefined, "timeout", "idle"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(line), end, async (lines, { exitCode, ended }) => {
      const printing: Processes = {
        open: () => Promise.resolve("missing"),
        canGuard: () => Promise.resolve(false),
        async run({ output }) {
          for (const text of lines) output?.write(text, "stdout");
          return {
            exitCode,
            ended,
            signal: exitCode === undefined ? "SIGKILL" : undefined,
            stdout: "",
            truncated: true,
            tail: lines.join("\n"),
            durationMs: 1,
          };
        },
      };
      const request = {
        cwd: "/",
        environment,
        processes: printing,
        signal: new AbortController().signal,
        output: eachLine(() => undefined),
      };
      const result = await runTests({ ...request, test: { command: "x", format: "auto", minutes: 1 } });
      if (result.passed)
        expect([exitCode, ended, result.counts?.failed ?? 0, result.failed]).toEqual([0, undefined, 0, []]);
      else
        expect(exitCode !== 0 || ended !== undefined || (result.counts?.failed ?? result.failed.length) > 0).toBe(true);
    }),
    { numRuns: 300 },
  );
});

describe("a command that does not exist", () => {
  test.each([
    ["no-such-tool --x", "Command not found: no-such-tool"],
    ["true && ./no-such-script", "Command not found: ./no-such-script"],
    ["env no-such-tool", "Command not found: no-such-tool"],
    ["node_modules/.bin/no-such-tool", "Command not found: node_modules/.bin/no-such-tool"],
    ["python3 -m no_such_module", "Command not found: no_such_module"],
    ["bash -c no-such-tool", "Command not found: no-such-tool"],
    ["exit 127", "Command not found"],
    ["touch x; ./x", "Command cannot be executed"],
  ])("%s", async (command, problem) => {
    const { runTests, runCheck } = setup();
    expect(await runTests({ command })).toMatchObject({ passed: false, problem, counts: undefined });
    expect(await runCheck(command)).toMatchObject({ passed: false, problem });
  });

  test("is reported also where npm runs it", async () => {
    const { cwd, runTests } = setup();
    writeFileSync(join(cwd, "package.json"), JSON.stringify({ scripts: { test: "no-such-tool run" } }));
    expect(await runTests({ command: "npm test" })).toMatchObject({
      passed: false,
      problem: "Command not found: no-such-tool",
    });
  });

  test("is not assumed where tests only print such a message", async () => {
    const command = "echo 'sh: 1: foo: not found'; echo '=== 1 failed in 0.1s ==='; exit 1";
    expect(await setup().runTests({ command })).toMatchObject({ problem: undefined, counts: { failed: 1 } });
  });
});

describe("a check", () => {
  test("runs in the worktree with the environment given", async () => {
    const { cwd, runCheck } = setup();
    mkdirSync(join(cwd, "sub"));
    expect(await runCheck("pwd; env | grep -c ^HOME=; cd sub && echo $SECRET")).toEqual({
      passed: true,
      tail: `${cwd}\n1\n`,
      problem: undefined,
    });
  });

  test("fails on an exit code, its time limit, or a signal", async () => {
    const { runCheck } = setup();
    expect(await runCheck("echo bad; exit 1")).toEqual({ passed: false, tail: "bad", problem: undefined });
    expect(await runCheck("sleep 60", 300)).toMatchObject({ passed: false, problem: "Not finished after 0.3 seconds" });
    expect(await runCheck("kill -9 $$")).toMatchObject({ passed: false, problem: "Killed by SIGKILL" });
  });
});
