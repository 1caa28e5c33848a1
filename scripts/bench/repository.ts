import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface BenchRepository {
  readonly root: string;
  readonly remote: string;
  readonly stateDir: string;
}

export interface BenchRepositoryOptions {
  readonly issues: number;
  readonly phases: number;
  readonly agent: readonly string[];
  readonly files?: number;
  /** What an issue depends on, by number. Without it all issues are independent. */
  readonly needs?: Readonly<Record<number, readonly number[]>>;
  /** More settings. */
  readonly config?: object;
}

/** Creates a repository with a milestone of issues in several phases, and a bare remote. */
export function benchRepository(
  folder: string,
  { issues, phases, agent, files = 10, needs = {}, config = {} }: BenchRepositoryOptions,
): BenchRepository {
  const [root, remote] = [join(folder, "repo"), join(folder, "remote.git")];
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  mkdirSync(root, { recursive: true });
  // In folders, as in a real project: one folder of thousands of files makes commits slow.
  for (let file = 0; file < files; file += 1) write(`src/part-${file % 50}/file-${file}.txt`, `file ${file}\n`);
  write("milestone.config.json", JSON.stringify({ agent: { command: agent }, forge: "local", ...config }));
  const perPhase = Math.ceil(issues / phases);
  const plan = ["# M1", "", "**Milestone Branch:** milestone/m1-bench", "**Epic Issue:** #1", ""];
  for (let phase = 0; phase < phases; phase += 1) {
    plan.push(
      `## Phase ${phase + 1}: Part ${phase + 1}`,
      "",
      "| # | GitHub # | Issue File | Title | Priority | Dependencies | Status | PR |",
      "|--|--|--|--|--|--|--|--|",
    );
    for (let number = phase * perPhase + 1; number <= Math.min(issues, (phase + 1) * perPhase); number += 1) {
      const id = String(number).padStart(2, "0");
      plan.push(`| ${id} | #${1000 + number} | ${id}-x.md | Thing ${id} | P1 | ${dependencies(needs[number])} | | |`);
      write(`docs/milestones/m1/${id}-x.md`, specText(id, 1000 + number));
    }
    plan.push("");
  }
  write("docs/milestones/m1/IMPLEMENTATION_PLAN.md", plan.join("\n"));
  const git = (...args: string[]) => execFileSync("git", args, { cwd: root, stdio: "pipe" });
  git("init", "-q", "-b", "main");
  git("init", "-q", "--bare", "-b", "main", remote);
  git("config", "user.name", "Bench");
  git("config", "user.email", "bench@example.invalid");
  git("add", "-A");
  git("commit", "-q", "-m", "Begin");
  git("remote", "add", "origin", remote);
  git("push", "-q", "-u", "origin", "main");
  git("remote", "set-head", "origin", "main");
  return { root, remote, stateDir: join(folder, "state") };
}

function dependencies(needed: readonly number[] = []): string {
  return needed.length === 0 ? "None" : needed.map((number) => `#${String(number).padStart(2, "0")}`).join(", ");
}

function specText(id: string, github: number): string {
  return `---
title: Thing ${id}
github_issue: ${github}
priority: P1
---

# Thing ${id}

## Done Definition

It is there and tests show it.

## Test Expectations

- unit and integration

## Acceptance Criteria

- [ ] works
`;
}
