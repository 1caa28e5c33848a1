import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { AgentTask } from "../../../../src/engine/agents/agent.ts";
import { createCommandAgent } from "../../../../src/engine/agents/command/command-agent.ts";
import { unconfined } from "../../../../src/engine/agents/confinement.ts";
import { createProcesses } from "../../../../src/engine/process/create-processes.ts";
import { agentTask, plannedIssue } from "../../../support/agent-task.ts";
import { realClock } from "../../../support/clock.ts";
import { temporaryFolder } from "../../../support/repository.ts";
import { eachLine } from "../../../support/sinks.ts";
import { survivorsOf } from "../../../support/survivors.ts";

const processes = createProcesses({ isolation: "pid-namespace", graceMs: 200 });

/** Creates an agent that runs a line of shell script, in a new folder. */
function agent(script: string, more: Partial<AgentTask> = {}, env: Readonly<Record<string, string>> = {}) {
  const cwd = join(temporaryFolder(), "work");
  mkdirSync(cwd);
  const lines: string[] = [];
  const task = agentTask(cwd, more);
  const environment = { PATH: process.env.PATH ?? "", ...env };
  const made = createCommandAgent({
    name: "scripted",
    command: ["sh", "-c", script],
    confinement: unconfined(environment),
    processes,
    clock: realClock,
    prices: {},
  });
  const perform = (signal = new AbortController().signal) =>
    made.perform(task, {
      signal,
      output: eachLine((line) => lines.push(line)),
      onActivity: () => undefined,
      onUsage: () => undefined,
      askUser: () => Promise.resolve(false),
    });
  return { cwd, task, lines, perform };
}

const FINDINGS =
  '{"findings": [{"title": "Leak", "file": "src/a.py", "line": 15, "severity": "critical", "detail": "why"}]}';

describe("an agent that works", () => {
  test("gets the prompt, the task and the context, and its result is returned", async () => {
    const script = [
      'cat > prompt; env | grep ^MILESTONE_ | sort > env; cp "$MILESTONE_CONTEXT_FILE" context; echo working',
      `echo '{"summary": "s", "done": ["Added docstring"]}' > "$MILESTONE_RESULT_FILE"`,
    ].join("; ");
    // A variable of the lane cannot replace one of the task.
    const environment = { MILESTONE_LANE: "2", MILESTONE_TASK: "nonsense" };
    const { cwd, task, lines, perform } = agent(script, { attempt: 2, environment });
    expect(await perform()).toEqual({ ok: true, kind: "work", result: { summary: "s", done: ["Added docstring"] } });
    expect(lines).toEqual(["working"]);
    expect(readFileSync(join(cwd, "prompt"), "utf8")).toMatch(/^Do it\.\n\n.*MILESTONE_RESULT_FILE/);
    expect(readFileSync(join(cwd, "env"), "utf8").replaceAll(task.scratch, "SCRATCH").split("\n")).toEqual([
      "MILESTONE_ATTEMPT=2",
      "MILESTONE_CONTEXT_FILE=SCRATCH/context-implement.json",
      "MILESTONE_GITHUB_ISSUE=107",
      "MILESTONE_ID=m3",
      "MILESTONE_ISSUE=07",
      "MILESTONE_LANE=2",
      "MILESTONE_RESULT_FILE=SCRATCH/result-implement.json",
      "MILESTONE_TASK=implement",
      expect.stringMatching(/^MILESTONE_TUI_RUN=/),
      "",
    ]);
    expect(JSON.parse(readFileSync(join(cwd, "context"), "utf8"))).toMatchObject({
      task: "implement",
      milestone: "m3",
      plan: task.planPath,
      baseCommit: task.baseCommit,
      spec: task.issue.spec?.text,
      issue: {
        id: "07",
        title: "Add a cache",
        github: 107,
        dependencies: ["03"],
        acceptanceCriteria: ["Expires after an hour"],
      },
    });
    expect(statSync(join(task.scratch, "context-implement.json")).mode & 0o777).toBe(0o600);
  });

  test("gets the evidence of the stop in a fix", async () => {
    const result = {
      passed: false,
      counts: { passed: 1, failed: 1, skipped: 0 },
      failed: ["test_cache_expiry"],
      tail: "boom",
      problem: undefined,
    };
    const stop = { kind: "tests-failing", evidence: { of: "tests", result }, fingerprints: [] } as const;
    const { cwd, perform } = agent('cp "$MILESTONE_CONTEXT_FILE" context', { kind: "fix", stop });
    await perform();
    expect(JSON.parse(readFileSync(join(cwd, "context"), "utf8"))).toMatchObject({
      stop: "tests-failing",
      failingTests: ["test_cache_expiry"],
      output: "boom",
    });
  });

  test("may write no result file, and an older one is not used", async () => {
    const { task, perform } = agent("true", { issue: plannedIssue({ github: undefined, spec: undefined }) });
    mkdirSync(task.scratch, { recursive: true });
    writeFileSync(join(task.scratch, "result-implement.json"), '{"summary": "old"}');
    expect(await perform()).toEqual({ ok: true, kind: "work", result: { summary: "", done: [] } });
  });

  test.each([
    ["not JSON", "echo nonsense > $R"],
    ["of another shape", `echo '{"done": "all"}' > $R`],
    ["NUL bytes", "head -c 100 /dev/zero > $R"],
    ["not UTF-8", 'printf \'{"summary": "\\377"}\' > $R'],
    ["larger than 1 MiB", "head -c 2000000 /dev/zero | tr '\\0' ' ' > $R"],
    ["a symbolic link", "echo '{}' > real; ln -s $PWD/real $R"],
    ["a folder", "mkdir $R"],
    ["a pipe", "mkfifo $R"],
    ["nested without end", "head -c 500000 /dev/zero | tr '\\0' '[' > $R"],
  ])("with a result file that is %s succeeds in work and fails in a review", async (_, script) => {
    const line = `R=$MILESTONE_RESULT_FILE; ${script}`;
    const work = agent(line);
    expect(await work.perform()).toEqual({ ok: true, kind: "work", result: { summary: "", done: [] } });
    expect(work.lines.at(-1)).toMatch(/^The agent's result file is not used: /);
    expect(await agent(line, { kind: "review" }).perform()).toMatchObject({ ok: false, reason: "invalid-result" });
  });
});

describe("a review", () => {
  test("returns its findings, with defaults for missing fields", async () => {
    expect(await agent(`echo '${FINDINGS}' > $MILESTONE_RESULT_FILE`, { kind: "review" }).perform()).toEqual({
      ok: true,
      kind: "review",
      result: { findings: [{ title: "Leak", file: "src/a.py", line: 15, severity: "critical", detail: "why" }] },
    });
    expect(await agent(`echo '{"findings": []}' > $MILESTONE_RESULT_FILE`, { kind: "review" }).perform()).toEqual({
      ok: true,
      kind: "review",
      result: { findings: [] },
    });
  });

  test.each([
    "true",
    "echo '{}' > $MILESTONE_RESULT_FILE",
    `echo '{"findings": [{"title": "x", "severity": "fatal"}]}' > $MILESTONE_RESULT_FILE`,
  ])("without a valid result file fails: %s", async (script) => {
    expect(await agent(script, { kind: "review" }).perform()).toMatchObject({ ok: false, reason: "invalid-result" });
  });

  test("fails where the agent fails, whatever it wrote", async () => {
    expect(
      await agent(`echo '{"findings": []}' > $MILESTONE_RESULT_FILE; exit 1`, { kind: "review" }).perform(),
    ).toMatchObject({ ok: false, reason: "crash" });
  });
});

describe("an agent that fails", () => {
  test.each([
    ["crash", "Agent failed with exit code 3", "echo oops; exit 3", {}],
    ["crash", "Agent failed with exit code 137", "echo oops; exit 137", {}],
    ["crash", "Agent was killed (SIGKILL)", "echo oops; kill -9 $$", {}],
    ["missing", "Agent cannot be run: sh (exit code 127)", "echo oops; no-such-program 2>/dev/null", {}],
    ["timeout", "Agent not finished after 0.4 seconds", "echo oops; trap '' TERM; sleep 60", { timeoutMs: 400 }],
    ["idle", "Agent silent for 0.4 seconds", "echo oops; sleep 60", { idleMs: 400 }],
  ] as const)("%s: %s", async (reason, message, script, more) => {
    expect(await agent(script, more).perform()).toEqual({ ok: false, reason, message, detail: "oops" });
  });

  test("is reported as missing where the program does not exist", async () => {
    const made = createCommandAgent({
      name: "x",
      command: ["no-such-agent"],
      confinement: unconfined({ PATH: process.env.PATH ?? "" }),
      processes,
      clock: realClock,
      prices: {},
    });
    const watch = {
      signal: new AbortController().signal,
      output: eachLine(() => undefined),
      onActivity: () => undefined,
      onUsage: () => undefined,
      askUser: () => Promise.resolve(false),
    };
    expect(await made.perform(agentTask(temporaryFolder()), watch)).toMatchObject({
      ok: false,
      reason: "missing",
      message: "Agent not found: no-such-agent",
    });
  });

  test("rejects when canceled, and leaves no process", async () => {
    const controller = new AbortController();
    const mark = `mark-${crypto.randomUUID()}`;
    const { cwd, perform } = agent(
      "(setsid sleep 60 &) ; touch up; while :; do [ -e up ] && echo up; sleep 0.1; done",
      {},
      { MARK: mark },
    );
    const running = perform(controller.signal);
    const settled = expect(running).rejects.toMatchObject({ name: "AbortError" });
    while (!existsSync(join(cwd, "up"))) await new Promise(setImmediate);
    controller.abort();
    await settled;
    expect(survivorsOf(mark)).toEqual([]);
  });
});
