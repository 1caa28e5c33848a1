// Permissions that an agent asks for and no rule decides, in the whole program.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { acpMilestone, implementing, type AcpMilestone } from "../support/acp-milestone.ts";
import type { Step } from "../support/scripted-acp-agent.ts";
import { openTerminal } from "../support/terminal.ts";
import { until } from "../support/until.ts";

const off = { sandbox: "off" };
const work: Step = { write: "src/a.txt", content: "a\n" };
const make: Step = { run: "touch src/made.txt" };
const BRANCH = "feat/m3-101-do-thing-01";

const files = (milestone: AcpMilestone) => milestone.git("ls-tree", "-r", "--name-only", BRANCH).split("\n");
const permissions = (milestone: AcpMilestone) => milestone.calls().filter((call) => call.startsWith("permission "));

/** The events in the journal on the disk. */
function journal({ stateDir }: AcpMilestone): readonly { readonly type: string; readonly [key: string]: unknown }[] {
  const path = readdirSync(stateDir, { recursive: true, encoding: "utf8" }).find((name) =>
    name.endsWith("journal.ndjson"),
  );
  if (path === undefined || !existsSync(join(stateDir, path))) return [];
  return readFileSync(join(stateDir, path), "utf8")
    .split("\n")
    .flatMap((line) => {
      const start = line.indexOf("{");
      return start === -1 ? [] : [JSON.parse(line.slice(start))];
    });
}

describe("a permission that no rule decides", () => {
  test("is asked with the command and the agent's words, and the command runs once it is allowed", async () => {
    const milestone = acpMilestone(implementing({ say: "I need a file made." }, work, make), off);
    const { code, stdout, stderr } = await milestone.run(["m3", "--plain"], ["a", "help", "allow", "continue"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("🛑 Agent asks for permission: execute\n\nCommand: touch src/made.txt\n");
    expect(stdout).toContain("says: I need a file made.\n\nallow | deny | abort\n");
    // `a` may be allow or abort, so it is not accepted.
    expect(stdout).toContain("? a: not on offer here");
    expect(stdout).toContain("✓ Allowed (recorded)");
    expect(files(milestone)).toContain("src/made.txt");
  });

  test("can be denied: the command does not run, and the agent continues", async () => {
    const milestone = acpMilestone(implementing(make, work), off);
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["d", "continue"]);
    expect(code).toBe(0);
    expect(stdout).toContain("✓ Denied (recorded)");
    expect(permissions(milestone)).toEqual(["permission touch src/made.txt: no", "permission Write src/a.txt: once"]);
    expect(files(milestone)).not.toContain("src/made.txt");
  });

  test("is asked once per issue, fixes included", async () => {
    const finding = { title: "Wrong", file: "src/a.txt", line: 1, severity: "warning" };
    const milestone = acpMilestone(
      {
        turns: [
          { match: "^Implement", steps: [work, make, make] },
          { match: "^Review", times: 1, steps: [{ review: [finding] }] },
          { match: "^Fix", steps: [make, { write: "src/a.txt", content: "b\n" }] },
        ],
      },
      off,
    );
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["al", "fix", "continue"]);
    expect(code).toBe(0);
    expect(stdout.split("🛑 Agent asks for permission")).toHaveLength(2);
    expect(permissions(milestone).filter((call) => call.endsWith("made.txt: once"))).toHaveLength(3);
  });

  test("is denied in an unattended run", async () => {
    const milestone = acpMilestone(implementing(work, make), off);
    const { code, stdout } = await milestone.run(["m3", "--plain", "--autonomous"]);
    expect(code).toBe(0);
    expect(stdout).toContain("> deny");
    expect(files(milestone)).not.toContain("src/made.txt");
  });

  test("is a question event with --json", async () => {
    const milestone = acpMilestone(implementing(work, make), off);
    const { code, stdout } = await milestone.run(["m3", "--json"], ["allow", "continue"]);
    expect(code).toBe(0);
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const asked = events.find(({ type, question }) => type === "question.asked" && question.stop.kind === "permission");
    expect(asked.question).toMatchObject({
      issue: "01",
      commands: ["allow", "deny", "abort"],
      stop: { evidence: { of: "permission", request: { tool: "execute", command: "touch src/made.txt" } } },
    });
    expect(asked.question.stop.fingerprints).toHaveLength(1);
  });

  test("is not asked for what is never allowed, which is refused at once", async () => {
    const milestone = acpMilestone(
      implementing(
        work,
        { run: "git push origin HEAD:main" },
        { run: "cp src/a.txt ../../outside" },
        { write: "../outside", content: "" },
        { write: ".git/config", content: "" },
      ),
      off,
    );
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(code).toBe(0);
    expect(stdout).not.toContain("permission");
    expect(permissions(milestone).filter((call) => call.endsWith(": no"))).toHaveLength(4);
  });
});

test("the screen shows the whole command, `a` waits for another letter, and `al` allows it", async () => {
  const milestone = acpMilestone(implementing({ say: "I need a file made." }, work, make), off);
  const terminal = openTerminal(process.execPath, [inject("bin"), "m3", "-C", milestone.root], {
    columns: 100,
    rows: 30,
    env: { MILESTONE_TUI_STATE_DIR: milestone.stateDir, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C.UTF-8" },
  });
  await terminal.until(() => terminal.text().includes("Agent asks for permission: execute"));
  expect(terminal.text()).toContain("touch src/made.txt");
  expect(terminal.text()).toContain("I need a file made.");
  terminal.type("a");
  await terminal.until(() => terminal.text().includes("Esc clears"));
  expect(permissions(milestone).some((call) => call.includes("made.txt"))).toBe(false);
  terminal.type("l");
  await terminal.until(() => terminal.text().includes("Phase 1 complete"));
  terminal.type("c");
  expect(await terminal.ended).toBe(0);
  expect(files(milestone)).toContain("src/made.txt");
});

describe("while a permission is asked", () => {
  test("abort ends the agent and the run, and the next run asks again", async () => {
    const milestone = acpMilestone(implementing(work, make), off);
    const first = await milestone.run(["m3", "--plain"], ["abort"]);
    expect(first.code).toBe(3);
    expect(first.stdout).toContain("⛔ Milestone aborted");
    expect(permissions(milestone).at(-1)).not.toContain("once");
    const second = await milestone.run(["m3", "--plain"], ["allow", "continue"]);
    expect(second.code).toBe(0);
    expect(files(milestone)).toContain("src/made.txt");
  });

  test("the end of the input leaves it open, and a later answer applies to the restarted agent", async () => {
    const milestone = acpMilestone(implementing(work, make), off);
    expect((await milestone.run(["m3", "--plain"])).code).toBe(3);
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["allow", "continue"]);
    expect(code).toBe(0);
    expect(stdout.split("🛑 Agent asks for permission")).toHaveLength(2);
    const asked = journal(milestone)
      .filter(({ type }) => type === "question.asked")
      .map(({ question }) => question);
    expect(asked.slice(0, 2)).toEqual([expect.objectContaining({ id: "q1" }), expect.objectContaining({ id: "q1" })]);
    expect(files(milestone)).toContain("src/made.txt");
  });

  test("kill -9 before or after the answer loses nothing", async () => {
    const milestone = acpMilestone(implementing(work, make, { sleep: 3_600_000 }), off);
    const first = milestone.start(["m3", "--plain"]);
    await until(() => first.output().includes("allow | deny | abort"));
    first.child.kill("SIGKILL");
    await first.ended;
    const second = milestone.start(["m3", "--plain"]);
    second.child.stdin?.write("allow\n");
    await until(() => permissions(milestone).some((call) => call.endsWith("made.txt: once")));
    // The agent gets the answer only after it is on the disk.
    expect(journal(milestone)).toContainEqual(expect.objectContaining({ type: "question.answered", command: "allow" }));
    second.child.kill("SIGKILL");
    await second.ended;
    milestone.rescript(implementing(work, make));
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(code).toBe(0);
    expect(stdout).not.toContain("Agent asks for permission");
    expect(files(milestone)).toContain("src/made.txt");
  });

  test.each<[string, Step[], string[]]>([
    ["ends", [{ sleep: 500 }, { exit: 3 }], ["skip", "continue"]],
    ["continues without an answer", [{ sleep: 500 }, work], ["continue"]],
  ])("an agent that %s withdraws the question", async (_, steps, answers) => {
    const milestone = acpMilestone(implementing({ ...make, wait: false }, ...steps), off);
    const { child, output, ended } = milestone.start(["m3", "--plain"]);
    await until(() => output().includes("No answer is needed any more"));
    child.stdin?.end(answers.map((answer) => `${answer}\n`).join(""));
    expect((await ended).code).toBe(0);
    expect(journal(milestone)).toContainEqual(expect.objectContaining({ type: "question.withdrawn", id: "q1" }));
  });
});
