// Tests the screen in a pseudo terminal: what it draws, what keys do, and how it leaves the terminal.
import { fileURLToPath } from "node:url";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTerminal } from "../../support/terminal.ts";
import type { Terminal } from "../../support/terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "milestone-screen-"));
const program = join(folder, "play.mjs");

beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL("../../../scripts/simulated/play.ts", import.meta.url))],
    outfile: program,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22.12",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    alias: { "react-devtools-core": fileURLToPath(new URL("../../../scripts/empty.ts", import.meta.url)) },
    banner: {
      js:
        'import { createRequire as __createRequire } from "node:module"; ' +
        "const require = __createRequire(import.meta.url);",
    },
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** At this speed a step ends immediately. */
const FAST = ["--speed", "1000"];

/** All sequences with which Ink or a terminal clears the whole screen, as Ink does for a frame that is too high. */
// oxlint-disable-next-line no-control-regex -- the pattern matches control sequences
const FULL_CLEAR = /\u001b\[(?:[0123]?J|1;1H|H)/;

function open(args: readonly string[], columns = 100, rows = 30): Terminal {
  return openTerminal(process.execPath, [program, ...args], { columns, rows });
}

test("answers all questions of a phase with keys", async () => {
  const terminal = open(FAST);
  await terminal.until(() => terminal.text().includes("Code review: 2 issues (attempt 1/2)"));
  expect(terminal.alternate).toBe(true);
  await terminal.until(() => /^ m3 .*phase 1 of 3.*asks you/.test(terminal.rows()[0] ?? ""));
  terminal.type("f");
  await terminal.until(() => terminal.text().includes("Breaking schema: DROP COLUMN"));
  terminal.type("a");
  await terminal.until(() => terminal.text().includes("→ a▏"));
  terminal.type("pprov");
  await terminal.until(() => terminal.text().includes("→ approv▏"));
  terminal.type("e");
  await terminal.until(() =>
    /Phase 1 complete[^]*PR #313 {2}Add API keys migration \(#104\) {2}needs-db-review/.test(terminal.text()),
  );
});

test("keys that arrive together answer only one question", async () => {
  const terminal = open(FAST);
  await terminal.until(() => terminal.text().includes("asks you"));
  terminal.type("sssssab");
  await terminal.until(() => /Breaking schema[^]*1 skipped/.test(terminal.text()));
  terminal.type("2");
  await terminal.until(() => /Breaking schema[^]*enter details/.test(terminal.text()));
});

test("pasted text answers nothing", async () => {
  const terminal = open(FAST);
  await terminal.until(() => terminal.text().includes("asks you"));
  terminal.type("\u001b[200~fix\u001b[201~?");
  await terminal.until(() => /Keys[^]*Code review/.test(terminal.text()));
});

test("fills the terminal after every resize", async () => {
  const terminal = open(FAST, 120, 40);
  const fits = () =>
    terminal.rows().at(-1)?.includes("? help") === true && terminal.rows()[0]?.startsWith(" m3") === true;
  await terminal.until(() => terminal.text().includes("asks you") && fits());
  for (const [columns, rows, expected] of [
    [80, 24, "2 Issues"],
    [60, 20, "4 Details"],
    [30, 5, "30×5 is too small"],
    [200, 50, "1 Phases"],
  ] as const) {
    terminal.resize(columns, rows);
    await terminal.until(() => terminal.text().includes(expected) && (columns < 40 || fits()));
  }
});

test("responds to keys during a flood of lines, and never clears the whole screen", async () => {
  const terminal = open(["--speed", "0.05", "--flood", "10000"]);
  await terminal.until(() => /line \d{4}/.test(terminal.text()));
  terminal.type("?");
  await terminal.until(() => terminal.text().includes("Half a page down"));
  terminal.type("?3k");
  await terminal.until(() => /\d+–\d+ of \d+/.test(terminal.rows()[1] ?? ""));
  const before = terminal.rows()[10];
  terminal.type("w");
  terminal.type("w");
  await terminal.until(() => terminal.rows()[10] === before);
  expect(terminal.written).not.toMatch(FULL_CLEAR);
});

test("plays a long run to its end without clearing the whole screen", async () => {
  const terminal = open([...FAST, "--issues", "60"], 80, 24);
  const key = () =>
    [
      ["f  fix", "f"],
      ["c  continue", "c"],
      ["approve  ", "approve"],
      ["r  retry", "r"],
    ].find(([offer = ""]) => terminal.text().includes(offer))?.[1];
  const over = () => /^ m3 .*complete/.test(terminal.rows()[0] ?? "");
  for (let asked = ""; !over();) {
    await terminal.until(
      () => over() || (key() !== undefined && terminal.text().includes("asks you") && questionOf(terminal) !== asked),
    );
    asked = questionOf(terminal);
    terminal.type(key() ?? "");
  }
  await terminal.until(() => over() && terminal.rows().at(-1)?.includes("? help") === true);
  expect(terminal.written).not.toMatch(FULL_CLEAR);
});

/** Returns the upper border of the question pane, which contains the title of the question. */
function questionOf(terminal: Terminal): string {
  return terminal.rows().find((row) => row.startsWith("╭─ ◆")) ?? "";
}

test("the first ctrl-c stops the run and says so, the second restores the terminal", async () => {
  const terminal = open(["--speed", "0.05"]);
  await terminal.until(() => terminal.text().includes("running"));
  terminal.type("\u0003");
  await terminal.until(() => terminal.text().includes("interrupted"));
  terminal.type("\u0003");
  expect(await terminal.ended).toBe(0);
  expect(terminal.alternate).toBe(false);
  expect(terminal.text()).toContain("closed after 1 issues");
  expect(terminal.written.lastIndexOf("\u001b[?25h")).toBeGreaterThan(terminal.written.lastIndexOf("\u001b[?25l"));
  expect(terminal.written.lastIndexOf("\u001b[?2004l")).toBeGreaterThan(terminal.written.lastIndexOf("\u001b[?2004h"));
});

test("without colors nothing is colored, and in ASCII mode only ASCII is drawn", async () => {
  const terminal = open([...FAST, "--color", "none", "--ascii"], 80, 24);
  await terminal.until(() => terminal.text().includes("asks you"));
  const colors = terminal.written
    .split("\u001b[")
    .filter((part) => /^(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9\d|10\d)(?:;[\d;]*)?m/.test(part));
  expect(colors).toEqual([]);
  const beyond = () => terminal.text().replaceAll(/[\n -~]/g, "");
  await terminal.until(() => beyond() === "" || beyond() === "✅");
  terminal.type("i");
  await terminal.until(() => terminal.text().includes("Current State"));
  expect(beyond()).toBe("");
});

test("screen reader mode uses neither the alternate screen nor borders", async () => {
  const terminal = open([...FAST, "--reader"], 80, 24);
  await terminal.until(() => terminal.text().includes("Question: #03  Code review"));
  expect(terminal.written).not.toContain("\u001b[?1049h");
  expect(terminal.text()).not.toMatch(/[│╭╰]/);
  // The counts are a list without columns, and the name of the milestone occurs once.
  await terminal.until(() => /^m3 User authentication and permissions: asks you/m.test(terminal.text()));
  expect(terminal.text()).toMatch(/2 done, ● 1 current, · 9 remaining, » 0 skipped, → 2 open PRs, no labels/);
});
