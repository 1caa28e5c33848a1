// A throw-away milestone of one issue for a real agent, and the built program run on it.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { RealAgent } from "./real-agents.ts";

export interface Place {
  readonly folder: string;
  readonly root: string;
  /** Where the agent works, once it does. */
  readonly worktree: string;
}

const PROGRAM = resolve("bin/milestone-tui.js");

export function makePlace(agent: RealAgent, program: string, stub: string): Place {
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
    "# M3\n\n**Milestone Branch:** milestone/m3\n\n## Phase 1: All\n\n| # | GitHub # | File | Title |\n|---|---|---|---|\n| 01 | #101 | 01-greet.md | Greet |\n",
  );
  writeFileSync(
    join(plan, "01-greet.md"),
    "---\ntitle: Greet\ngithub_issue: 101\n---\n\n# Greet\n\n## Done Definition\n\nhello.txt is there.\n\n## Test Expectations\n\n- None\n\n## Acceptance Criteria\n\n- [ ] hello.txt is there\n",
  );
  git(root, "add", "-A");
  git(root, "-c", "user.name=Test", "-c", "user.email=test@example.invalid", "commit", "-qm", "Begin");
  git(root, "remote", "add", "origin", join(folder, "remote.git"));
  git(root, "push", "-q", "origin", "main");
  return { folder, root, worktree: join(`${root}.worktrees`, "m3") };
}

export interface Running {
  readonly child: ReturnType<typeof spawn>;
  readonly output: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

/** @param answers to its questions; undefined leaves its input open */
export function runIn({ folder, root }: Place, answers: readonly string[] | undefined): Running {
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

export function remove({ folder }: Place): void {
  rmSync(folder, { recursive: true, force: true });
}

export function git(cwd: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd, encoding: "utf8" }).trim();
}

/** Living processes with the folder in their environment or arguments. */
export function leftOf({ folder }: Place): readonly string[] {
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
