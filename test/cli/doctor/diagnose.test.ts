import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diagnose, type Diagnosis, type Patient } from "../../../src/cli/doctor/diagnose.ts";
import { linesOf } from "../../../src/cli/commands/doctor.ts";
import { createProcesses } from "../../../src/engine/process/create-processes.ts";
import { temporaryFolder, testRepository } from "../../support/repository.ts";

const agent = JSON.stringify({
  agent: { command: ["sh", "agent.sh"], env: { KEY: "env:NOT_SET_ANYWHERE" } },
  test: "true",
  forge: "local",
});

describe("doctor", () => {
  test("finds a sound repository sound", async () => {
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

  test("keeps its state where nobody else can read it", async () => {
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
      "an agent nobody knows",
      (root) => writeFileSync(join(root, "milestone.config.json"), '{"agent": "nobody-knows"}'),
      "nobody-knows",
    ],
    ["a remote that does not answer", (_, remote) => rmSync(remote, { recursive: true }), "remote"],
  ])("names %s, and how to mend it", async (_, spoil, what) => {
    const { root, remote } = testRepository({ "README.md": "#", "milestone.config.json": agent });
    const found = await all(root, spoil(root, remote) ?? {});
    const missing = found.filter(({ state }) => state === "missing");
    expect(missing.map(({ text }) => text).join("\n")).toContain(what);
    expect(missing.every(({ hint }) => hint !== undefined)).toBe(true);
  });

  test("outside of a repository says so and goes no further", async () => {
    const found = await all(temporaryFolder());
    expect(found.at(-1)).toMatchObject({
      state: "missing",
      text: expect.stringContaining("not a git repository"),
      hint: expect.any(String),
    });
  });

  test("says that no test command is known", async () => {
    const { root } = testRepository({ "README.md": "#" });
    expect(await all(root)).toContainEqual({
      state: "warning",
      text: expect.stringContaining("No test command"),
      hint: expect.any(String),
    });
  });

  test("prints a mark, and the mend below", () => {
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
  const patient: Patient = {
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
  return Array.fromAsync(diagnose(patient));
}

/** A folder with a git that knows its version and nothing else. */
function fakeGit(version: string): string {
  const folder = join(temporaryFolder(), "bin");
  mkdirSync(folder);
  writeFileSync(join(folder, "git"), `#!/bin/sh\necho "${version}"\n`);
  chmodSync(join(folder, "git"), 0o755);
  return folder;
}
