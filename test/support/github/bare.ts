// The double's repository: a real bare one, and the questions GitHub answers from git.
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface BareRepository {
  readonly path: string;
  git(...args: string[]): string;
  /** Commit a branch stands at, right now. */
  head(branch: string): string | undefined;
  branches(): readonly string[];
  /** How many commits `head` has that `base` has not. */
  ahead(base: string, head: string): number;
  /** The merged tree, or undefined where the two conflict. */
  mergedTree(base: string, head: string): string | undefined;
  /** Puts one commit with the merged tree on the branch; returns its id. */
  merge(branch: string, head: string, squash: boolean, message: string): string;
  files(base: string, head: string): readonly ChangedFile[];
  /** From now on every push to it is refused, in GitHub's words. */
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

/** Makes it, or copies `template`, which is much quicker than filling it anew. */
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
  const mergedTree = remembered("tree", (base, head) => {
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
    ahead: remembered("ahead", (base, head) => Number(git("rev-list", "--count", `${base}..${head}`))),
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
    files: remembered("files", (base, head) => changedFiles(git("diff", "-M", "-U3", `${base}...${head}`))),
  };
}

/** Read from the file, since a process for each request would be most of a test's time. */
function readRef(path: string, branch: string): string | undefined {
  const file = join(path, "refs/heads", branch);
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}

function branchesBelow(folder: string, prefix: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? branchesBelow(join(folder, entry.name), `${prefix}${entry.name}/`) : [prefix + entry.name],
  );
}

const known = new Map<string, unknown>();

/** Commits never change, so an answer about two of them holds for good, in every repository that has them. */
function remembered<T>(question: string, answer: (base: string, head: string) => T): (base: string, head: string) => T {
  return (base, head) => {
    const key = `${question} ${base} ${head}`;
    if (!known.has(key)) known.set(key, answer(base, head));
    return known.get(key) as T;
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
