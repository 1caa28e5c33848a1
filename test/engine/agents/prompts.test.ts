import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fenced, problemText } from "../../../src/engine/agents/prompt-problem.ts";
import { renderPrompt } from "../../../src/engine/agents/prompt-template.ts";
import { promptFor } from "../../../src/engine/agents/prompts.ts";
import type { Evidence, Stop } from "../../../src/engine/model/stop.ts";
import { agentTask, plannedIssue } from "../../support/agent-task.ts";
import { temporaryFolder } from "../../support/repository.ts";

function stopOf(evidence: Evidence): Stop {
  return { kind: "tests-failing", evidence, fingerprints: [] };
}

const TESTS: Evidence = {
  of: "tests",
  result: {
    passed: false,
    counts: { passed: 45, failed: 2, skipped: 0 },
    failed: ["test_a", "test_b"],
    tail: "E assert 1 == 2",
    problem: undefined,
  },
};

describe("built-in prompts", () => {
  test.each(["implement", "fix", "review"] as const)(
    "%s has the issue, the specification and no placeholder left",
    async (kind) => {
      const prompt = await promptFor(agentTask(temporaryFolder(), { kind, stop: stopOf(TESTS) }));
      expect(prompt).toContain("issue #07 of milestone m3: Add a cache");
      expect(prompt).toContain("Keep answers for an hour.");
      expect(prompt).not.toContain("{{");
    },
  );

  test("fix has the evidence and review has the schema, and neither has both", async () => {
    const fix = await promptFor(agentTask(temporaryFolder(), { kind: "fix", attempt: 2, stop: stopOf(TESTS) }));
    expect(fix).toContain("(attempt 2)");
    expect(fix).toContain("2 failed, 45 passed.\n\n- test_a\n- test_b");
    const review = await promptFor(agentTask(temporaryFolder(), { kind: "review" }));
    expect(review).toContain('"enum":["critical","warning"]');
    expect(review).toContain(`git diff ${"a".repeat(40)}`);
    expect(fix).not.toContain('"enum"');
  });

  test("name the files with the repository's rules where they exist", async () => {
    const cwd = temporaryFolder();
    expect(await promptFor(agentTask(cwd))).not.toContain("rules in");
    writeFileSync(join(cwd, "AGENTS.md"), "x");
    writeFileSync(join(cwd, "CLAUDE.md"), "x");
    expect(await promptFor(agentTask(cwd))).toContain("Follow the repository's rules in AGENTS.md and CLAUDE.md.");
  });

  test("state that there is no specification where there is none", async () => {
    expect(await promptFor(agentTask(temporaryFolder(), { issue: plannedIssue({ spec: undefined }) }))).toContain(
      "no specification beyond the title",
    );
  });
});

describe("prompts of the repository", () => {
  function checkout(template: string) {
    const root = temporaryFolder();
    mkdirSync(join(root, ".git"));
    mkdirSync(join(root, ".milestone/prompts"), { recursive: true });
    writeFileSync(join(root, ".milestone/prompts/implement.md"), template);
    return agentTask(temporaryFolder(), { planPath: join(root, "docs/milestones/m3/IMPLEMENTATION_PLAN.md") });
  }

  test("replace the built-in ones", async () => {
    expect(
      await promptFor(checkout("Do {{ title }} ({{githubIssue}}):\n{{acceptanceCriteria}}\n${{ github.ref }}")),
    ).toBe("Do Add a cache (#107):\n- Expires after an hour\n${{ github.ref }}");
  });

  test("are read from the user's checkout, not from the worktree", async () => {
    const task = checkout("mine");
    mkdirSync(join(task.cwd, ".milestone/prompts"), { recursive: true });
    writeFileSync(join(task.cwd, ".milestone/prompts/implement.md"), "the agent's");
    expect(await promptFor(task)).toBe("mine");
  });

  test("with an unknown placeholder are refused", async () => {
    await expect(promptFor(checkout("{{tilte}}"))).rejects.toMatchObject({
      code: "config",
      message: ".milestone/prompts/implement.md: unknown placeholder {{tilte}}",
      hint: expect.stringContaining("{{title}}"),
    });
  });
});

test("placeholders in inserted values are not replaced", () => {
  expect(renderPrompt("{{a}} {{b}}", { a: "{{b}} $& $1", b: "x" }, "t")).toBe("{{b}} $& $1 x");
  expect(() => renderPrompt("{{constructor}}", {}, "t")).toThrow("unknown placeholder");
});

test("a fence is longer than any fence inside it", () => {
  expect(fenced("a\n````\nb\n")).toBe("`````\na\n````\nb\n`````");
  expect(fenced(" \n")).toBe("");
});

describe("the problem text", () => {
  const finding = { title: "Leak", file: "src/a.py", line: 15, severity: "critical", detail: "one\ntwo" } as const;
  test.each<[string, Evidence, string]>([
    [
      "a review",
      { of: "review", findings: [finding, { ...finding, line: undefined, detail: "" }] },
      "The code review found:\n\n1. [critical] Leak (src/a.py:15)\n   one\n   two\n\n2. [critical] Leak (src/a.py)",
    ],
    [
      "checks",
      { of: "checks", failed: [{ name: "lint", command: "npm run lint", tail: "bad", problem: undefined }] },
      "`npm run lint` (lint) fails.\n\n```\nbad\n```",
    ],
    [
      "tests that did not run",
      {
        of: "tests",
        result: { passed: false, counts: undefined, failed: [], tail: "", problem: "Not finished after 15 minutes" },
      },
      "Not finished after 15 minutes",
    ],
    [
      "a check run on the forge",
      { of: "ci", failed: [{ name: "build", step: "test", url: "https://x.invalid/1", logTail: "no" }] },
      "These checks failed after the push:\n\n- build, at test (https://x.invalid/1)\n\n```\nno\n```",
    ],
    ["an error", { of: "error", message: "It broke", hint: "Fix it." }, "It broke\n\nFix it."],
  ])("of %s", (_, evidence, text) => {
    expect(problemText(stopOf(evidence))).toBe(text);
  });

  test("of a conflict names the other branch and the files", () => {
    expect(problemText(stopOf({ of: "conflict", with: "main", files: ["a.ts", "b.ts"] }))).toMatch(
      /`main`.*\n\n- a\.ts\n- b\.ts\n/,
    );
  });
});
