import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { linesOf, testMilestone, type TestMilestone } from "../support/milestone.ts";
import { survivorsOf } from "../support/survivors.ts";
import { until } from "../support/until.ts";

const finding = { title: "No", file: "src/issue-01.txt", severity: "warning" };

/** A milestone whose agent ignores all signals while it fixes an open pull request. */
function stubborn(): TestMilestone {
  return testMilestone({
    agentEnvironment: { AGENT_KEY: "env:AGENT_KEY" },
    issues: [
      {
        id: "01",
        script: {
          reviews: [[finding]],
          fixes: [{ shell: "trap 'touch terminated' TERM; trap '' INT HUP; touch deaf; while :; do sleep 1; done" }],
        },
      },
    ],
  });
}

async function draftOf(milestone: TestMilestone): Promise<unknown> {
  return JSON.parse((await milestone.run(["pr", "list", "--json"])).stdout)[0].draft;
}

describe("panic", () => {
  test("by a second ctrl-c kills the agent, makes the pull request a draft and lists what to revoke", async () => {
    const milestone = stubborn();
    const { child, output, ended } = milestone.start(["m3", "--plain"], { AGENT_KEY: "k3y-of-the-agent" });
    child.stdin?.write("fix\n");
    await until(() => existsSync(join(`${milestone.root}.worktrees`, "m3/1/deaf")));
    child.kill("SIGINT");
    await until(() => existsSync(join(`${milestone.root}.worktrees`, "m3/1/terminated")));
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(linesOf(output()).slice(-3)).toEqual([
      "⚠️ PR #1 is a draft again",
      "⛔ Everything stopped, state saved",
      "Resume with: milestone-tui m3",
    ]);
    expect(stderr).toBe("What you may want to revoke: AGENT_KEY\n");
    await until(() => survivorsOf(milestone.stateDir).length === 0);
    expect(await draftOf(milestone)).toBe(true);
    expect((await milestone.run(["status", "m3"])).stdout).toContain("Issue: #01");
  });

  test("by the word at a question does the same", async () => {
    const milestone = stubborn();
    const { code, stdout, stderr } = await milestone.run(["m3", "--plain"], ["panic"]);
    expect(code).toBe(3);
    expect(stdout).toContain("⚠️ PR #1 is a draft again");
    expect(stderr).toContain("revoke: no credentials");
    expect(await draftOf(milestone)).toBe(true);
  });
});
