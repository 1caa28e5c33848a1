// A project in the double's repository: main, a milestone branch, and feature branches.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "../repository.ts";
import type { GitHubDouble } from "./start-github.ts";

export const BASE = "milestone/m3";

export interface Project {
  /** Pushes a branch with these files on top of `from` (default: the milestone branch); returns the commit. */
  readonly feature: (branch: string, files: Readonly<Record<string, string>>, from?: string) => string;
  readonly git: (...args: string[]) => string;
}

/** Pushes `main` and the milestone branch; `app.txt` has twelve lines. */
export function project(github: Pick<GitHubDouble, "bare">, root = temporaryFolder()): Project {
  // Pushes directly into the double's repository: this process could not serve HTTP during a synchronous git.
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: "pipe" }).trimEnd();
  const write = (files: Readonly<Record<string, string>>) => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
  };
  git("init", "-q", "-b", "main");
  git("remote", "add", "origin", github.bare.path);
  write({ "app.txt": Array.from({ length: 12 }, (_, i) => `line ${i + 1}\n`).join("") });
  git("add", "-A");
  git("commit", "-q", "-m", "Begin");
  git("push", "-q", "origin", "main", `main:${BASE}`);
  return {
    git,
    feature(branch, files, from = `origin/${BASE}`) {
      git("checkout", "-q", "-B", branch, from);
      write(files);
      git("add", "-A");
      git("commit", "-q", "-m", branch);
      git("push", "-q", "origin", branch);
      return git("rev-parse", "HEAD");
    },
  };
}
