import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { acpAgent } from "../../../support/acp.ts";
import { plannedIssue } from "../../../support/agent-task.ts";
import { survivorsOf } from "../../../support/survivors.ts";
import { until } from "../../../support/until.ts";
import type { Step } from "../../../support/scripted-acp-agent.ts";

const always = (...steps: Step[]) => ({ turns: [{ steps }] });

describe("a task that succeeds", () => {
  test("reports its activity and usage in order, and its files are in the worktree", async () => {
    const { perform, activities, usages, cwd } = acpAgent(
      always(
        { think: "Let me " },
        { think: "see.\n" },
        { plan: ["Write it"] },
        { say: "I wr" },
        { say: "ite it.\nThen " },
        { write: "a.txt", content: "a\n" },
        { say: "rest." },
        { cost: 0.25 },
        { tokens: 1200 },
      ),
    );
    const outcome = await perform();
    expect(outcome).toMatchObject({
      ok: true,
      kind: "work",
      result: { summary: "I write it.\nThen rest.", done: [] },
      outOfTreeEdits: [],
    });
    expect(usages).toEqual([
      { turns: 1, tokens: undefined, usd: undefined },
      { turns: 1, tokens: undefined, usd: 0.25 },
      { turns: 1, tokens: 1200, usd: 0.25 },
    ]);
    expect(readFileSync(join(cwd, "a.txt"), "utf8")).toBe("a\n");
    const file = join(cwd, "a.txt");
    const tool = { kind: "tool", id: "call-1", title: "Write a.txt", tool: "edit", files: [file] };
    expect(activities).toEqual([
      { kind: "thought", text: "Let me see." },
      { kind: "plan", entries: [{ text: "Write it", state: "pending" }] },
      { kind: "message", text: "I write it." },
      { kind: "message", text: "Then" },
      { ...tool, state: "pending" },
      { kind: "permission", title: "Write a.txt", allowed: true },
      { ...tool, state: "done" },
      { kind: "message", text: "rest." },
    ]);
  });

  test("includes updates after its answer, and tool calls that were not announced", async () => {
    const late = { sessionUpdate: "agent_message_chunk", content: { type: "text", text: "late words" } } as const;
    const { perform, activities } = acpAgent(always({ write: "a.txt", content: "", silent: true }, { late }));
    expect(await perform()).toMatchObject({ ok: true, result: { summary: "late words" } });
    expect(activities).toContainEqual(
      expect.objectContaining({ kind: "tool", id: "call-1", tool: "edit", state: "done", title: "Write a.txt" }),
    );
  });

  test("passes lines that are not messages to the log", async () => {
    const { perform, lines } = acpAgent(
      always(
        { print: "Debugger attached" },
        { print: '{"jsonrpc":"2.0","id":99,"result":{}}' },
        { print: "[1]" },
        { complain: "warned" },
        { write: "a", content: "" },
      ),
    );
    expect(await perform()).toMatchObject({ ok: true });
    expect(lines).toEqual(expect.arrayContaining(["Debugger attached", "[1]", "warned"]));
  });
});

describe("the session", () => {
  test.each([
    ["resume", "resume"],
    ["load", "load"],
    ["none", "new"],
  ] as const)("of the implementation is continued in a fix: %s", async (memory, expected) => {
    const { perform, calls, activities } = acpAgent({ memory });
    await perform({ prompt: "Implement issue #07" });
    const [, session] = /^new (.*)$/.exec(calls()[1] ?? "") ?? [];
    await perform({ kind: "fix", prompt: "Fix issue #07" });
    const reopened = calls()
      .filter((call) => /^(new|resume|load) /.test(call))
      .at(-1);
    expect(reopened).toMatch(new RegExp(`^${expected} `));
    if (expected !== "new") expect(reopened).toBe(`${expected} ${session}`);
    expect(JSON.stringify(activities)).not.toContain("from before");
  });

  test("of a review is new, and a fix does not continue it", async () => {
    const { perform, calls } = acpAgent({});
    await perform({ prompt: "Implement issue #07" });
    await perform({ kind: "review", prompt: "Review issue #07" });
    await perform({ kind: "fix", prompt: "Fix issue #07" });
    const sessions = calls()
      .filter((call) => /^(new|resume) /.test(call))
      .map((call) => call.split(" "));
    expect(sessions.map(([how]) => how)).toEqual(["new", "new", "resume"]);
    expect(sessions[2]?.[1]).toBe(sessions[0]?.[1]);
  });

  test("costs what it reports, less the cost of its earlier tasks", async () => {
    const { perform, usages } = acpAgent({});
    await perform({}, { as: always({ cost: 1 }, { write: "a", content: "" }) });
    expect(usages.at(-1)).toMatchObject({ usd: 1 });
    await perform({ kind: "fix" }, { as: always({ cost: 1.5 }, { write: "a", content: "" }) });
    expect(usages.at(-1)).toMatchObject({ usd: 0.5 });
  });
});

describe("a review", () => {
  const finding = { title: "Leak", file: "a.py", line: 2, severity: "critical", detail: "why" };
  const task = { kind: "review", prompt: "Review issue #07", changed: ["a.py", "gone.py"] } as const;
  const reviewer = (...answers: (object[] | string)[]) => {
    const made = acpAgent({ turns: answers.map((review) => ({ times: 1, steps: [{ review }] })) });
    writeFileSync(join(made.cwd, "a.py"), "1\n2\n");
    return made;
  };

  test("returns its findings", async () => {
    expect(await reviewer([finding]).perform(task)).toMatchObject({
      ok: true,
      kind: "review",
      result: { findings: [finding] },
    });
    expect(await reviewer([{ ...finding, file: "gone.py" }]).perform(task)).toMatchObject({ ok: true });
  });

  test.each([
    ["an answer that is not JSON", "nothing found", /no JSON/],
    ["an unknown severity", [{ ...finding, severity: "fatal" }], /severity/],
    ["an unknown file", [{ ...finding, file: "b.py" }], /b\.py/],
    ["a file outside the worktree", [{ ...finding, file: "../script.json" }], /no file/],
    ["a line that does not exist", [{ ...finding, line: 99 }], /no line 99/],
  ])("with %s is asked for again in the same session", async (_, wrong, problem) => {
    const { perform, calls, activities } = reviewer(wrong, [finding]);
    expect(await perform(task)).toMatchObject({ ok: true, result: { findings: [finding] } });
    expect(calls().filter((call) => call.startsWith("new "))).toHaveLength(1);
    expect(
      calls()
        .filter((call) => call.startsWith("prompt "))
        .at(-1),
    ).toMatch(problem);
    expect(activities.length).toBeGreaterThan(0);
  });

  test("that is never valid fails, after three prompts", async () => {
    const { perform, calls } = acpAgent(always({ say: "Looks good to me. Approved!" }));
    expect(await perform(task)).toMatchObject({ ok: false, reason: "no-review" });
    expect(calls().filter((call) => call.startsWith("prompt "))).toHaveLength(3);
  });

  test("may not change anything", async () => {
    const { perform, cwd, calls } = acpAgent(
      always({ write: "a.txt", content: "" }, { run: "touch b.txt" }, { review: [] }),
    );
    expect(await perform(task)).toMatchObject({ ok: true });
    expect(calls().filter((call) => call.startsWith("permission "))).toEqual([
      "permission Write a.txt: no",
      "permission touch b.txt: no",
    ]);
    expect(existsSync(join(cwd, "a.txt")) || existsSync(join(cwd, "b.txt"))).toBe(false);
  });
});

test("an agent that is canceled gets a cancel message, and leaves no process", async () => {
  const mark = `mark-${crypto.randomUUID()}`;
  const controller = new AbortController();
  const { perform, calls } = acpAgent(
    { atStart: [{ doubleFork: true }], turns: [{ steps: [{ sleep: 3_600_000 }] }] },
    { environment: { MARK: mark } },
  );
  const settled = expect(perform({ issue: plannedIssue() }, { signal: controller.signal })).rejects.toMatchObject({
    name: "AbortError",
  });
  await until(() => calls().some((call) => call.startsWith("prompt ")));
  controller.abort();
  await settled;
  expect(calls()).toContain("cancel");
  expect(survivorsOf(mark)).toEqual([]);
});

test("an update that is too large is skipped, and a long one is shortened", async () => {
  const { perform, lines, activities } = acpAgent(
    always(
      { say: "x".repeat(9 * 1024 * 1024) },
      { say: `${"line\n".repeat(60_000)}end\n` },
      { write: "a", content: "" },
    ),
  );
  expect(await perform()).toMatchObject({ ok: true });
  expect(lines.join("\n")).toMatch(/an update of 10 MiB, which was skipped/);
  const text = activities.flatMap((activity) => (activity.kind === "message" ? [activity.text] : [])).join("\n");
  expect(text.length).toBeLessThan(300_000);
  expect(text).toMatch(/\n\(\d+ more characters\)$/);
});

test("a flood of messages is passed on in bounded memory", async () => {
  const { perform } = acpAgent(always({ flood: 64 * 1024 * 1024, as: "messages" }, { write: "a", content: "" }));
  const before = process.memoryUsage().rss;
  const outcome = await perform();
  expect(outcome).toMatchObject({ ok: true });
  expect(process.memoryUsage().rss - before).toBeLessThan(250 * 1024 * 1024);
});

test("writes outside the worktree are refused, and reported where the agent did not ask", async () => {
  const { perform, cwd, outside, calls } = acpAgent(
    always(
      { write: "../out.txt", content: "" },
      { write: ".git/config", content: "" },
      { write: "link/x.txt", content: "" },
      { write: "in.txt", content: "" },
      { run: "npm test" },
      { run: "rm -rf ." },
      { write: "../unasked.txt", content: "", ask: false },
    ),
    { commands: ["npm test"] },
  );
  mkdirSync(join(outside, "elsewhere"));
  symlinkSync(join(outside, "elsewhere"), join(cwd, "link"));
  expect(await perform()).toMatchObject({ ok: true, outOfTreeEdits: [join(outside, "unasked.txt")] });
  expect(
    calls()
      .filter((call) => call.startsWith("permission "))
      .map((call) => call.slice("permission ".length)),
  ).toEqual([
    "Write ../out.txt: no",
    "Write .git/config: no",
    "Write link/x.txt: no",
    "Write in.txt: once",
    "npm test: once",
    "rm -rf .: no",
  ]);
});
