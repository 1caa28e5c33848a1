// The demo that the README offers first: a whole milestone that meets every gate, without an account or a network.
import { spawn } from "node:child_process";
import { expect, inject, test } from "vitest";
import { temporaryFolder } from "../support/repository.ts";
import { linesOf } from "../support/milestone.ts";

/** Runs the demo with `--plain` and these answers on standard input. */
async function demo(
  answers: readonly string[],
): Promise<{ readonly code: number | null; readonly lines: readonly string[] }> {
  const child = spawn(process.execPath, [inject("bin"), "demo", "--plain"], {
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], TMPDIR: temporaryFolder(), LC_ALL: "C.UTF-8" },
    stdio: ["pipe", "pipe", "ignore"],
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stdin.on("error", () => {});
  child.stdin.end(answers.map((answer) => `${answer}\n`).join(""));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, lines: linesOf(stdout) };
}

test("the demo meets each gate once, and completes", async () => {
  const { code, lines } = await demo([
    "fix",
    "fix",
    "fix",
    "skip",
    "continue",
    "fix",
    "fix",
    "approve",
    "approve",
    "continue",
    "skip",
    "fix",
    "approve",
    "continue",
    "continue",
  ]);
  const met = [
    "⚠️ Additive schema change",
    "🛑 Breaking schema: DROP COLUMN",
    "⚠️ New dependency: tiny-limiter v2.1.0 (MIT)",
    "🛑 License: pdf-press v60.0.0 (GPL-3.0-only)",
    "🛑 Scope creep: billing code in M3 (api)",
    "1. Secret in the diff: stripe secret key live (sk_l…) — src/mail.js#L1",
    "🛑 Large diff: 11 files, 22 lines (limit 8 files, 400 lines)",
    "⚠️ Only lockfiles changed: package-lock.json",
    "⚠️ Changed-line coverage: 41% (limit 50%)",
    "🛑 Protected surface modified",
  ];
  expect(lines.filter((line) => met.includes(line)).toSorted()).toEqual(met.toSorted());
  expect(lines).toEqual(
    expect.arrayContaining([
      "  needs-human: 1",
      "  needs-db-review: 1",
      "  needs-dep-review: 1",
      "  sensitive-review: 2",
      "  needs-test-review: 1",
      "  lockfile-update: 1",
      "  auto-skipped: 1",
    ]),
  );
  expect(lines).toContain("✓ Milestone M3 Complete");
  expect(lines.filter((line) => line.startsWith("? "))).toEqual([]);
  expect(code).toBe(0);
});

test("the demo without answers stops at its first question, and can be resumed", async () => {
  const { code, lines } = await demo([]);
  expect(lines.filter((line) => line.startsWith("🛑"))).toEqual(["🛑 Code review: 2 issues (attempt 1/2)"]);
  expect(lines.at(-1)).toBe("Resume with: milestone-tui m3");
  expect(code).toBe(3);
});
