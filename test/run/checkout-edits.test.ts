// Agents without a sandbox, and a user who works in the checkout beside them.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { createProcesses } from "../../src/engine/process/create-processes.ts";
import { acpMilestone, implementing } from "../support/acp-milestone.ts";
import { linesOf, testMilestone, type TestMilestone } from "../support/milestone.ts";
import { until } from "../support/until.ts";

const UNTIL_EDITED =
  'touch begun; for i in $(seq 600); do grep -q mine "$(git rev-parse --git-common-dir)/../README.md" && break; sleep 0.1; done';
const STRAY = 'echo evil >> "$(git rev-parse --git-common-dir)/../README.md"; true';

type Make = (shell: string) => TestMilestone;
const ADAPTERS: readonly (readonly [string, Make])[] = [
  [
    "a program",
    (shell) =>
      testMilestone({
        config: { sandbox: "off" },
        issues: [{ id: "01", script: { implement: { write: { "src/a.txt": "a\n" }, shell } } }],
      }),
  ],
  [
    "the protocol",
    (shell) =>
      acpMilestone(implementing({ write: "src/a.txt", content: "a\n" }, { run: shell, ask: false }), {
        sandbox: "off",
      }),
  ],
];

const isAtWork = ({ root }: TestMilestone) => {
  try {
    return readFileSync(join(`${root}.worktrees`, "m3", "begun"), "utf8") === "";
  } catch {
    return false;
  }
};

const guards = await createProcesses({ isolation: "pid-namespace" }).canGuard({
  closed: import.meta.dirname,
  open: [],
});
/** Whether a user without rights can be had, and gets to the program: not where it lies in a folder of root's own. */
const nobodyGetsHere =
  spawnSync(process.execPath, [inject("bin"), "--version"], { uid: 65534, gid: 65534, cwd: "/" }).status === 0;
if (!nobodyGetsHere)
  console.warn("A system without namespaces is not tried: the user nobody cannot start the program here");

describe.each(ADAPTERS)("over %s", (_, make) => {
  test("what its user changes in the checkout meanwhile stops nothing", async () => {
    const milestone = make(UNTIL_EDITED);
    const { child, ended } = milestone.start(["m3", "--plain", "--autonomous"]);
    await until(() => isAtWork(milestone));
    appendFileSync(join(milestone.root, "README.md"), "mine\n");
    writeFileSync(join(milestone.root, "new.txt"), "mine, too\n");
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(stdout).not.toContain("🛑 Work outside");
    if (guards) expect(stdout).not.toContain("Changed in your checkout");
    expect(readFileSync(join(milestone.root, "README.md"), "utf8")).toContain("mine");
    expect(child.exitCode).toBe(0);
  });

  test.skipIf(!guards)("an agent cannot write there, where the machine lets it be mounted read-only", async () => {
    const milestone = make(STRAY);
    const { code } = await milestone.run(["m3", "--plain", "--autonomous"]);
    expect(code).toBe(0);
    expect(readFileSync(join(milestone.root, "README.md"), "utf8")).toBe("# Test\n");
  });

  test.skipIf(!nobodyGetsHere || !guards)(
    "elsewhere a change there is told by its name, and stops nothing",
    async () => {
      const milestone = make(STRAY);
      const { code, stdout } = await withoutNamespaces(milestone);
      expect(linesOf(stdout)).toContainEqual(
        expect.stringMatching(
          /Changed in your checkout while the agent worked: README\.md\. If that was not you, it was the agent/,
        ),
      );
      expect(code).toBe(0);
    },
  );
});

/** The milestone run where nobody may make namespaces, as on other systems, to its end. */
async function withoutNamespaces(milestone: TestMilestone): Promise<{ code: number | null; stdout: string }> {
  const folders = [dirname(milestone.root), dirname(milestone.stateDir), dirname(milestone.remote)];
  const agent = JSON.parse(readFileSync(join(milestone.root, "milestone.config.json"), "utf8")).agent.command.at(-1);
  execFileSync("chown", ["-R", "65534:65534", ...folders, dirname(agent)]);
  const none =
    'echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --inh-caps=-all --ambient-caps=-all -- "$@"';
  const child = spawn(
    "unshare",
    [
      "--user",
      "--map-current-user",
      "--keep-caps",
      "sh",
      "-c",
      none,
      "sh",
      process.execPath,
      inject("bin"),
      "m3",
      "--plain",
      "--autonomous",
    ],
    {
      cwd: milestone.root,
      uid: 65534,
      gid: 65534,
      env: {
        PATH: process.env["PATH"],
        HOME: dirname(milestone.root),
        GIT_CONFIG_NOSYSTEM: "1",
        LC_ALL: "C.UTF-8",
        MILESTONE_TUI_STATE_DIR: milestone.stateDir,
      },
    },
  );
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, stdout })));
}
