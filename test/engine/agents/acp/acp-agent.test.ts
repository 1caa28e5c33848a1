import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { acpAgent } from "../../../support/acp.ts";
import { plannedIssue } from "../../../support/agent-task.ts";
import { survivorsOf } from "../../../support/survivors.ts";
import { until } from "../../../support/until.ts";
import type { Step } from "../../../support/scripted-acp-agent.ts";

const always = (...steps: Step[]) => ({ turns: [{ steps }] });

describe("a task that is done", () => {
  test("is seen live, in order, and its files are in the worktree", async () => {
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

  test("counts what comes after its answer, and shows a call that was never announced", async () => {
    const late = { sessionUpdate: "agent_message_chunk", content: { type: "text", text: "late words" } } as const;
    const { perform, activities } = acpAgent(always({ write: "a.txt", content: "", silent: true }, { late }));
    expect(await perform()).toMatchObject({ ok: true, result: { summary: "late words" } });
    expect(activities).toContainEqual(
      expect.objectContaining({ kind: "tool", id: "call-1", tool: "edit", state: "done", title: "Write a.txt" }),
    );
  });

  test("survives noise on its output, which goes to the log", async () => {
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
  ] as const)("of the implementation is gone on with in a fix: %s", async (memory, expected) => {
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

  test("of a review is a new one, and no fix goes on in it", async () => {
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

  test("costs what it reports, less what its earlier tasks reported", async () => {
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

  test("is its findings", async () => {
    expect(await reviewer([finding]).perform(task)).toMatchObject({
      ok: true,
      kind: "review",
      result: { findings: [finding] },
    });
    expect(await reviewer([{ ...finding, file: "gone.py" }]).perform(task)).toMatchObject({ ok: true });
  });

  test.each([
    ["no JSON", "nothing found", /no JSON/],
    ["another severity", [{ ...finding, severity: "fatal" }], /severity/],
    ["a file nobody knows", [{ ...finding, file: "b.py" }], /b\.py/],
    ["a file outside", [{ ...finding, file: "../script.json" }], /no file/],
    ["a line that is not there", [{ ...finding, line: 99 }], /no line 99/],
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

  test("that is never valid is no pass, and is asked for three times in all", async () => {
    const { perform, calls } = acpAgent(always({ say: "Looks good to me. Approved!" }));
    expect(await perform(task)).toMatchObject({ ok: false, reason: "no-review" });
    expect(calls().filter((call) => call.startsWith("prompt "))).toHaveLength(3);
  });

  test("may change nothing", async () => {
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

describe("an agent that fails", () => {
  test.each<[string, string, RegExp, Step[]]>([
    ["crash", "with exit code 137", /exit code 137/, [{ complain: "oom" }, { exit: 137 }]],
    ["crash", "with an empty end", /exit code 0/, [{ exit: 0 }]],
    ["rate-limit", "with a success at a 429", /Rate limit/, [{ say: "429 Too Many Requests, retry after 30 seconds" }]],
    [
      "rate-limit",
      "with an error at a limit",
      /Rate limit/,
      [{ fail: { code: -32603, message: "Internal error", data: { errorKind: "rate_limit" } } }],
    ],
    ["auth", "with a 401", /not logged in/, [{ fail: { code: -32000, message: "Authentication required" } }]],
    ["refusal", "with a refusal", /refused/, [{ stop: "refusal" }]],
    ["crash", "with a limit of its own", /max_tokens/, [{ stop: "max_tokens" }]],
    ["budget", "without funds", /funds/, [{ fail: { code: -32603, message: "Credit balance is too low" } }]],
    ["crash", "with a message beyond all bounds", /8 MiB/, [{ flood: 40 * 1024 * 1024, as: "line" }]],
  ])("%s: %s", async (reason, _, message, steps) => {
    expect(await acpAgent(always(...steps)).perform()).toMatchObject({
      ok: false,
      reason,
      message: expect.stringMatching(message),
    });
  });

  test("says when its limit is lifted", async () => {
    const resetsAt = Math.floor(Date.now() / 1000) + 3600;
    const outcome = await acpAgent(always({ say: `Claude AI usage limit reached|${resetsAt}` })).perform();
    expect(outcome).toMatchObject({ reason: "rate-limit", until: new Date(resetsAt * 1000).toISOString() });
  });

  test("like codex, whose error is in a private field only", async () => {
    const signs = [{ in: "meta", pattern: /systemError/, reason: "unclear" }] as const;
    const steps: Step[] = [
      { write: "a", content: "" },
      { say: "Usage limit reached." },
      { stop: "end_turn", meta: { codex: { threadStatus: { type: "systemError" } } } },
    ];
    expect(await acpAgent(always(...steps), { profile: { signs } }).perform()).toMatchObject({
      ok: false,
      reason: "rate-limit",
    });
    expect(await acpAgent(always(...steps)).perform()).toMatchObject({ ok: true });
  });

  test("and goes on in the same session after a limit", async () => {
    const { perform, calls } = acpAgent({});
    await perform({}, { as: always({ say: "429 rate limit" }) });
    expect(await perform({}, { as: always({ write: "a", content: "" }) })).toMatchObject({ ok: true });
    expect(
      calls()
        .filter((call) => /^(new|resume) /.test(call))
        .map((call) => call.split(" ")[0]),
    ).toEqual(["new", "resume"]);
  });

  test("before its session begins", async () => {
    const agent = acpAgent(
      { refuse: { method: "session/new", code: -32000, message: "Authentication required" } },
      { profile: { login: "Run it once." } },
    );
    expect(await agent.perform()).toMatchObject({ ok: false, reason: "auth", hint: "Run it once." });
  });

  test("because it is not there", async () => {
    const agent = acpAgent({}, { profile: { command: ["no-such-agent"], install: "Install it: by hand" } });
    expect(await agent.perform()).toMatchObject({ ok: false, reason: "missing", hint: "Install it: by hand" });
  });

  test("because it spends more than is left", async () => {
    const { perform, calls, usages } = acpAgent(always({ cost: 2 }, { sleep: 3_600_000 }));
    expect(
      await perform({ allowances: [{ setting: "usd", unit: "usd", issue: undefined, most: 5, spent: 3.5 }] }),
    ).toMatchObject({
      ok: false,
      reason: "limit",
      message: expect.stringContaining("5.50 USD of 5.00 USD"),
    });
    expect(usages.at(-1)).toMatchObject({ usd: 2 });
    expect(calls()).toContain("cancel");
  });

  test.each([
    ["idle", { idleMs: 1500 }],
    ["timeout", { timeoutMs: 2500 }],
  ] as const)("%s: in silence, deaf to SIGTERM, with a child that ran away", async (reason, limits) => {
    const mark = `mark-${crypto.randomUUID()}`;
    const agent = acpAgent(
      { atStart: [{ ignoreTerm: true }, { doubleFork: true }], turns: [{ steps: [{ silence: true }] }] },
      { environment: { MARK: mark } },
    );
    expect(await agent.perform(limits)).toMatchObject({ ok: false, reason });
    expect(survivorsOf(mark)).toEqual([]);
  });
});

test("an agent that is cancelled is told, and leaves nothing", async () => {
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

test("does without a message beyond all bounds that only tells of the work, and shows no more of a long one than anybody reads", async () => {
  const { perform, lines, activities } = acpAgent(
    always(
      { say: "x".repeat(9 * 1024 * 1024) },
      { say: `${"line\n".repeat(60_000)}end\n` },
      { write: "a", content: "" },
    ),
  );
  expect(await perform()).toMatchObject({ ok: true });
  expect(lines.join("\n")).toMatch(/in a message of 10 MiB, which was left unread/);
  const told = activities.flatMap((activity) => (activity.kind === "message" ? [activity.text] : [])).join("\n");
  expect(told.length).toBeLessThan(300_000);
  expect(told).toMatch(/\n\(\d+ more characters\)$/);
});

test("a flood is passed on in bounded memory", async () => {
  const { perform } = acpAgent(always({ flood: 64 * 1024 * 1024, as: "messages" }, { write: "a", content: "" }));
  const before = process.memoryUsage().rss;
  const outcome = await perform();
  expect(outcome).toMatchObject({ ok: true });
  expect(process.memoryUsage().rss - before).toBeLessThan(250 * 1024 * 1024);
});

test("what it may not write is refused, and what it writes without asking is told", async () => {
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
