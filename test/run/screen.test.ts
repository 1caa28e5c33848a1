// The built program on a real milestone, in a real terminal.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { lockOwner } from "../support/lock-owner.ts";
import { testMilestone, type TestMilestone } from "../support/milestone.ts";
import { openTerminal, type Terminal } from "../support/terminal.ts";
import { until } from "../support/until.ts";

const BREAKING = { write: { "migrations/002.sql": "ALTER TABLE users DROP COLUMN email;\n" } };
const TWO = [
  { id: "01", script: { implement: BREAKING } },
  { id: "02", phase: 2 },
];

/** Starts the program in a terminal of 80×24. */
function start(milestone: TestMilestone, env: Readonly<Record<string, string>> = {}): Terminal {
  return openTerminal(process.execPath, [inject("bin"), "m3", "-C", milestone.root], {
    columns: 80,
    rows: 24,
    env: environment(milestone, env),
  });
}

/** Starts the program from an interactive shell, which has the terminal before and after. */
async function startInShell(milestone: TestMilestone): Promise<Terminal> {
  const terminal = openTerminal("bash", ["--norc", "--noprofile", "-i"], {
    columns: 80,
    rows: 24,
    env: environment(milestone, { PS1: "prompt> " }),
  });
  await terminal.until(() => terminal.text().includes("prompt>"));
  terminal.type(`'${process.execPath}' '${inject("bin")}' m3 -C '${milestone.root}'\r`);
  return terminal;
}

function environment(milestone: TestMilestone, more: Readonly<Record<string, string>>): Record<string, string> {
  return { MILESTONE_TUI_STATE_DIR: milestone.stateDir, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C.UTF-8", ...more };
}

async function settingsIn(shell: Terminal): Promise<string> {
  shell.type("clear; stty -a; echo settings end\r");
  await shell.until(() => shell.text().includes("\nsettings end"));
  return shell.text();
}

test("the screen asks, accepts a typed approval and keys, and prints the summary at the end", async () => {
  const terminal = start(testMilestone({ issues: TWO }));
  await terminal.until(() => terminal.text().includes("Breaking schema: DROP COLUMN"));
  expect(terminal.alternate).toBe(true);
  terminal.type("approve");
  await terminal.until(() => terminal.text().includes("Phase 1 complete"));
  terminal.type("c");
  await terminal.until(() => terminal.text().includes("Phase 2 complete"));
  terminal.type("c");
  expect(await terminal.ended).toBe(0);
  expect(terminal.alternate).toBe(false);
  expect(terminal.written).toContain("✓ Milestone M3 Complete");
});

test("+ and - at the issues change the number of lanes of a live run", async () => {
  const terminal = start(testMilestone({ issues: TWO }));
  await terminal.until(() => terminal.text().includes("Breaking schema: DROP COLUMN"));
  terminal.type("2+");
  await terminal.until(() => /^ 2 lanes/m.test(terminal.text()));
  terminal.type("--");
  await terminal.until(() => /^ 1 lane\b/m.test(terminal.text()));
  terminal.type("ab");
  await terminal.ended;
});

test("after kill -9 the terminal works, and the run continues where it was", async () => {
  const milestone = testMilestone({ issues: TWO });
  const terminal = await startInShell(milestone);
  await terminal.until(() => terminal.text().includes("Breaking schema: DROP COLUMN"));
  process.kill(lockOwner(milestone), "SIGKILL");
  await terminal.until(() => !terminal.alternate && terminal.written.includes("\u001b[?25h"));
  expect(await settingsIn(terminal)).toMatch(/(?<!-)isig icanon [^]* echo /);
  terminal.type(`clear; '${process.execPath}' '${inject("bin")}' m3 -C '${milestone.root}'\r`);
  await terminal.until(() => terminal.alternate && terminal.text().includes("Breaking schema: DROP COLUMN"));
  terminal.type("s");
  await terminal.until(() => terminal.text().includes("Phase 1 complete"));
  expect(milestone.calls()).toEqual(["implement 01 1"]);
});

test("after kill -9 the terminal is restored even without an interactive shell", async () => {
  const milestone = testMilestone({ issues: TWO });
  const settings = join(milestone.stateDir, "settings");
  // `sh -c`, as in a script, does not restore the terminal itself.
  const terminal = openTerminal(
    "sh",
    [
      "-c",
      `"$@"; while ! stty -a | grep -q 'isig icanon'; do :; done; stty -a > '${settings}'; printf done`,
      "sh",
      process.execPath,
      inject("bin"),
      "m3",
      "-C",
      milestone.root,
    ],
    { columns: 80, rows: 24, env: environment(milestone, {}) },
  );
  await terminal.until(() => terminal.text().includes("Breaking schema: DROP COLUMN"));
  process.kill(lockOwner(milestone), "SIGKILL");
  await terminal.until(() => !terminal.alternate && existsSync(settings) && readFileSync(settings, "utf8") !== "");
  expect(readFileSync(settings, "utf8")).toMatch(/(?<!-)isig icanon [^]* echo /);
});

test("ctrl-z gives the terminal to the shell, and fg shows the screen again", async () => {
  const terminal = await startInShell(testMilestone({ issues: TWO }));
  await terminal.until(() => terminal.text().includes("Breaking schema: DROP COLUMN"));
  terminal.type("\u001a");
  await terminal.until(() => !terminal.alternate && /Stopped[^]*prompt>/.test(terminal.text()));
  expect(await settingsIn(terminal)).toMatch(/(?<!-)isig icanon [^]* echo /);
  terminal.type("fg\r");
  await terminal.until(() => terminal.alternate && terminal.text().includes("Breaking schema: DROP COLUMN"));
  terminal.type("s");
  await terminal.until(() => terminal.text().includes("Phase 1 complete"));
});

test("details show spec and diff; e opens the finding's file at its line, d opens the diff", async () => {
  const milestone = testMilestone({ issues: TWO });
  const opened = join(milestone.stateDir, "opened");
  const editor = join(milestone.root, "vim");
  writeFileSync(editor, `#!/bin/sh\necho "$@" > '${opened}'\n`, { mode: 0o755 });
  const terminal = start(milestone, { VISUAL: editor, PAGER: `sh -c "cat > '${opened}.diff'"` });
  await terminal.until(() => terminal.text().includes("Breaking schema: DROP COLUMN"));
  terminal.type("e");
  await terminal.until(() => existsSync(opened) && terminal.text().includes("Breaking schema"));
  expect(readFileSync(opened, "utf8")).toBe(`+1 ${milestone.root}.worktrees/m3/1/migrations/002.sql\n`);
  terminal.type("d");
  await terminal.until(() => existsSync(`${opened}.diff`) && terminal.alternate);
  expect(readFileSync(`${opened}.diff`, "utf8")).toContain("+ALTER TABLE users DROP COLUMN email;");
  terminal.type("4");
  await terminal.until(() => terminal.text().includes("4 Details"));
  // Scroll to the end again until the texts are loaded.
  await until(() => {
    terminal.type("G");
    return terminal.text().includes("+ALTER TABLE users DROP COLUMN email;");
  });
});

test("panic stops everything at once, and lists what to revoke", async () => {
  const terminal = start(
    testMilestone({ issues: [{ id: "01", script: { implement: { say: ["at work"], sleep: 600_000 } } }] }),
  );
  await terminal.until(() => terminal.text().includes("at work"));
  terminal.type("!");
  await terminal.until(() => terminal.text().includes("Stop everything at once?"));
  terminal.type("!");
  expect(await terminal.ended).toBe(3);
  expect(terminal.alternate).toBe(false);
  expect(terminal.written).toContain("Everything stopped, state saved");
  expect(terminal.written).toContain("What you may want to revoke");
});

test("a replay asks nothing, can show diffs, and restores the terminal", async () => {
  const milestone = testMilestone({
    issues: [{ id: "01", script: { implement: { write: { "a.txt": "the new line\n" } } } }],
  });
  await milestone.run(["m3", "--autonomous"]);
  const settings = join(milestone.stateDir, "settings");
  const shown = join(milestone.stateDir, "shown.diff");
  const pidFile = join(milestone.stateDir, "pid");
  const replayed = (more: string) =>
    openTerminal(
      "sh",
      [
        "-c",
        `sh -c 'echo $$ > "${pidFile}"; exec "$@"' sh "$@"; ${more}; printf done`,
        "sh",
        process.execPath,
        inject("bin"),
        "replay",
        "m3",
        "--speed",
        "1000",
        "-C",
        milestone.root,
      ],
      {
        columns: 80,
        rows: 24,
        env: environment(milestone, { PAGER: `sh -c "cat > '${shown}'"` }),
      },
    );
  const terminal = replayed("true");
  await terminal.until(() => /replay: complete/.test(terminal.rows()[0] ?? ""));
  terminal.type("d");
  await terminal.until(() => existsSync(shown) && terminal.alternate);
  expect(readFileSync(shown, "utf8")).toContain("+the new line");
  terminal.type("+");
  await terminal.until(() => terminal.rows().at(-1)?.includes("Playing at 1024×.") === true);
  terminal.type("q");
  expect(await terminal.ended).toBe(0);
  expect(terminal.alternate).toBe(false);

  const killed = replayed(`while ! stty -a | grep -q 'isig icanon'; do :; done; stty -a > '${settings}'`);
  await killed.until(() => killed.text().includes("replay: complete"));
  process.kill(Number(readFileSync(pidFile, "utf8")), "SIGKILL");
  await killed.until(() => !killed.alternate && existsSync(settings) && readFileSync(settings, "utf8") !== "");
  expect(readFileSync(settings, "utf8")).toMatch(/(?<!-)isig icanon [^]* echo /);
});

test("closing the terminal ends the run in order", async () => {
  const milestone = testMilestone({ issues: TWO });
  const terminal = start(milestone);
  await terminal.until(() => terminal.text().includes("Breaking schema: DROP COLUMN"));
  const pid = lockOwner(milestone);
  terminal.hangUp();
  await until(() => !existsSync(`/proc/${pid}`), "the program's end");
  expect((await milestone.run(["status", "m3"])).stdout).toContain("Current: 1");
});
