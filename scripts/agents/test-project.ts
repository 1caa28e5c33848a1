// A temporary project with a milestone of one issue for a real agent, and runs of the built program on it.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { RealAgent } from "./real-agents.ts";

/** Absolute paths of a project. */
export interface TestProject {
  /** The temporary folder that contains everything, also the home and the remote. */
  readonly folder: string;
  /** The repository. */
  readonly root: string;
  /** The worktree of the agent, which exists once the run has begun the issue. */
  readonly worktree: string;
}

const PROGRAM = resolve("bin/milestone-tui.js");

/**
 * Creates a project.
 * @param program absolute path of the agent's program
 * @param stub address of the model stub
 */
export function createProject(agent: RealAgent, program: string, stub: string): TestProject {
  const folder = mkdtempSync(join(tmpdir(), "milestone-agents-"));
  const root = join(folder, "repo");
  const plan = join(root, "milestones", "m3");
  const home = join(folder, "home");
  mkdirSync(plan, { recursive: true });
  mkdirSync(home);
  execFileSync("git", ["init", "-q", "--bare", "-b", "main", join(folder, "remote.git")]);
  git(root, "init", "-q", "-b", "main");
  const config = {
    agent: {
      protocol: "acp",
      command: [program, ...agent.args],
      env: { ...agent.env(stub), HOME: home },
      writable: [home],
    },
    forge: "local",
    limits: { idleMinutes: 3 },
    prices: { "gpt-5.1-codex": { input: 1, output: 10 }, stub: { input: 1, output: 2 } },
  };
  writeFileSync(join(root, "milestone.config.json"), JSON.stringify(config, null, 2));
  writeFileSync(
    join(plan, "IMPLEMENTATION_PLAN.md"),
    "# M3\n\n**Milestone Branch:** milestone/m3\n\n## Phase 1: All\n\n" +
      "| # | GitHub # | File | Title |\n|---|---|---|---|\n| 01 | #101 | 01-greet.md | Greet |\n",
  );
  writeFileSync(
    join(plan, "01-greet.md"),
    "---\ntitle: Greet\ngithub_issue: 101\n---\n\n# Greet\n\n## Done Definition\n\nhello.txt exists.\n\n" +
      "## Test Expectations\n\n- None\n\n## Acceptance Criteria\n\n- [ ] hello.txt exists\n",
  );
  git(root, "add", "-A");
  git(root, "-c", "user.name=Test", "-c", "user.email=test@example.invalid", "commit", "-qm", "Begin");
  git(root, "remote", "add", "origin", join(folder, "remote.git"));
  git(root, "push", "-q", "origin", "main");
  return { folder, root, worktree: join(`${root}.worktrees`, "m3", "1") };
}

export interface Running {
  readonly child: ReturnType<typeof spawn>;
  readonly output: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

/**
 * Starts the program on the milestone.
 * @param answers to the questions of the program; undefined leaves its input open
 */
export function runIn({ folder, root }: TestProject, answers: readonly string[] | undefined): Running {
  const child = spawn(process.execPath, [PROGRAM, "m3", "--json"], {
    cwd: root,
    env: { PATH: process.env["PATH"], HOME: join(folder, "home"), MILESTONE_TUI_STATE_DIR: join(folder, "state") },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  if (answers !== undefined) child.stdin.end(answers.map((answer) => `${answer}\n`).join(""));
  return {
    child,
    output: () => output,
    ended: new Promise((settle) => child.once("close", (code) => settle({ code, output }))),
  };
}

export function remove({ folder }: TestProject): void {
  rmSync(folder, { recursive: true, force: true });
}

export function git(cwd: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd, encoding: "utf8" }).trim();
}

/** Returns the ids of running processes that have the folder in their environment or arguments. */
export function remainingProcesses({ folder }: TestProject): readonly string[] {
  const read = (path: string) => {
    try {
      return readFileSync(path, "latin1");
    } catch {
      return "";
    }
  };
  return readdirSync("/proc").filter(
    (pid) => /^\d+$/.test(pid) && (read(`/proc/${pid}/environ`) + read(`/proc/${pid}/cmdline`)).includes(folder),
  );
}
