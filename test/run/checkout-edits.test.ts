// Agents without a sandbox, and a user who works in the checkout at the same time.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { createProcesses } from "../../src/engine/process/create-processes.ts";
import { acpMilestone, implementing } from "../support/acp-milestone.ts";
import { linesOf, testMilestone, type TestMilestone } from "../support/milestone.ts";
import { until } from "../support/until.ts";

const WAIT_FOR_EDIT =
  "touch begun; for i in $(seq 600); " +
  'do grep -q mine "$(git rev-parse --git-common-dir)/../README.md" && break; sleep 0.1; done';
const EDIT_CHECKOUT = 'echo evil >> "$(git rev-parse --git-common-dir)/../README.md"; true';

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

const hasBegun = ({ root }: TestMilestone) => {
  try {
    return readFileSync(join(`${root}.worktrees`, "m3", "1", "begun"), "utf8") === "";
  } catch {
    return false;
  }
};

const canProtect = await createProcesses({ isolation: "pid-namespace" }).canGuard({
  closed: [import.meta.dirname],
  open: [],
});
/** Whether the user `nobody` can start the program. It cannot where the program is in a private folder of root. */
const nobodyCanStart =
  spawnSync(process.execPath, [inject("bin"), "--version"], { uid: 65534, gid: 65534, cwd: "/" }).status === 0;
if (!nobodyCanStart)
  console.warn("SKIPPED: a system without namespaces is not tested, since the user nobody cannot start the program");

describe.each(ADAPTERS)("over %s", (_, make) => {
  test("the user's changes in the checkout do not stop the run", async () => {
    const milestone = make(WAIT_FOR_EDIT);
    const { child, ended } = milestone.start(["m3", "--plain", "--autonomous"]);
    await until(() => hasBegun(milestone));
    appendFileSync(join(milestone.root, "README.md"), "mine\n");
    writeFileSync(join(milestone.root, "new.txt"), "mine, too\n");
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(stdout).not.toContain("🛑 Work outside");
    if (canProtect) expect(stdout).not.toContain("Changed in your checkout");
    expect(readFileSync(join(milestone.root, "README.md"), "utf8")).toContain("mine");
    expect(child.exitCode).toBe(0);
  });

  test.skipIf(!canProtect)("an agent cannot write there where the checkout can be mounted read-only", async () => {
    const milestone = make(EDIT_CHECKOUT);
    const { code } = await milestone.run(["m3", "--plain", "--autonomous"]);
    expect(code).toBe(0);
    expect(readFileSync(join(milestone.root, "README.md"), "utf8")).toBe("# Test\n");
  });

  test.skipIf(!nobodyCanStart || !canProtect)(
    "an agent's change there is reported by name where it cannot, and does not stop the run",
    async () => {
      const milestone = make(EDIT_CHECKOUT);
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

/** Runs the milestone to its end where no process may create namespaces, as on systems other than Linux. */
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
