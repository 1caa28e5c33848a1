import { describe, expect, test } from "vitest";
import { acpAgent } from "../../../support/acp.ts";
import { survivorsOf } from "../../../support/survivors.ts";
import type { Step } from "../../../support/scripted-acp-agent.ts";

const always = (...steps: Step[]) => ({ turns: [{ steps }] });

describe("an agent that fails", () => {
  test.each<[string, string, RegExp, Step[]]>([
    ["crash", "with exit code 137", /exit code 137/, [{ complain: "oom" }, { exit: 137 }]],
    ["crash", "with exit code 0 before the answer", /exit code 0/, [{ exit: 0 }]],
    [
      "rate-limit",
      "with a 429 reported as success",
      /Rate limit/,
      [{ say: "429 Too Many Requests, retry after 30 seconds" }],
    ],
    [
      "rate-limit",
      "with an error that names a limit",
      /Rate limit/,
      [{ fail: { code: -32603, message: "Internal error", data: { errorKind: "rate_limit" } } }],
    ],
    ["auth", "with a 401", /not logged in/, [{ fail: { code: -32000, message: "Authentication required" } }]],
    ["refusal", "with a refusal", /refused/, [{ stop: "refusal" }]],
    ["crash", "with a limit of the agent itself", /max_tokens/, [{ stop: "max_tokens" }]],
    ["budget", "without funds", /funds/, [{ fail: { code: -32603, message: "Credit balance is too low" } }]],
    ["crash", "with a message that is too large", /8 MiB/, [{ flood: 40 * 1024 * 1024, as: "line" }]],
  ])("%s: %s", async (reason, _, message, steps) => {
    expect(await acpAgent(always(...steps)).perform()).toMatchObject({
      ok: false,
      reason,
      message: expect.stringMatching(message),
    });
  });

  test("reports when the rate limit is lifted", async () => {
    const resetsAt = Math.floor(Date.now() / 1000) + 3600;
    const outcome = await acpAgent(always({ say: `Claude AI usage limit reached|${resetsAt}` })).perform();
    expect(outcome).toMatchObject({ reason: "rate-limit", until: new Date(resetsAt * 1000).toISOString() });
  });

  test("like codex, with an error in a private field only", async () => {
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

  test("at a rate limit continues in the same session", async () => {
    const { perform, calls } = acpAgent({});
    await perform({}, { as: always({ say: "429 rate limit" }) });
    expect(await perform({}, { as: always({ write: "a", content: "" }) })).toMatchObject({ ok: true });
    expect(
      calls()
        .filter((call) => /^(new|resume) /.test(call))
        .map((call) => call.split(" ")[0]),
    ).toEqual(["new", "resume"]);
  });

  test("before its session begins, with a hint to log in", async () => {
    const agent = acpAgent(
      { refuse: { method: "session/new", code: -32000, message: "Authentication required" } },
      { profile: { login: "Run it once." } },
    );
    expect(await agent.perform()).toMatchObject({ ok: false, reason: "auth", hint: "Run it once." });
  });

  test("is reported as missing where the program does not exist", async () => {
    const agent = acpAgent({}, { profile: { command: ["no-such-agent"], install: "Install it: by hand" } });
    expect(await agent.perform()).toMatchObject({ ok: false, reason: "missing", hint: "Install it: by hand" });
  });

  test("is canceled where it exceeds a limit of the config", async () => {
    const { perform, calls, usages } = acpAgent(always({ cost: 2 }, { sleep: 3_600_000 }));
    expect(
      await perform({
        allowances: () => [{ setting: "usd", unit: "usd", issue: undefined, most: 5, spent: 3.5, reserved: 0 }],
      }),
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
  ] as const)("%s: silent, ignoring SIGTERM, with a detached child", async (reason, limits) => {
    const mark = `mark-${crypto.randomUUID()}`;
    const agent = acpAgent(
      { atStart: [{ ignoreTerm: true }, { doubleFork: true }], turns: [{ steps: [{ silence: true }] }] },
      { environment: { MARK: mark } },
    );
    expect(await agent.perform(limits)).toMatchObject({ ok: false, reason });
    expect(survivorsOf(mark)).toEqual([]);
  });
});
