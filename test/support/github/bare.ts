// The double's repository: a real bare git repository, and the data that GitHub derives from git.
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface BareRepository {
  readonly path: string;
  git(...args: string[]): string;
  /** Returns the current commit of a branch. */
  head(branch: string): string | undefined;
  branches(): readonly string[];
  /** Returns the number of commits of `head` that `base` does not contain. */
  ahead(base: string, head: string): number;
  /** Returns the merged tree; undefined where the two commits conflict. */
  mergedTree(base: string, head: string): string | undefined;
  /** Creates a commit with the merged tree on the branch; returns its id. */
  merge(branch: string, head: string, squash: boolean, message: string): string;
  files(base: string, head: string): readonly ChangedFile[];
  /** Rejects every later push to the branch with GitHub's message. */
  protect(branch: string): void;
}

const UPDATE_HOOK = `#!/bin/sh
if grep -qxF "$1" protected; then
  echo "error: GH006: Protected branch update failed for $1." >&2
  exit 1
fi
`;

export interface ChangedFile {
  readonly filename: string;
  readonly status: "added" | "removed" | "modified" | "renamed";
  readonly previous: string | undefined;
  readonly patch: string;
  readonly additions: number;
  readonly deletions: number;
}

const IDENTITY = {
  GIT_AUTHOR_NAME: "GitHub",
  GIT_AUTHOR_EMAIL: "noreply@github.com",
  GIT_COMMITTER_NAME: "GitHub",
  GIT_COMMITTER_EMAIL: "noreply@github.com",
};

/** Creates the repository, or copies `template`, which is much faster than pushing into a new one. */
export function bareRepository(path: string, template?: string): BareRepository {
  if (template) cpSync(template, path, { recursive: true });
  else execFileSync("git", ["init", "-q", "--bare", "-b", "main", path]);
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", path, ...args], {
      encoding: "utf8",
      stdio: "pipe",
      env: { ...process.env, ...IDENTITY },
    }).trimEnd();
  if (!template) git("config", "http.receivepack", "true");
  const head = (branch: string) => readRef(path, branch);
  const mergedTree = cached("tree", (base, head) => {
    try {
      return git("merge-tree", "--write-tree", base, head).split("\n")[0];
    } catch {
      return undefined;
    }
  });
  return {
    path,
    git,
    head,
    branches: () => branchesBelow(join(path, "refs/heads"), ""),
    ahead: cached("ahead", (base, head) => Number(git("rev-list", "--count", `${base}..${head}`))),
    mergedTree,
    merge(branch, commit, squash, message) {
      const base = head(branch);
      const tree = base && mergedTree(base, commit);
      if (!base || !tree) throw new Error(`${commit} does not merge into ${branch}`);
      const parents = squash ? [base] : [base, commit];
      const merged = git("commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent]), "-m", message);
      git("update-ref", `refs/heads/${branch}`, merged, base);
      return merged;
    },
    protect(branch) {
      appendFileSync(join(path, "protected"), `refs/heads/${branch}\n`);
      writeFileSync(join(path, "hooks/update"), UPDATE_HOOK, { mode: 0o755 });
    },
    files: cached("files", (base, head) => changedFiles(git("diff", "-M", "-U3", `${base}...${head}`))),
  };
}

/** Reads the ref from its file, since a process per request would take most of a test's time. */
function readRef(path: string, branch: string): string | undefined {
  const file = join(path, "refs/heads", branch);
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}

function branchesBelow(folder: string, prefix: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? branchesBelow(join(folder, entry.name), `${prefix}${entry.name}/`) : [prefix + entry.name],
  );
}

const cache = new Map<string, unknown>();

/** Caches a result about two commits across all repositories, since commits never change. */
function cached<T>(name: string, compute: (base: string, head: string) => T): (base: string, head: string) => T {
  return (base, head) => {
    const key = `${name} ${base} ${head}`;
    if (!cache.has(key)) cache.set(key, compute(base, head));
    return cache.get(key) as T;
  };
}

function changedFiles(diff: string): ChangedFile[] {
  return diff
    .split(/^diff --git /m)
    .slice(1)
    .map((section) => {
      const at = section.search(/^@@/m);
      const head = at < 0 ? section : section.slice(0, at);
      const patch = at < 0 ? "" : section.slice(at).trimEnd();
      const lines = patch.split("\n");
      return {
        filename:
          /^\+\+\+ b\/(.*)$/m.exec(head)?.[1] ??
          /^rename to (.*)$/m.exec(head)?.[1] ??
          /^a\/(.*) b\//.exec(head)?.[1] ??
          "",
        status: /^new file/m.test(head)
          ? "added"
          : /^deleted file/m.test(head)
            ? "removed"
            : /^rename to/m.test(head)
              ? "renamed"
              : "modified",
        previous: /^rename from (.*)$/m.exec(head)?.[1],
        patch,
        additions: lines.filter((line) => line.startsWith("+")).length,
        deletions: lines.filter((line) => line.startsWith("-")).length,
      };
    });
}
