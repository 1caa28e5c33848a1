// Agents that misbehave. In each case the run stops and names the reason, nothing is pushed and no process is left.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { linesOf, testMilestone, type TestMilestone, type Turn } from "../support/milestone.ts";
import { temporaryFolder } from "../support/repository.ts";
import { survivorsOf } from "../support/survivors.ts";
import { until } from "../support/until.ts";
import { FLOOD, peakMemory } from "./memory.ts";

const SHORT = { limits: { agentMinutes: 0.03, idleMinutes: 0.03 } };

function withAgent(implement: Turn, config = {}): TestMilestone {
  return testMilestone({ issues: [{ id: "01", script: { implement } }], config });
}

function pushed({ git }: TestMilestone): boolean {
  return git("ls-remote", "--heads", "origin", "feat/*") !== "";
}

describe("a failing agent leads to a question: it", () => {
  test.each<[string, Turn, object, RegExp]>([
    ["hangs", { shell: "sleep 600" }, SHORT, /silent|not finished/],
    [
      "hangs and ignores signals",
      { shell: "trap '' TERM INT HUP; while :; do sleep 1; done" },
      SHORT,
      /silent|not finished/,
    ],
    [
      "prints output without end",
      { shell: "while :; do echo still here; sleep 0.1; done" },
      SHORT,
      /not finished after/,
    ],
    [
      "leaves a daemon in another session",
      { shell: "setsid sh -c 'trap \"\" TERM; sleep 600' </dev/null >/dev/null 2>&1 & exit 3" },
      {},
      /exit code/,
    ],
    ["is killed", { shell: "kill -9 $PPID; sleep 1" }, {}, /killed|exit code/],
    ["ends with the exit code of a kill", { exit: 137 }, {}, /exit code 137/],
    ["changes nothing and reports success", { write: {} }, {}, /changed nothing/],
    ["deletes its worktree", { shell: "rm -rf ../1/* ../1/.git" }, {}, /./],
  ])("%s", async (_, turn, config, message) => {
    const milestone = withAgent(turn, config);
    const { code, stdout, stderr } = await milestone.run(["m3", "--plain"], ["skip", "continue"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("🛑 Agent failed");
    expect(linesOf(stdout)[linesOf(stdout).findIndex((line) => line.startsWith("🛑")) + 1]).toMatch(message);
    expect(pushed(milestone)).toBe(false);
    await until(() => survivorsOf(milestone.stateDir).length === 0);
  });
});

describe("an agent that acts outside its task", () => {
  test.each<[string, string]>([
    ["commits to main", "echo x > x && git add x && git commit -qm x && git update-ref refs/heads/main HEAD"],
    ["leaves its branch", "git checkout -q -b elsewhere"],
  ])("%s: the run stops, and nothing is pushed", async (_, shell) => {
    const milestone = withAgent({ write: { "src/a.txt": "a\n" }, shell });
    const main = milestone.git("ls-remote", "origin", "main");
    const { code, stdout } = await milestone.run(["m3", "--plain", "--autonomous"]);
    expect(stdout).toContain("⛔ Milestone aborted");
    expect(code).toBe(3);
    expect(pushed(milestone)).toBe(false);
    expect(milestone.git("ls-remote", "origin", "main")).toBe(main);
  });

  // Where a sandbox works, the agent cannot write there; elsewhere the change is found afterwards.
  test.each<[string, string]>([
    [
      "sets a hook",
      "hooks=$(git rev-parse --git-common-dir)/hooks; echo '#!/bin/sh' > $hooks/pre-commit; chmod +x $hooks/pre-commit",
    ],
    ["changes the repository's config", "git config core.pager evil"],
    ["changes the push URL", "git config remote.origin.pushurl /nowhere"],
    ["writes into the user's checkout", "echo evil > ../../../repo/README.md"],
    ["writes next to the worktree", "echo evil > ../evil.txt"],
    ["writes where all worktrees are", "echo evil > ../../evil.txt"],
  ])("%s: it is prevented, or the run stops with nothing pushed", async (_, shell) => {
    const milestone = withAgent({ write: { "src/a.txt": "a\n" }, shell: `(${shell}) 2>/dev/null || true` });
    const before = outsideWorktree(milestone);
    const { code, stdout } = await milestone.run(["m3", "--plain", "--autonomous"]);
    if (outsideWorktree(milestone) === before) {
      expect(code).toBe(0);
      return;
    }
    expect(stdout).toContain("⛔ Milestone aborted");
    expect(pushed(milestone)).toBe(false);
  });

  test.each<[string, (milestone: TestMilestone) => void, string]>([
    [
      "sets a hook",
      ({ root }) => writeFileSync(join(root, ".git/hooks/pre-commit"), "#!/bin/sh\n", { mode: 0o755 }),
      ".git/hooks/pre-commit",
    ],
    ["changes the repository's config", ({ git }) => git("config", "core.pager", "evil"), ".git/config"],
    [
      "commits to main",
      ({ git }) => git("update-ref", "refs/heads/main", git("commit-tree", "-m", "x", "main^{tree}")),
      "branch main",
    ],
  ])(
    "%s, and the run is killed before its check: the resumed run finds it, and reports it once",
    async (_, tamper, name) => {
      const milestone = withAgent({ write: { "src/a.txt": "a\n" }, sleep: 600_000 });
      const { child, ended } = milestone.start(["m3", "--plain"]);
      await until(() => milestone.calls().includes("implement 01 1"));
      child.kill("SIGKILL");
      await ended;
      await until(() => survivorsOf(milestone.stateDir).length === 0);
      tamper(milestone);
      const resumed = await milestone.run(["m3", "--plain"], ["abort"]);
      expect(resumed.code).toBe(3);
      expect(resumed.stdout).toContain(`Changed since the agent began that was killed with the run: ${name}`);
      expect(milestone.calls()).toEqual(["implement 01 1"]);
      expect(pushed(milestone)).toBe(false);
      const again = milestone.start(["m3", "--plain"]);
      await until(() => milestone.calls().length === 2, "the agent to begin again");
      expect(again.output()).not.toContain("Changed since");
    },
  );

  test("creates links to files outside: the program does not follow them", async () => {
    const secret = join(temporaryFolder(), "secret.txt");
    writeFileSync(secret, "the content of a private file\n");
    const milestone = withAgent({
      write: { "src/a.txt": "a\n" },
      shell:
        `ln -s ${secret} src/link.txt; ln -s ${dirname(secret)} src/folder; ` +
        `rm -f README.md; ln -s ${secret} README.md`,
    });
    const { stdout } = await milestone.run(["m3", "--plain", "--verbose"], ["approve", "continue", "continue"]);
    expect(stdout).not.toContain("private file");
    expect(readFileSync(secret, "utf8")).toBe("the content of a private file\n");
    // Links are committed as links: no commit has the content of their targets.
    for (const commit of milestone.git("log", "--all", "--format=%H").split("\n")) {
      expect(milestone.git("ls-tree", "-r", commit, "src/folder/")).toBe("");
      expect(() => milestone.git("grep", "-q", "private file", commit)).toThrow();
    }
  });
});

describe("the output of an agent", () => {
  const EVIL = "\u001b]52;c;ZXZpbA==\u0007\u001b[2J\u001b[31m\u202eevil\u0000\u009b1m";

  test("has no control characters wherever it is printed", async () => {
    const finding = { title: `Bad ${EVIL}`, file: `src/${EVIL}.ts`, line: 1, severity: "warning", detail: EVIL };
    const milestone = testMilestone({
      issues: [
        {
          id: "01",
          script: {
            implement: { write: { "src/a.txt": "a\n" }, say: [EVIL], done: [EVIL] },
            fixes: [{ done: [EVIL], write: { "src/a.txt": "b\n" } }],
            reviews: [[finding], []],
          },
        },
      ],
    });
    const { stdout, stderr } = await milestone.run(["m3", "--plain", "--verbose"], ["status", EVIL, "fix", "continue"]);
    const logs = await milestone.run(["logs", "m3", "01"]);
    const json = await milestone.run(["pr", "view", "1"]);
    // oxlint-disable-next-line no-control-regex -- the test is about control characters
    const controls = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202e]/;
    for (const text of [stdout, stderr, logs.stdout, json.stdout, milestone.plan()])
      expect(controls.exec(text)?.[0].charCodeAt(0)).toBeUndefined();
    expect(logs.stdout).toContain(String.raw`\x1b]52`);
  });

  test.each([
    ["without a line end", `head -c ${FLOOD} /dev/zero | tr '\\0' x`],
    ["in short lines", `yes '\u001b[31mline' | head -c ${FLOOD}`],
    ["in binary data", `head -c ${FLOOD} /dev/urandom`],
  ])(
    "does not fill the memory: a flood %s",
    async (_, shell) => {
      const quiet = await peakOf(withAgent({ write: { "src/a.txt": "a\n" } }));
      const loud = await peakOf(withAgent({ write: { "src/a.txt": "a\n" }, shell }));
      expect(loud - quiet).toBeLessThan(100 * 1024 * 1024);
    },
    900_000,
  );

  test("does not fill the memory when it comes from the project's tests", async () => {
    const tests = (command: string) =>
      withAgent({ write: { "src/a.txt": "a\n" } }, { test: { command: `[ ! -e src/a.txt ] || ${command}` } });
    const quiet = await peakOf(tests("true"));
    const loud = await peakOf(tests(`yes 'not much' | head -c ${FLOOD}`));
    expect(loud - quiet).toBeLessThan(100 * 1024 * 1024);
  }, 900_000);
});

/** The state of everything outside the worktree: the repository's config and hooks, the user's files, sibling files. */
function outsideWorktree({ root, git }: TestMilestone): string {
  const hooks = readdirSync(join(root, ".git/hooks")).map((name) =>
    readFileSync(join(root, ".git/hooks", name), "utf8"),
  );
  const folder = `${root}.worktrees`;
  const siblings = [folder, join(folder, "m3")]
    .flatMap((place) => (existsSync(place) ? readdirSync(place, { withFileTypes: true }) : []))
    .filter((entry) => !entry.isDirectory());
  return JSON.stringify([
    readFileSync(join(root, ".git/config"), "utf8"),
    hooks,
    git("status", "--porcelain", "--", ":!docs"),
    siblings,
  ]);
}

/** The program's peak memory in a whole run, in bytes. */
async function peakOf(milestone: TestMilestone): Promise<number> {
  const { child, output, ended } = milestone.start(["m3", "--plain"]);
  let stderr = "";
  child.stderr?.on("data", (text: string) => {
    stderr += text;
  });
  try {
    await until(() => output().includes("continue | skip-phase | abort"), `the phase boundary ${stderr}`);
  } catch {
    await until(
      () => output().includes("continue | skip-phase | abort"),
      `the phase boundary, after a minute; so far ${output().slice(-500)}`,
    );
  }
  const peak = peakMemory(child.pid);
  child.stdin?.end("continue\n");
  expect((await ended).code).toBe(0);
  return peak;
}
