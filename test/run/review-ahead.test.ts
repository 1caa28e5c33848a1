// A review that begins while its commit is pushed, where the push or the reviewer does not go well.
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { acpCommand, acpMilestone, acpScriptFile } from "../support/acp-milestone.ts";
import { linesOf, testMilestone, type TestMilestone } from "../support/milestone.ts";
import { temporaryFolder } from "../support/repository.ts";
import { until } from "../support/until.ts";

const BRANCH = "feat/m3-101-do-thing-01";
const COMMIT = "echo x > x && git add -A && git -c user.name=A -c user.email=a@x.invalid commit -qm mine";
const TAMPERING = "🛑 Git configuration changed by the agent";

/** What the remote does before it accepts a push to an issue's branch. */
function onPush(milestone: TestMilestone, shell: string): void {
  const path = join(milestone.remote, "hooks/pre-receive");
  const script = `while read old new ref; do case "$ref" in refs/heads/feat/*) ${shell};; esac; done`;
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

const REFUSED = 'echo "not today" >&2; exit 1';

/** A milestone whose reviewer runs this in its review, without a sandbox. */
function reviewedBy(reviewShell: string): TestMilestone {
  const script = { implement: { write: { "src/a.txt": "a\n" } }, reviewShell };
  return testMilestone({ config: { sandbox: "off", test: "true" }, issues: [{ id: "01", script }] });
}

describe("a refused push is asked about at once", () => {
  test.each(["one agent for both roles", "two agents"])(
    "while the reviewer waits for its rate limit: %s",
    async (roles) => {
      const { root } = testMilestone({ issues: [{ id: "01" }] });
      const { agent } = JSON.parse(readFileSync(join(root, "milestone.config.json"), "utf8"));
      const limited = "cat > /dev/null; echo '429 Too Many Requests. Retry after 2 h'; exit 1";
      const both = [
        "sh",
        "-c",
        `if [ "$MILESTONE_TASK" = review ]; then ${limited}; fi; exec "$@"`,
        "sh",
        ...agent.command,
      ];
      const milestone = testMilestone({
        issues: [{ id: "01" }],
        config:
          roles === "two agents"
            ? { agents: { main: agent, rev: { command: ["sh", "-c", limited] } }, agent: "main", reviewer: "rev" }
            : { agent: { command: both } },
      });
      onPush(milestone, `sleep 1; ${REFUSED}`);
      const { code, stdout } = await milestone.run(["m3", "--plain"], ["skip", "continue"]);
      expect(linesOf(stdout)).toContain("🛑 Push failed");
      expect(stdout).not.toContain("⏳");
      expect(code).toBe(0);
    },
  );

  test("while the reviewer works, which ends", async () => {
    const milestone = reviewedBy("sleep 60");
    onPush(milestone, `sleep 2; ${REFUSED}`);
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["skip", "continue"]);
    expect(linesOf(stdout)).toContain("🛑 Push failed");
    expect(milestone.calls()).toContain("review 01 1");
    expect(code).toBe(0);
  });
});

test("a review that was ended is done at its turn, once the push succeeds", async () => {
  const milestone = reviewedBy("true");
  const once = join(milestone.remote, "once");
  onPush(milestone, `if mkdir '${once}' 2>/dev/null; then sleep 1; ${REFUSED}; fi`);
  const { code, stdout } = await milestone.run(["m3", "--plain"], ["retry", "continue"]);
  const lines = linesOf(stdout);
  expect(lines.indexOf("🤖 Code review...")).toBeGreaterThan(lines.indexOf("✓ PR #1 created"));
  expect(code).toBe(0);
});

describe("a review that was ended", () => {
  test("is no tampering where the reviewer had another commit checked out for a moment", async () => {
    const milestone = reviewedBy("git checkout -q --detach HEAD~1 && sleep 4; git checkout -q -");
    const once = join(milestone.remote, "once");
    onPush(milestone, `if mkdir '${once}' 2>/dev/null; then sleep 2; ${REFUSED}; fi`);
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["retry", "continue"]);
    expect(linesOf(stdout).filter((line) => /🛑|⚠️/u.test(line))).toEqual(["🛑 Push failed"]);
    expect(code).toBe(0);
  });

  test("leaves nothing in the worktree for the next one", async () => {
    const folder = temporaryFolder();
    const milestone = reviewedBy(
      `git status --porcelain >> '${folder}/status'; cat src/a.txt >> '${folder}/content'; ` +
        "echo mutated > src/a.txt; echo new > src/new.txt; git add src/new.txt; " +
        `[ -e '${folder}/slow' ] || { touch '${folder}/slow'; sleep 20; }`,
    );
    const once = join(milestone.remote, "once");
    onPush(milestone, `if mkdir '${once}' 2>/dev/null; then sleep 2; ${REFUSED}; fi`);
    expect((await milestone.run(["m3", "--plain"], ["retry", "continue"])).code).toBe(0);
    expect(readFileSync(`${folder}/content`, "utf8")).toBe("a\na\n");
    expect(readFileSync(`${folder}/status`, "utf8")).toBe("");
  });
});

describe("what the reviewer pushes meanwhile", () => {
  test.each(["", "; sleep 60"])("is reported instead of the refused push (then it does '%s')", async (then) => {
    const milestone = reviewedBy(`${COMMIT} && git push -q "$(git remote get-url origin)" HEAD:agents/idea${then}`);
    onPush(milestone, `sleep 3; ${REFUSED}`);
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["abort"]);
    const lines = linesOf(stdout);
    expect(lines[lines.indexOf(TAMPERING) + 1]).toContain("branch agents/idea");
    expect(code).toBe(3);
    expect(await milestone.pulls()).toEqual([]);
  });

  test("is not adopted after a kill", async () => {
    const flags = temporaryFolder();
    const [pushed, once] = [join(flags, "pushed"), join(flags, "once")];
    const milestone = reviewedBy(
      `[ -e '${pushed}' ] || { ${COMMIT} && git push -q "$(git remote get-url origin)" HEAD:${BRANCH}; ` +
        `touch '${pushed}'; sleep 60; }`,
    );
    // The first push is the program's; it hangs until the program is killed.
    onPush(milestone, `if mkdir '${once}' 2>/dev/null; then sleep 60; exit 1; fi`);
    const { child, ended } = milestone.start(["m3", "--plain"]);
    await until(() => existsSync(pushed), "the reviewer's push");
    child.kill("SIGKILL");
    await ended;
    const { stdout } = await milestone.run(["m3", "--plain"], ["abort"]);
    expect(stdout).not.toContain("what it pushed is adopted");
    expect(linesOf(stdout)).toContain(TAMPERING);
    expect(await milestone.pulls()).toEqual([]);
  });
});

test("what the reviewer of a later round pushes is not merged after a kill", async () => {
  const flags = temporaryFolder();
  const [pushed, once] = [join(flags, "pushed"), join(flags, "once")];
  const finding = { title: "No", file: "src/a.txt", line: 1, severity: "warning" };
  const sneak = `${COMMIT} && git push -q "$(git remote get-url origin)" HEAD:${BRANCH}; touch '${pushed}'; sleep 60`;
  const milestone = testMilestone({
    config: { sandbox: "off", test: "true" },
    issues: [
      {
        id: "01",
        script: {
          implement: { write: { "src/a.txt": "a\n" } },
          fixes: [{ write: { "src/a.txt": "b\n" } }],
          reviews: [[finding], []],
          reviewShell: `if grep -q b src/a.txt && [ ! -e '${pushed}' ]; then ${sneak}; fi`,
        },
      },
    ],
  });
  // The second push of the program hangs until the program is killed.
  onPush(milestone, `if [ "$old" != ${"0".repeat(40)} ] && mkdir '${once}' 2>/dev/null; then sleep 60; exit 1; fi`);
  const { child, ended } = milestone.start(["m3", "--plain"]);
  child.stdin?.write("fix\n");
  await until(() => existsSync(pushed), "the reviewer's push");
  child.kill("SIGKILL");
  await ended;
  const { code, stdout } = await milestone.run(["m3", "--plain"], ["abort"]);
  const lines = linesOf(stdout);
  expect(lines[lines.indexOf(TAMPERING) + 1]).toContain(`while the reviewer worked: branch ${BRANCH}`);
  expect(stdout).not.toContain("both are in it now");
  expect(code).toBe(3);
});

test("the fallback takes over from a reviewer after the pull request is open, which names it", async () => {
  const failing = acpScriptFile({
    turns: [{ match: "^Review", steps: [{ fail: { code: -32000, message: "Authentication required" } }] }],
  });
  const command = (script: string) => ({ protocol: "acp", command: acpCommand(script) });
  const milestone = acpMilestone(
    {},
    {
      agents: { main: command(acpScriptFile({})), rev: command(failing), other: command(acpScriptFile({})) },
      agent: "main",
      reviewer: "rev",
      fallbackAgent: "other",
    },
  );
  onPush(milestone, "sleep 4");
  const { code, stdout } = await milestone.run(["m3", "--plain"], ["continue"]);
  expect(code).toBe(0);
  const lines = linesOf(stdout);
  const replaced = lines.findIndex((line) => line.includes("other works in its place"));
  expect(replaced).toBeGreaterThan(lines.indexOf("🤖 Code review..."));
  expect((await milestone.pulls())[0]?.body).toContain("other");
});
