import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findSandbox } from "../../src/engine/process/sandbox.ts";
import { acpMilestone, implementing, type AcpMilestone } from "../support/acp-milestone.ts";
import type { TestMilestone } from "../support/milestone.ts";
import type { Step } from "../support/scripted-acp-agent.ts";
import { survivorsOf } from "../support/survivors.ts";
import { until } from "../support/until.ts";

const work: Step = { write: "src/a.txt", content: "a\n" };
const off = { sandbox: "off" };

const pushed = (milestone: TestMilestone) =>
  milestone
    .git("ls-remote", "--heads", "origin")
    .split("\n")
    .map((line) => line.split("\t")[1]?.slice("refs/heads/".length));

describe("a milestone with an agent over the Agent Client Protocol", () => {
  test("completes with a review and a fix", async () => {
    const finding = { title: "Missing docstring", file: "src/a.txt", line: 1, severity: "warning" };
    const milestone = acpMilestone({
      turns: [
        { match: "^Implement", steps: [work, { cost: 0.5 }, { tokens: 100 }] },
        { match: "^Review", times: 1, steps: [{ review: [finding] }] },
        { match: "^Fix", steps: [{ write: "src/a.txt", content: "b\n" }, { cost: 0.7 }] },
      ],
    });
    const { code, stdout, stderr } = await milestone.run(["m3", "--plain", "--metrics"], ["fix", "continue"]);
    expect(stderr).toBe("");
    expect(stdout).toContain("1. Missing docstring — src/a.txt#L1");
    expect(stdout).toContain("✓ No issues found");
    expect(code).toBe(0);
    expect(milestone.git("show", "feat/m3-101-do-thing-01:src/a.txt")).toBe("b");
    const metrics = JSON.parse(readFileSync(join(milestone.root, "docs/milestones/m3/metrics.json"), "utf8"));
    expect(metrics.perIssue[0].usage).toEqual({ turns: 4, tokens: 100, usd: 0.7, atLeast: true });
  });

  test("waits for the end of a rate limit without a question", async () => {
    const milestone = acpMilestone({
      turns: [
        { match: "^Implement", times: 1, steps: [{ say: "429 Too Many Requests. Retry after 1 s" }] },
        { match: "^Implement", steps: [work] },
      ],
    });
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(stdout).toMatch(/⏳ .*Rate limit.*next try \d{4}-/);
    expect(stdout).not.toContain("Agent failed");
    expect(code).toBe(0);
  });

  test("does not retry an agent that refuses or is not logged in, when unattended", async () => {
    const auth = acpMilestone({ refuse: { method: "session/new", code: -32000, message: "Authentication required" } });
    expect((await auth.run(["m3", "--plain", "--autonomous"])).code).toBe(3);
    expect(auth.calls()).toHaveLength(1);
    const refusal = acpMilestone(implementing({ stop: "refusal" }));
    expect((await refusal.run(["m3", "--plain", "--autonomous"])).stdout).toContain("⏭️ Skipped Issue #01");
    expect(refusal.calls().filter((call) => call.startsWith("prompt "))).toHaveLength(1);
  });
});

describe("an agent that misbehaves", () => {
  const expectStop = async (milestone: AcpMilestone, stop: string) => {
    const main = milestone.git("rev-parse", "main");
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["abort"]);
    expect(stdout).toContain(`🛑 ${stop}`);
    expect(code).toBe(3);
    expect(pushed(milestone)).toEqual(["main", "milestone/m3-test"]);
    expect(milestone.git("ls-remote", "origin", "main").split("\t")[0]).toBe(main);
    return stdout;
  };

  test.each<[string, string, Step[]]>([
    ["does nothing and reports success", "Agent failed", [{ say: "Done!" }]],
    ["is killed", "Agent failed", [{ exit: 137 }]],
    [
      "edits .git/config",
      "Git configuration changed by the agent",
      [work, { run: "git config core.hooksPath /tmp/evil", ask: false }],
    ],
    [
      "creates a hook",
      "Git configuration changed by the agent",
      [work, { run: 'printf "#!/bin/sh" > "$(git rev-parse --git-common-dir)/hooks/pre-push"', ask: false }],
    ],
    [
      "commits to main",
      "Git configuration changed by the agent",
      [work, { run: "git add -A && git commit -qm evil && git update-ref refs/heads/main HEAD", ask: false }],
    ],
    ["leaves its branch", "Work outside the worktree", [work, { run: "git checkout -q --detach", ask: false }]],
    [
      "writes outside through the protocol",
      "Work outside the worktree",
      [work, { write: "../../../outside.txt", content: "x", ask: false }],
    ],
  ])("%s: the run stops with nothing pushed", async (_, stop, steps) => {
    await expectStop(acpMilestone(implementing(...steps), off), stop);
  });

  test("as a reviewer changes files: the changes are discarded", async () => {
    const milestone = acpMilestone(
      {
        turns: [
          { match: "^Implement", steps: [work] },
          {
            match: "^Review",
            steps: [
              { run: "echo evil > src/a.txt; echo more > b.txt; git add -A; git commit -qm evil", ask: false },
              { review: [] },
            ],
          },
        ],
      },
      off,
    );
    const { stdout, code } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(stdout).toMatch(/The reviewer made a commit; it is thrown away/);
    expect(code).toBe(0);
    expect(milestone.git("show", "feat/m3-101-do-thing-01:src/a.txt")).toBe("a");
  });

  test("prints escape sequences: they are made visible", async () => {
    const { stdout, stderr } = await acpMilestone(
      implementing({ say: "\u001b]52;c;ZXZpbA==\u0007 refused" }, { stop: "refusal" }),
    ).run(["m3", "--plain"], ["abort"]);
    expect(stdout + stderr).not.toContain("\u001b");
  });
});

describe.skipIf(findSandbox() === undefined)("in a sandbox (skipped without bubblewrap)", () => {
  test("an agent can commit in its worktree, but cannot write outside it or change git's settings", async () => {
    const probe =
      'common="$(git rev-parse --git-common-dir)"; ' +
      'for f in "$common/config" "$common/hooks/x" "$common/../outside" ../outside .git; ' +
      'do { echo x >> "$f"; } 2>/dev/null && echo "$f" >> written.txt; done; git add -A; git commit -qm mine';
    const milestone = acpMilestone(implementing(work, { run: probe }), { sandbox: "required" });
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(stdout).not.toContain("🛑 G");
    expect(code).toBe(0);
    expect(milestone.git("show", "--stat", "--format=%s", "feat/m3-101-do-thing-01")).toMatch(
      /^feat\(m3\): Do thing 01 \(#101\)/,
    );
    expect(milestone.git("ls-tree", "-r", "--name-only", "feat/m3-101-do-thing-01")).not.toContain("written.txt");
  });
});

test("secrets of the user's environment reach no agent, output or file", async () => {
  const canary = `canary-${crypto.randomUUID()}`;
  const milestone = acpMilestone({
    turns: [{ match: "^Implement", steps: [work, { run: "env > env.txt", ask: false }] }],
  });
  const { stdout, stderr, code } = await milestone.run(["m3", "--plain"], ["continue"], {
    MY_TOKEN: canary,
    GITHUB_TOKEN: canary,
    AWS_SECRET_ACCESS_KEY: canary,
    ANTHROPIC_API_KEY: canary,
  });
  expect(code).toBe(0);
  expect(milestone.environ()).toContain("PATH=");
  expect(milestone.environ() + stdout + stderr).not.toContain(canary);
  expect(milestone.git("show", "feat/m3-101-do-thing-01:env.txt")).not.toContain(canary);
  expect(filesWith(milestone.stateDir, canary)).toEqual([]);
  expect(JSON.stringify(await milestone.pulls())).not.toContain(canary);
});

test("kill -9 of the program ends all processes of an agent", async () => {
  const milestone = acpMilestone({
    atStart: [{ ignoreTerm: true }, { doubleFork: true }],
    turns: [{ steps: [{ silence: true }] }],
  });
  // Agents inherit TZ, so its value marks their processes.
  const mark = `mark-${crypto.randomUUID()}`;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = milestone.calls().filter((call) => call.startsWith("prompt ")).length;
    const { child, ended } = milestone.start(["m3", "--plain"], { TZ: `${mark}-${round}` });
    // In every other round the kill comes before the agent is fully started.
    await until(
      () => milestone.calls().filter((call) => call.startsWith(round % 2 === 0 ? "prompt " : "start ")).length > before,
    );
    child.kill("SIGKILL");
    await ended;
    await until(() => survivorsOf(`${mark}-${round}`).length === 0, "the end of all processes");
  }
});

const ROUNDS = 20;

function filesWith(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => readFileSync(path, "latin1").includes(text));
}
