// An agent that pushes or opens a pull request by itself, with its own credentials: adopted, or the run stops.
import { describe, expect, test } from "vitest";
import { acpMilestone } from "../support/acp-milestone.ts";
import { asColleague, gitHubMilestone, type GitHubMilestone } from "../support/github/milestone.ts";
import { linesOf, testMilestone, type TestMilestone } from "../support/milestone.ts";

const BRANCH = "feat/m3-101-do-thing-01";
const COMMIT = "git add -A && git -c user.name=A -c user.email=a@x.invalid commit -qm mine";
const TAMPERING = "🛑 Git configuration changed by the agent";

type Task = "implement" | "fix" | "review";
type Make = (task: Task, shell: string) => TestMilestone;

const finding = { title: "No", file: "src/a.txt", line: 1, severity: "warning" };

/**
 * Runs a shell command in a task, with each adapter. Without a sandbox, since in one the agent cannot reach the remote.
 */
const ADAPTERS: readonly (readonly [string, Make])[] = [
  [
    "a program",
    (task, shell) =>
      testMilestone({
        config: { sandbox: "off", test: "true" },
        issues: [
          {
            id: "01",
            script: {
              implement: { write: { "src/a.txt": "a\n" }, ...(task === "implement" ? { shell } : {}) },
              fixes: [{ write: { "src/a.txt": "b\n" }, ...(task === "fix" ? { shell } : {}) }],
              reviews: [task === "fix" ? [finding] : [], []],
              ...(task === "review" ? { reviewShell: shell } : {}),
            },
          },
        ],
      }),
  ],
  [
    "the protocol",
    (task, shell) => {
      const run = (of: Task) => (task === of ? [{ run: shell, ask: false }] : []);
      return acpMilestone(
        {
          turns: [
            { match: "^Implement", steps: [{ write: "src/a.txt", content: "a\n" }, ...run("implement")] },
            { match: "^Fix", steps: [{ write: "src/a.txt", content: "b\n" }, ...run("fix")] },
            { match: "^Review", times: task === "fix" ? 1 : 0, steps: [{ review: [finding] }] },
            { match: "^Review", steps: [...run("review"), { review: [] }] },
          ],
        },
        { sandbox: "off", test: "true" },
      );
    },
  ],
];

const headOf = ({ git }: TestMilestone, branch: string) =>
  git("ls-remote", "origin", `refs/heads/${branch}`).split("\t")[0] ?? "";

describe.each(ADAPTERS)("over %s", (_, make) => {
  test.each<[string, Task, string]>([
    ["all its work", "implement", `${COMMIT} && git push -q origin HEAD`],
    [
      "by address, which changes no ref here",
      "implement",
      `${COMMIT} && git push -q "$(git remote get-url origin)" HEAD:refs/heads/${BRANCH}`,
    ],
    ["a part of its work", "implement", `${COMMIT} && git push -q origin HEAD && echo more > src/more.txt`],
    [
      "all its work, and then makes another commit",
      "implement",
      `${COMMIT} && git push -q origin HEAD && echo more > src/more.txt && ${COMMIT}`,
    ],
    ["in a fix", "fix", `${COMMIT} && git push -q origin HEAD`],
  ])("a push to the issue's branch is adopted: %s", async (what, task, shell) => {
    const milestone = make(task, shell);
    const { code, stdout, stderr } = await milestone.run(
      ["m3", "--plain"],
      task === "fix" ? ["fix", "continue"] : ["continue"],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(linesOf(stdout)).toContain(`⚠️ The agent pushed ${BRANCH} by itself; what it pushed is adopted`);
    expect(await milestone.pulls()).toMatchObject([{ branch: BRANCH, base: "milestone/m3-test", state: "open" }]);
    const head = headOf(milestone, BRANCH);
    expect(milestone.git("log", "--format=%s", `main..${head}`).split("\n")).toContain("mine");
    expect(milestone.git("show", `${head}:src/a.txt`)).toBe(task === "fix" ? "b" : "a");
    if (/part|another/.test(what)) expect(milestone.git("show", `${head}:src/more.txt`)).toBe("more");
  });

  test("another user's push to the branch is not adopted", async () => {
    const theirs = [
      'cd "$(mktemp -d)" && git clone -q "$OLDPWD" x 2>/dev/null; cd x && git checkout -q -b other',
      "echo theirs > src-theirs.txt",
      COMMIT,
      `git push -q "$(git -C "$(git remote get-url origin)" remote get-url origin)" HEAD:refs/heads/${BRANCH}`,
    ].join(" && ");
    const milestone = make("implement", theirs);
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["abort"]);
    expect(linesOf(stdout)).toContain("🛑 Push failed");
    expect(stdout).toContain("with work that is not this run's");
    expect(code).toBe(3);
  });

  test.each<[string, Task, string, string]>([
    ["to main", "implement", `${COMMIT} && git push -q origin HEAD:main`, "main"],
    [
      "to main by address",
      "implement",
      `${COMMIT} && git push -q "$(git remote get-url origin)" HEAD:main`,
      "branch main",
    ],
    [
      "to main, a commit that is on no branch",
      "implement",
      'commit=$(git -c user.name=A -c user.email=a@x.invalid commit-tree -p main -m x "$(git write-tree)"); ' +
        'git push -q "$(git remote get-url origin)" "$commit":refs/heads/main',
      "branch main",
    ],
    [
      "to the milestone branch",
      "implement",
      `${COMMIT} && git push -q "$(git remote get-url origin)" HEAD:milestone/m3-test`,
      "branch milestone/m3-test",
    ],
    [
      "to a new branch",
      "implement",
      `${COMMIT} && git push -q "$(git remote get-url origin)" HEAD:agents/idea`,
      "branch agents/idea",
    ],
    [
      "to the issue's branch, by a reviewer",
      "review",
      `echo x > x && ${COMMIT} && git push -q "$(git remote get-url origin)" HEAD:${BRANCH}`,
      `branch ${BRANCH}`,
    ],
    ["that deletes main", "implement", `git push -q "$(git remote get-url origin)" :main`, "branch main"],
  ])("any other push stops the run: %s", async (_what, task, shell, named) => {
    const milestone = make(task, shell);
    milestone.git("--git-dir", milestone.remote, "config", "receive.denyDeleteCurrent", "ignore");
    const { code, stdout } = await milestone.run(["m3", "--plain", "--autonomous"]);
    const lines = linesOf(stdout);
    expect(lines).toContain(TAMPERING);
    expect(lines[lines.indexOf(TAMPERING) + 1]).toContain(named);
    expect(lines).toContain("⛔ Milestone aborted");
    expect(code).toBe(3);
    if (task === "implement") expect(await milestone.pulls()).toEqual([]);
  });
});

test("what a reviewer stages while the branch is pushed is not part of what is adopted", async () => {
  const milestone = testMilestone({
    config: { sandbox: "off", test: "true" },
    issues: [
      {
        id: "01",
        script: {
          implement: {
            write: { "src/a.txt": "a\n" },
            shell: `${COMMIT} && git push -q origin HEAD && echo more > src/b.txt`,
          },
          reviewShell: "echo staged > src/staged.txt && git add -A",
        },
      },
    ],
  });
  const { code, stdout } = await milestone.run(["m3", "--plain"], ["continue"]);
  expect(linesOf(stdout)).toContain(`⚠️ The agent pushed ${BRANCH} by itself; what it pushed is adopted`);
  expect(code).toBe(0);
  const files = milestone.git("ls-tree", "-r", "--name-only", headOf(milestone, BRANCH)).split("\n");
  expect(files).toContain("src/b.txt");
  expect(files).not.toContain("src/staged.txt");
});

describe("on GitHub", () => {
  const pushing = (more: string): Promise<GitHubMilestone> =>
    gitHubMilestone({
      config: { test: "true", sandbox: "off" },
      issues: [
        {
          id: "01",
          script: {
            implement: {
              write: { "src/a.txt": "a\n" },
              shell: `${COMMIT} && git push -q "$REMOTE" HEAD:${BRANCH} && ${more}`,
            },
          },
        },
      ],
    });

  test("a pull request that the agent opens is adopted for the issue", async () => {
    const milestone = await pushing(
      asColleague("POST", "/pulls", { title: "Mine", head: BRANCH, base: "milestone/m3-test", body: "By me" }),
    );
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["continue"]);
    expect(code).toBe(0);
    expect(linesOf(stdout)).toContain("✓ PR #1 found");
    expect(await milestone.pulls()).toMatchObject([
      {
        number: 1,
        state: "open",
        base: { ref: "milestone/m3-test" },
        body: expect.stringContaining("milestone-tui:pull"),
      },
    ]);
  });

  test("a pull request into main stops the run", async () => {
    const milestone = await pushing(
      asColleague("POST", "/pulls", { title: "Mine", head: BRANCH, base: "main", body: "" }),
    );
    const { code, stdout } = await milestone.run(["m3", "--plain", "--autonomous"]);
    expect(linesOf(stdout)).toContain("🛑 Push to a protected branch refused");
    expect(code).toBe(3);
    expect(await milestone.pulls()).toHaveLength(1);
  });

  test("a pull request into main stops the run, also when a later task opens it", async () => {
    const milestone = await gitHubMilestone({
      config: { test: "true", sandbox: "off" },
      issues: [
        {
          id: "01",
          script: {
            implement: { write: { "src/a.txt": "a\n" } },
            reviews: [[finding], []],
            fixes: [
              {
                write: { "src/a.txt": "b\n" },
                shell: asColleague("POST", "/pulls", { title: "Mine", head: BRANCH, base: "main", body: "" }),
              },
            ],
          },
        },
      ],
    });
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["fix", "abort"]);
    expect(linesOf(stdout)).toContain("Error: PR #2 aims at the protected branch main");
    expect(code).toBe(3);
  });

  test("a push to main stops the run, also where the remote is on another machine", async () => {
    const milestone = await pushing('git push -q "$REMOTE" HEAD:main');
    const { code, stdout } = await milestone.run(["m3", "--plain", "--autonomous"]);
    const lines = linesOf(stdout);
    expect(lines[lines.indexOf(TAMPERING) + 1]).toBe("Error: Pushed to origin while the agent worked: branch main");
    expect(code).toBe(3);
    expect(await milestone.pulls()).toEqual([]);
  });
});
