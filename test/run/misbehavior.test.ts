// The ways in which an agent can misbehave, with both adapters: each leads to the right stop or wait, nothing wrong is
// pushed, and no process is left. Floods are in test/faults/agents.test.ts, pushes in agent-pushes.test.ts.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { acpCommand, acpMilestone, acpScriptFile } from "../support/acp-milestone.ts";
import { asColleague, gitHubMilestone } from "../support/github/milestone.ts";
import { linesOf, testMilestone, type TestMilestone, type Turn } from "../support/milestone.ts";
import type { Step } from "../support/scripted-acp-agent.ts";
import { survivorsOf } from "../support/survivors.ts";
import { until } from "../support/until.ts";

const BRANCH = "feat/m3-101-do-thing-01";
const EVIL = "\u001b]52;c;ZXZpbA==\u0007\u001b[2J";
const FORKED = 'setsid sh -c "trap \\"\\" TERM; sleep 600 & exit" </dev/null >/dev/null 2>&1 &';
const work: Step = { write: "src/a.txt", content: "a\n" };
const done: Turn = { write: { "src/a.txt": "a\n" } };

const LIMIT = "429 Too Many Requests. Retry after 1 s";
/** An agent that ends with a rate limit at its first start, and works at its second. */
const LIMITED_ONCE = `
if [ "$MILESTONE_TASK" = review ]; then echo '{"findings": []}' > "$MILESTONE_RESULT_FILE"; exit; fi
met="$(dirname "$MILESTONE_CONTEXT_FILE")/met"
[ -e "$met" ] || { touch "$met"; echo "${LIMIT}"; exit 1; }
echo a > a.txt`;

interface Misbehavior {
  readonly program: Turn;
  readonly protocol: readonly Step[];
  readonly config?: object;
}

const short = { limits: { idleMinutes: 0.04 } };
const off = { sandbox: "off" };
const shell = (line: string, config: object = off): Misbehavior => ({
  program: { ...done, shell: line },
  protocol: [work, { run: line, ask: false }],
  config,
});

const ADAPTERS: readonly (readonly [string, (what: Misbehavior) => TestMilestone])[] = [
  [
    "a program",
    ({ program, config }) =>
      testMilestone({ issues: [{ id: "01", script: { implement: program } }], config: { ...config } }),
  ],
  [
    "the protocol",
    ({ protocol, config }) =>
      acpMilestone(
        {
          turns: [
            { match: "^Implement", times: 1, steps: protocol },
            { match: "^Implement", steps: [work] },
          ],
        },
        { ...config },
      ),
  ],
];

const isPushed = ({ git }: TestMilestone) => git("ls-remote", "--heads", "origin", "feat/*") !== "";

describe.each(ADAPTERS)("over %s", (name, make) => {
  test.each<[string, Misbehavior, string, RegExp]>([
    [
      "silence",
      { program: { sleep: 600_000 }, protocol: [{ silence: true }], config: short },
      "Agent failed",
      /silent for/,
    ],
    [
      "an ignored SIGTERM",
      {
        program: { shell: "trap '' TERM INT HUP; while :; do sleep 1; done" },
        protocol: [{ ignoreTerm: true }, { silence: true }],
        config: short,
      },
      "Agent failed",
      /silent for/,
    ],
    [
      "a double fork",
      { program: { shell: FORKED, exit: 3 }, protocol: [{ doubleFork: true }, { exit: 3 }] },
      "Agent failed",
      /exit code 3/,
    ],
    ["exit 137", { program: { exit: 137 }, protocol: [{ exit: 137 }] }, "Agent failed", /exit code 137/],
    [
      "an empty success",
      { program: { write: {} }, protocol: [{ say: "All done!" }] },
      "Agent failed",
      /changed nothing/,
    ],
    [
      "a change of git's config",
      shell("git config core.pager evil"),
      "Git configuration changed by the agent",
      /\.git\/config/,
    ],
    [
      "a new hook",
      shell('printf "#!/bin/sh" > "$(git rev-parse --git-common-dir)/hooks/pre-push"'),
      "Git configuration changed by the agent",
      /hooks\/pre-push/,
    ],
    [
      "a commit to main",
      shell(
        "git add -A && git -c user.name=A -c user.email=a@x.invalid commit -qm evil && " +
          "git update-ref refs/heads/main HEAD",
      ),
      "Git configuration changed by the agent",
      /branch main/,
    ],
    ["another branch", shell("git checkout -q -b elsewhere"), "Work outside the worktree", /left branch/],
  ])("%s leads to the right stop", async (_name, what, headline, reason) => {
    const milestone = make(what);
    const main = milestone.git("ls-remote", "origin", "main");
    const { code, stdout, stderr } = await milestone.run(
      ["m3", "--plain"],
      headline === "Agent failed" ? ["skip", "continue"] : ["abort"],
    );
    const lines = linesOf(stdout);
    const at = lines.indexOf(`🛑 ${headline}`);
    expect({ at: at > 0, stderr, code }).toEqual({ at: true, stderr: "", code: headline === "Agent failed" ? 0 : 3 });
    expect(lines[at + 1]).toMatch(reason);
    expect(isPushed(milestone)).toBe(false);
    expect(milestone.git("ls-remote", "origin", "main")).toBe(main);
    await until(() => survivorsOf(milestone.stateDir).length === 0);
  });

  test("an end because of a rate limit leads to a wait, and uses up no attempt", async () => {
    const milestone = make({
      program: {},
      protocol: [{ say: LIMIT }],
      config: name === "a program" ? { agent: { command: ["sh", "-c", LIMITED_ONCE] } } : {},
    });
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(stdout).toMatch(/⏳ .*Rate limit.*next try \d{4}-/);
    expect(stdout).not.toContain("🛑 Agent failed");
    expect(code).toBe(0);
  });

  test("escape sequences in its output are made visible", async () => {
    const milestone = make({ program: { ...done, say: [EVIL], done: [EVIL] }, protocol: [work, { say: `${EVIL}\n` }] });
    const { code, stdout, stderr } = await milestone.run(["m3", "--plain", "--verbose"], ["continue"]);
    const logs = await milestone.run(["logs", "m3", "01"]);
    expect(stdout + stderr + logs.stdout).not.toContain("\u001b");
    expect(logs.stdout).toContain(String.raw`\x1b]52`);
    expect(code).toBe(0);
  });

  test("a pull request that the agent opens is adopted for the issue", async () => {
    const line = [
      "git add -A && git -c user.name=A -c user.email=a@x.invalid commit -qm mine",
      `git push -q "$REMOTE" HEAD:${BRANCH}`,
      asColleague("POST", "/pulls", { title: "Mine", head: BRANCH, base: "milestone/m3-test", body: "" }),
    ].join(" && ");
    const milestone = await gitHubMilestone({
      issues: [{ id: "01", script: { implement: { ...done, shell: line } } }],
      config: { test: "true", sandbox: "off" },
    });
    if (name === "the protocol") speakProtocol(milestone.root, [work, { run: line, ask: false }]);
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(linesOf(stdout)).toContain("✓ PR #1 found");
    expect(code).toBe(0);
    expect(await milestone.pulls()).toHaveLength(1);
  });
});

describe("an agent over the protocol", () => {
  const [, [, make]] = ADAPTERS as readonly [unknown, (typeof ADAPTERS)[number]];

  test("may send updates after its answer: they are logged, and change nothing", async () => {
    const late: Step = {
      late: { sessionUpdate: "agent_message_chunk", content: { type: "text", text: "late words\n" } },
    };
    const milestone = make({ program: {}, protocol: [work, late] });
    const { code, stderr } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect((await milestone.run(["logs", "m3", "01"])).stdout).toContain("late words");
  });

  test("may ask permission for a tool call that it has not announced: the permission policy applies", async () => {
    const milestone = make({
      program: {},
      protocol: [
        { ...work, silent: true },
        { write: "../../evil.txt", content: "x", silent: true },
      ],
      config: off,
    });
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(code).toBe(0);
    expect(stdout).not.toContain("🛑 Work outside");
    const { stdout: log } = await milestone.run(["logs", "m3", "01"]);
    expect(log).toContain("permission given: Write src/a.txt");
    expect(log).toContain("permission refused: Write ../../evil.txt");
  });
});

/** Replaces a milestone's agent by a scripted one over the protocol, with the same environment. */
function speakProtocol(root: string, steps: readonly Step[]): void {
  const path = join(root, "milestone.config.json");
  const config = JSON.parse(readFileSync(path, "utf8"));
  const command = acpCommand(acpScriptFile({ turns: [{ match: "^Implement", steps }] }));
  writeFileSync(path, JSON.stringify({ ...config, agent: { ...config.agent, protocol: "acp", command } }));
}
