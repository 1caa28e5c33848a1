// Agents that misbehave. Whatever they do, the run stops with a name for it, nothing is pushed and nothing is left running.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { linesOf, testMilestone, type TestMilestone, type Turn } from "../support/milestone.ts";
import { temporaryFolder } from "../support/repository.ts";
import { survivorsOf } from "../support/survivors.ts";
import { until } from "../support/until.ts";

const SHORT = { limits: { agentMinutes: 0.03, idleMinutes: 0.03 } };
/** Bytes an agent prints where memory is watched; a gigabyte in the long form. */
const FLOOD = Number(process.env["FAULT_KILLS"] ?? 0) > 100 ? 1_000_000_000 : 100_000_000;

function withAgent(implement: Turn, config = {}): TestMilestone {
  return testMilestone({ issues: [{ id: "01", script: { implement } }], config });
}

function pushed({ git }: TestMilestone): boolean {
  return git("ls-remote", "--heads", "origin", "feat/*") !== "";
}

describe("an agent that fails asks what to do", () => {
  test.each<[string, Turn, object, RegExp]>([
    ["hangs", { shell: "sleep 600" }, SHORT, /silent|not finished/],
    [
      "hangs and obeys no signal",
      { shell: "trap '' TERM INT HUP; while :; do sleep 1; done" },
      SHORT,
      /silent|not finished/,
    ],
    ["talks without end", { shell: "while :; do echo still here; sleep 0.1; done" }, SHORT, /not finished after/],
    [
      "leaves a daemon of its own session",
      { shell: "setsid sh -c 'trap \"\" TERM; sleep 600' </dev/null >/dev/null 2>&1 & exit 3" },
      {},
      /exit code/,
    ],
    ["is killed", { shell: "kill -9 $PPID; sleep 1" }, {}, /killed|exit code/],
    ["ends as if it was killed", { exit: 137 }, {}, /exit code 137/],
    ["changes nothing and calls it success", { write: {} }, {}, /changed nothing/],
    ["deletes what it works in", { shell: "rm -rf ../m3/* ../m3/.git" }, {}, /./],
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

describe("an agent that goes too far", () => {
  test.each<[string, string]>([
    ["commits to main", "echo x > x && git add x && git commit -qm x && git update-ref refs/heads/main HEAD"],
    ["leaves its branch", "git checkout -q -b elsewhere"],
  ])("%s: it is stopped, and nothing of it is pushed", async (_, shell) => {
    const milestone = withAgent({ write: { "src/a.txt": "a\n" }, shell });
    const main = milestone.git("ls-remote", "origin", "main");
    const { code, stdout } = await milestone.run(["m3", "--plain", "--autonomous"]);
    expect(stdout).toContain("⛔ Milestone aborted");
    expect(code).toBe(3);
    expect(pushed(milestone)).toBe(false);
    expect(milestone.git("ls-remote", "origin", "main")).toBe(main);
  });

  // Where the machine allows it, the repository's own folder is out of its reach; elsewhere it is found out afterwards.
  test.each<[string, string]>([
    [
      "sets a hook",
      "hooks=$(git rev-parse --git-common-dir)/hooks; echo '#!/bin/sh' > $hooks/pre-commit; chmod +x $hooks/pre-commit",
    ],
    ["changes the repository's config", "git config core.pager evil"],
    ["sends pushes elsewhere", "git config remote.origin.pushurl /nowhere"],
    ["writes into the user's checkout", "echo evil > ../../repo/README.md"],
    ["writes beside the worktree", "echo evil > ../evil.txt"],
  ])("%s: it is kept from it, or stopped with nothing pushed", async (_, shell) => {
    const milestone = withAgent({ write: { "src/a.txt": "a\n" }, shell: `(${shell}) 2>/dev/null || true` });
    const before = outsideOf(milestone);
    const { code, stdout } = await milestone.run(["m3", "--plain", "--autonomous"]);
    if (outsideOf(milestone) === before) {
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
    "%s, and the run is killed before it looks: it is found when the run is resumed, and told once",
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

  test("makes links that lead out: nobody follows them", async () => {
    const secret = join(temporaryFolder(), "secret.txt");
    writeFileSync(secret, "the content of a private file\n");
    const milestone = withAgent({
      write: { "src/a.txt": "a\n" },
      shell: `ln -s ${secret} src/link.txt; ln -s ${dirname(secret)} src/folder; rm -f README.md; ln -s ${secret} README.md`,
    });
    const { stdout } = await milestone.run(["m3", "--plain", "--verbose"], ["approve", "continue", "continue"]);
    expect(stdout).not.toContain("private file");
    expect(readFileSync(secret, "utf8")).toBe("the content of a private file\n");
    // Links are kept as links: what they lead to is in no commit.
    for (const commit of milestone.git("log", "--all", "--format=%H").split("\n")) {
      expect(milestone.git("ls-tree", "-r", commit, "src/folder/")).toBe("");
      expect(() => milestone.git("grep", "-q", "private file", commit)).toThrow();
    }
  });
});

describe("what an agent prints", () => {
  const EVIL = "\u001b]52;c;ZXZpbA==\u0007\u001b[2J\u001b[31m\u202eevil\u0000\u009b1m";

  test("moves no terminal, wherever it comes out", async () => {
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
    // oxlint-disable-next-line no-control-regex -- that there are none is the point
    const controls = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202e]/;
    for (const text of [stdout, stderr, logs.stdout, json.stdout, milestone.plan()])
      expect(controls.exec(text)?.[0].charCodeAt(0)).toBeUndefined();
    expect(logs.stdout).toContain(String.raw`\x1b]52`);
  });

  test.each([
    ["without a line end", `head -c ${FLOOD} /dev/zero | tr '\\0' x`],
    ["in short lines", `yes '\u001b[31mline' | head -c ${FLOOD}`],
    ["in bytes that are no text", `head -c ${FLOOD} /dev/urandom`],
  ])(
    "does not fill the memory, however much it is: %s",
    async (_, shell) => {
      const quiet = await peakOf(withAgent({ write: { "src/a.txt": "a\n" } }));
      const loud = await peakOf(withAgent({ write: { "src/a.txt": "a\n" }, shell }));
      expect(loud - quiet).toBeLessThan(100 * 1024 * 1024);
    },
    900_000,
  );

  test("does not fill the memory either where it is the tests that print", async () => {
    const tests = (command: string) =>
      withAgent({ write: { "src/a.txt": "a\n" } }, { test: { command: `[ ! -e src/a.txt ] || ${command}` } });
    const quiet = await peakOf(tests("true"));
    const loud = await peakOf(tests(`yes 'not much' | head -c ${FLOOD}`));
    expect(loud - quiet).toBeLessThan(100 * 1024 * 1024);
  }, 900_000);
});

/** All that is not the agent's: the repository's settings and hooks, the user's files, and what stands beside the worktree. */
function outsideOf({ root, git }: TestMilestone): string {
  const hooks = readdirSync(join(root, ".git/hooks")).map((name) =>
    readFileSync(join(root, ".git/hooks", name), "utf8"),
  );
  const folder = `${root}.worktrees`;
  const beside = (existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []).filter(
    (entry) => !entry.isDirectory(),
  );
  return JSON.stringify([
    readFileSync(join(root, ".git/config"), "utf8"),
    hooks,
    git("status", "--porcelain", "--", ":!docs"),
    beside,
  ]);
}

/** The most memory the program held, in bytes, in a whole run. */
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
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  child.stdin?.end("continue\n");
  expect((await ended).code).toBe(0);
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}
