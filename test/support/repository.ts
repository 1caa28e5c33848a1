// Real temporary git repositories with a real bare remote.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

export interface TestRepository {
  /** The user's checkout, on `main`, with `origin` set to `remote`. */
  readonly root: string;
  /** A bare repository. */
  readonly remote: string;
  readonly git: (...args: string[]) => string;
  /** Writes files into the checkout, and creates their folders. */
  readonly write: (files: Readonly<Record<string, string | Buffer>>) => void;
  readonly commit: (message: string) => string;
}

/** A new folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "milestone-test-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** A checkout with one commit on `main`, pushed to a bare remote. */
export function testRepository(
  files: Readonly<Record<string, string | Buffer>> = { "README.md": "# Test\n" },
): TestRepository {
  const folder = temporaryFolder();
  const root = join(folder, "repo");
  const remote = join(folder, "remote.git");
  execFileSync("git", ["init", "-q", "--bare", "-b", "main", remote]);
  execFileSync("git", ["init", "-q", "-b", "main", root]);
  const git = (...args: string[]) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trimEnd();
  const repository: TestRepository = {
    root,
    remote,
    git,
    write(files) {
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), content);
      }
    },
    commit(message) {
      git("add", "-A");
      git("commit", "-q", "-m", message);
      return git("rev-parse", "HEAD");
    },
  };
  repository.write(files);
  repository.commit("Begin");
  git("remote", "add", "origin", remote);
  git("push", "-q", "-u", "origin", "main");
  return repository;
}
