import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diagnose } from "../../../src/cli/doctor/diagnose.ts";
import type { Diagnosis, DoctorContext } from "../../../src/cli/doctor/diagnosis.ts";
import { linesOf } from "../../../src/cli/commands/doctor.ts";
import { createProcesses } from "../../../src/engine/process/create-processes.ts";
import { temporaryFolder, testRepository } from "../../support/repository.ts";

const agent = JSON.stringify({
  agent: { command: ["sh", "agent.sh"], env: { KEY: "env:NOT_SET_ANYWHERE" } },
  test: "true",
  forge: "local",
});

describe("doctor", () => {
  test("reports nothing missing in a repository that is set up", async () => {
    const { root } = testRepository({ "README.md": "#", "milestone.config.json": agent });
    const found = await all(root);
    expect(found.filter(({ state }) => state === "missing")).toEqual([]);
    expect(found.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        "Node 24.0.0",
        `Repository: ${root}`,
        "Config: milestone.config.json",
        "test: true",
        "Agent: sh agent.sh",
        "Remote origin answers (1 branch)",
        "Never pushed to: main, master",
        "Forge: local",
      ]),
    );
    expect(found).toContainEqual({
      state: "warning",
      text: expect.stringContaining("NOT_SET_ANYWHERE"),
      hint: expect.any(String),
    });
  });

  test("creates a state folder that only its owner can read", async () => {
    const { root } = testRepository();
    const state = join(temporaryFolder(), "a/b");
    await all(root, { MILESTONE_TUI_STATE_DIR: state });
    expect(statSync(state).mode & 0o777).toBe(0o700);
  });

  test.each<[string, (root: string, remote: string) => Record<string, string> | void, string]>([
    ["no git", () => ({ PATH: join(temporaryFolder(), "nothing") }), "git is not installed"],
    [
      "an old git",
      () => ({ PATH: `${fakeGit("git version 2.30.2")}:${process.env["PATH"]}` }),
      "git 2.30.2 is too old",
    ],
    [
      "a state folder that cannot be made",
      (root) => ({ MILESTONE_TUI_STATE_DIR: join(root, "README.md/state") }),
      "README.md",
    ],
    [
      "a config with a mistake",
      (root) => writeFileSync(join(root, "milestone.config.json"), '{"lintfix": ""}'),
      "lintfix",
    ],
    [
      "an agent that is not there",
      (root) => writeFileSync(join(root, "milestone.config.json"), '{"agent": {"command": ["no-such-agent"]}}'),
      "no-such-agent is not installed",
    ],
    [
      "an unknown agent",
      (root) => writeFileSync(join(root, "milestone.config.json"), '{"agent": "nobody-knows"}'),
      "nobody-knows",
    ],
    ["a remote that does not answer", (_, remote) => rmSync(remote, { recursive: true }), "remote"],
  ])("reports %s, and how to fix it", async (_, breakIt, what) => {
    const { root, remote } = testRepository({ "README.md": "#", "milestone.config.json": agent });
    const found = await all(root, breakIt(root, remote) ?? {});
    const missing = found.filter(({ state }) => state === "missing");
    expect(missing.map(({ text }) => text).join("\n")).toContain(what);
    expect(missing.every(({ hint }) => hint !== undefined)).toBe(true);
  });

  test("ends with an error outside a repository", async () => {
    const found = await all(temporaryFolder());
    expect(found.at(-1)).toMatchObject({
      state: "missing",
      text: expect.stringContaining("not a git repository"),
      hint: expect.any(String),
    });
  });

  test("warns that no test command is known", async () => {
    const { root } = testRepository({ "README.md": "#" });
    expect(await all(root)).toContainEqual({
      state: "warning",
      text: expect.stringContaining("No test command"),
      hint: expect.any(String),
    });
  });

  test("prints a mark before each diagnosis, and the hint below it", () => {
    expect(linesOf({ state: "missing", text: "no \x1b[31mgit", hint: "Install it." })).toEqual([
      "✗ no \\x1b[31mgit",
      "  → Install it.",
    ]);
    expect(linesOf({ state: "good", text: "git" })).toEqual(["✓ git"]);
  });
});

async function all(root: string, environment: Record<string, string> = {}): Promise<Diagnosis[]> {
  const own = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const context: DoctorContext = {
    flags: {},
    platform: {
      cwd: root,
      environment: { ...own, ...environment },
      platform: process.platform,
      home: own["HOME"] ?? "/",
    },
    processes: createProcesses({ isolation: "group" }),
    signal: new AbortController().signal,
    nodeVersion: "24.0.0",
  };
  return Array.fromAsync(diagnose(context));
}

/** A folder with a fake `git` that only prints this version. */
function fakeGit(version: string): string {
  const folder = join(temporaryFolder(), "bin");
  mkdirSync(folder);
  writeFileSync(join(folder, "git"), `#!/bin/sh\necho "${version}"\n`);
  chmodSync(join(folder, "git"), 0o755);
  return folder;
}
