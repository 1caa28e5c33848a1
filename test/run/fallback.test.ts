// The fallback agent, which replaces an agent that cannot continue, in the whole program.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { acpCommand, acpMilestone, acpScriptFile, callsOf, implementing } from "../support/acp-milestone.ts";
import { testMilestone } from "../support/milestone.ts";
import { temporaryFolder } from "../support/repository.ts";
import type { AcpScript, Step } from "../support/scripted-acp-agent.ts";

const LONG: Step = { fail: { code: -32603, message: "429 Too Many Requests. Retry after 2 h" } };
const AUTH: Step = { fail: { code: -32000, message: "Authentication required" } };
const FUNDS: Step = { fail: { code: -32603, message: "Credit balance is too low" } };

/**
 * A milestone whose main agent follows a script, and whose fallback agent does each task unless it has a script too.
 */
function twoAgents(
  script: AcpScript,
  {
    issues = [{ id: "01" }],
    fallback = {},
    config = {},
  }: { issues?: { id: string }[]; fallback?: AcpScript; config?: object } = {},
) {
  const [main, other] = [acpScriptFile(script), acpScriptFile(fallback)];
  const milestone = acpMilestone(
    {},
    {
      agents: {
        main: { protocol: "acp", command: acpCommand(main) },
        other: { protocol: "acp", command: acpCommand(other) },
      },
      agent: "main",
      fallbackAgent: "other",
      ...config,
    },
    issues,
  );
  const tasks = (file: string) =>
    callsOf(file)
      .filter((call) => call.startsWith("prompt "))
      .map((call) => call.split(" of ")[0]?.slice("prompt ".length));
  return { ...milestone, mainTasks: () => tasks(main), otherTasks: () => tasks(other) };
}

describe("the run switches to the fallback agent", () => {
  test.each<[string, Step, RegExp, string]>([
    ["meets a long rate limit", LONG, /⚠️ main: Rate limit: .*; other works in its place\n/, "rate limit"],
    ["is not logged in", AUTH, /⚠️ main: Agent is not logged in: .*; other works in its place\n/, "not logged in"],
    [
      "is out of funds",
      FUNDS,
      /⚠️ main: Agent's account is out of funds: .*; other works in its place\n/,
      "out of funds",
    ],
  ])("where the agent %s, reports it, and stays with it for the run", async (_, step, line, reason) => {
    const { run, mainTasks, otherTasks, pulls } = twoAgents(
      implementing({ write: "src/half.txt", content: "half\n" }, step),
      { issues: [{ id: "01" }, { id: "02" }] },
    );
    const { code, stdout, stderr } = await run(["m3", "--plain"], ["continue"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.match(new RegExp(line, "g"))).toHaveLength(2);
    expect(stdout).not.toContain("🛑");
    // No reviewer is configured, so the fallback agent also reviews.
    expect(mainTasks()).toEqual(["Implement issue #01"]);
    expect(otherTasks()).toEqual([
      "Implement issue #01",
      "Review issue #01",
      "Implement issue #02",
      "Review issue #02",
    ]);
    for (const { body } of await pulls())
      expect(body).toContain(`## Agents\n\n- other worked in place of main (${reason})`);
  });

  test("in a fix, which gets the findings", async () => {
    const finding = { title: "Wrong", file: "src/issue-01.txt", line: 1, severity: "warning" };
    const { run, otherTasks, pulls } = twoAgents({
      turns: [
        { match: "^Fix", steps: [AUTH] },
        { match: "^Review", times: 1, steps: [{ review: [finding] }] },
      ],
    });
    const { code } = await run(["m3", "--plain"], ["fix", "continue"]);
    expect(code).toBe(0);
    expect(otherTasks()).toEqual(["Fix issue #01", "Review issue #01"]);
    expect((await pulls())[0]?.body).toContain("other worked in place of main");
  });

  test("for the reviewer only, and notes it in the existing pull request", async () => {
    const { run, mainTasks, otherTasks, pulls } = twoAgents(
      {},
      { config: { reviewer: { command: ["sh", "-c", "echo 'Invalid API key'; exit 1"] } } },
    );
    const { code, stdout } = await run(["m3", "--plain"], ["continue"]);
    expect(code).toBe(0);
    expect(stdout).toContain("⚠️ sh: Agent is not logged in; other works in its place");
    expect([mainTasks(), otherTasks()]).toEqual([["Implement issue #01"], ["Review issue #01"]]);
    expect((await pulls())[0]?.body).toContain("- other worked in place of sh (not logged in)");
  });

  test.each([
    ["429: rate limit, try again in 3 hours", "Rate limit"],
    ["Credit balance is too low", "Agent's account is out of funds"],
    ["Not logged in. Please run /login", "Agent is not logged in"],
  ])("where both agents are programs: %s", async (words, message) => {
    const folder = temporaryFolder();
    const findings = `echo '{"findings":[]}' > "$MILESTONE_RESULT_FILE"`;
    const review = `if [ "$MILESTONE_TASK" = review ]; then ${findings}; exit; fi`;
    const milestone = testMilestone({
      issues: [{ id: "01" }],
      config: {
        agent: { command: ["sh", "-c", `echo x >> '${folder}/tried'; echo "${words}"; exit 1`], writable: [folder] },
        fallbackAgent: { command: ["sh", "-c", `${review}; cat > prompt.txt; echo done > done.txt`] },
      },
    });
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(stdout).toContain(`⚠️ sh: ${message}; sh works in its place`);
    expect(code).toBe(0);
    expect(readFileSync(join(folder, "tried"), "utf8")).toBe("x\n");
    expect(milestone.git("show", "feat/m3-101-do-thing-01:prompt.txt")).toContain("Another agent began this task");
  });
});

describe("the run does not switch to the fallback agent", () => {
  test("where the limit is short: the run waits for its end", async () => {
    const { run, mainTasks, otherTasks } = twoAgents({
      turns: [{ match: "^Implement", times: 1, steps: [{ say: "429. Retry after 1 s" }] }],
    });
    const { code, stdout } = await run(["m3", "--plain"], ["continue"]);
    expect(stdout).toContain("⏳ main: Rate limit");
    expect(code).toBe(0);
    expect(otherTasks()).toEqual([]);
    expect(mainTasks()).toHaveLength(3);
  });

  test("at a short limit, unless the config allows no wait", async () => {
    const { run, otherTasks } = twoAgents(implementing({ say: "429. Retry after 1 s" }), {
      config: { limits: { fallbackMinutes: 0 } },
    });
    expect((await run(["m3", "--plain"], ["continue"])).code).toBe(0);
    expect(otherTasks()).toHaveLength(2);
  });

  test.each<[string, Step[], string, object]>([
    ["refuses", [{ stop: "refusal" }], "🛑 Agent failed", {}],
    ["crashes", [{ exit: 137 }], "🛑 Agent failed", {}],
    [
      "changes git's configuration before it is out of funds",
      [{ run: "git config core.hooksPath /tmp/evil", ask: false }, FUNDS],
      "🛑 Git configuration changed by the agent",
      { sandbox: "off" },
    ],
    [
      "has reached a limit of the config",
      [{ cost: 3 }, { sleep: 3_600_000 }],
      "🛑 Agent failed",
      { limits: { usd: 2 } },
    ],
  ])("where the agent %s", async (_, steps, stop, config) => {
    const { run, otherTasks } = twoAgents(implementing(...steps), { config });
    const { code, stdout } = await run(["m3", "--plain"], ["abort"]);
    expect(stdout).toContain(stop);
    expect(code).toBe(3);
    expect(otherTasks()).toEqual([]);
  });

  test("a second time, when the fallback agent fails too", async () => {
    const { run, mainTasks, otherTasks } = twoAgents(implementing(AUTH), { fallback: implementing(AUTH) });
    const { code, stdout } = await run(["m3", "--plain"], ["abort"]);
    expect(stdout).toContain("🛑 Agent failed");
    expect(code).toBe(3);
    expect([mainTasks(), otherTasks()]).toEqual([["Implement issue #01"], ["Implement issue #01"]]);
  });
});

describe("a later start", () => {
  test("retries an agent that was not logged in, but not one whose limit still lasts", async () => {
    for (const [step, tries] of [
      [AUTH, 2],
      [LONG, 1],
    ] as const) {
      const { run, mainTasks } = twoAgents(implementing(step), { fallback: implementing({ exit: 3 }) });
      expect((await run(["m3", "--plain"], ["abort"])).code).toBe(3);
      expect((await run(["m3", "--plain"], ["abort"])).code).toBe(3);
      expect(mainTasks()).toHaveLength(tries);
    }
  });

  test("refuses a fallback agent that is unknown or not installed", async () => {
    const milestone = acpMilestone({}, { fallbackAgent: { command: ["no-such-agent"] } });
    const { code, stderr } = await milestone.run(["m3", "--plain"]);
    expect(code).toBe(2);
    expect(stderr).toContain('"no-such-agent" is not installed');
    expect(existsSync(milestone.stateDir)).toBe(false);
    milestone.reconfigure({ fallbackAgent: "no-such-profile" });
    expect((await milestone.run(["m3", "--plain"])).stderr).toContain("no-such-profile");
  });
});
