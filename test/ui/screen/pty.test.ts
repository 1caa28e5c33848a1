// The screen in a real terminal: what is drawn, what keys do, and how the terminal is left.
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
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** At this speed a step is over at once and a question is there when one looks. */
const FAST = ["--speed", "1000"];

/** Every way in which Ink or a terminal empties the whole screen; a frame that was too high would use one. */
// oxlint-disable-next-line no-control-regex -- control sequences are what it is about
const FULL_CLEAR = /\u001b\[(?:[0123]?J|1;1H|H)/;

function open(args: readonly string[], columns = 100, rows = 30): Terminal {
  return openTerminal(process.execPath, [program, ...args], { columns, rows });
}

test("from the first frame to the last question of a phase, each answered with its keys", async () => {
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

test("keys typed in one go answer one question and no more", async () => {
  const terminal = open(FAST);
  await terminal.until(() => terminal.text().includes("asks you"));
  terminal.type("sssssab");
  await terminal.until(() => /Breaking schema[^]*1 skipped/.test(terminal.text()));
  terminal.type("2");
  await terminal.until(() => /Breaking schema[^]*enter details/.test(terminal.text()));
});

test("pasted text is no answer", async () => {
  const terminal = open(FAST);
  await terminal.until(() => terminal.text().includes("asks you"));
  terminal.type("\u001b[200~fix\u001b[201~?");
  await terminal.until(() => /Keys[^]*Code review/.test(terminal.text()));
});

test("resized at any time it fills what it gets", async () => {
  const terminal = open(FAST, 120, 40);
  const fits = () =>
    terminal.rows().at(-1)?.includes("? help") === true && terminal.rows()[0]?.startsWith(" m3") === true;
  await terminal.until(() => terminal.text().includes("asks you") && fits());
  for (const [columns, rows, sign] of [
    [80, 24, "2 Issues"],
    [60, 20, "4 Details"],
    [30, 5, "30×5 is too small"],
    [200, 50, "1 Phases"],
  ] as const) {
    terminal.resize(columns, rows);
    await terminal.until(() => terminal.text().includes(sign) && (columns < 40 || fits()));
  }
});

test("stays answerable in a flood, and never clears the whole screen", async () => {
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

test("plays a long run to its end without ever emptying the screen", async () => {
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

/** The upper border of the question: in it stands what is asked. */
function questionOf(terminal: Terminal): string {
  return terminal.rows().find((row) => row.startsWith("╭─ ◆")) ?? "";
}

test("ctrl-c once stops the run and says so, twice leaves a terminal as it was", async () => {
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

test("without colours nothing is coloured, in ASCII nothing else is drawn", async () => {
  const terminal = open([...FAST, "--color", "none", "--ascii"], 80, 24);
  await terminal.until(() => terminal.text().includes("asks you"));
  const colours = terminal.written
    .split("\u001b[")
    .filter((part) => /^(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9\d|10\d)(?:;[\d;]*)?m/.test(part));
  expect(colours).toEqual([]);
  const beyond = () => terminal.text().replaceAll(/[\n -~]/g, "");
  await terminal.until(() => beyond() === "" || beyond() === "✅");
  terminal.type("i");
  await terminal.until(() => terminal.text().includes("Current State"));
  expect(beyond()).toBe("");
});

test("for a screen reader there is no alternate screen and no border", async () => {
  const terminal = open([...FAST, "--reader"], 80, 24);
  await terminal.until(() => terminal.text().includes("Question: #03  Code review"));
  expect(terminal.written).not.toContain("\u001b[?1049h");
  expect(terminal.text()).not.toMatch(/[│╭╰]/);
  // A list for the ear: no columns, and the milestone's name once.
  await terminal.until(() => /^m3 User authentication and permissions: asks you/m.test(terminal.text()));
  expect(terminal.text()).toMatch(/2 done, ● 1 current, · 9 remaining, » 0 skipped, → 2 open PRs, no labels/);
});
