import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { changedLines } from "../../../../src/engine/git/diff/diff.ts";
import { opened } from "../../../support/opened-repository.ts";
import { testRepository } from "../../../support/repository.ts";

async function started(files: Record<string, string | Buffer>) {
  const repository = testRepository(files);
  const path = join(repository.root, "../wt");
  const worktree = (await opened(repository)).worktree(path);
  const base = repository.git("rev-parse", "main");
  await worktree.start("feat/one", base);
  return { ...repository, path, worktree, base };
}

const text = (content: Buffer | undefined) => content?.toString("utf8");

test("reports every kind of change, and reads the old and the new contents", async () => {
  const long = Array.from({ length: 40 }, (_, n) => `line ${n}\n`).join("");
  const { path, worktree, base } = await started({
    "modified.txt": "a\nb\nc\n",
    "deleted.txt": "x\n",
    "moved é.txt": long,
    "script.sh": "#!/bin/sh\n",
    "becomes-link": "target\n",
    "binary.bin": Buffer.from([0, 1, 2]),
    "untouched.txt": "u\n",
  });
  const at = (name: string) => join(path, name);
  writeFileSync(at("modified.txt"), "a\nB\nc\nd\n");
  rmSync(at("deleted.txt"));
  rmSync(at("moved é.txt"));
  mkdirSync(at("new folder"));
  writeFileSync(at('new folder/moved "to"\nhere.txt'), `${long}and more\n`);
  chmodSync(at("script.sh"), 0o755);
  rmSync(at("becomes-link"));
  symlinkSync("/etc/passwd", at("becomes-link"));
  writeFileSync(at("binary.bin"), Buffer.from([0, 9, 9, 9]));
  writeFileSync(at("diff --git a b"), "diff --git a/x b/x\n@@ -1 +1 @@\n");
  await worktree.stage();

  const diff = await worktree.diff(base);
  const moved = 'new folder/moved "to"\nhere.txt';
  expect(
    diff.files.map(({ path, oldPath, kind, oldMode, newMode, added, removed }) => [
      path,
      oldPath,
      kind,
      oldMode,
      newMode,
      added,
      removed,
    ]),
  ).toEqual([
    ["becomes-link", undefined, "type-changed", "100644", "120000", 1, 1],
    ["binary.bin", undefined, "modified", "100644", "100644", undefined, undefined],
    ["deleted.txt", undefined, "deleted", "100644", "000000", 0, 1],
    ["diff --git a b", undefined, "added", "000000", "100644", 2, 0],
    ["modified.txt", undefined, "modified", "100644", "100644", 2, 1],
    [moved, "moved é.txt", "renamed", "100644", "100644", 1, 0],
    ["script.sh", undefined, "modified", "100644", "100755", 0, 0],
  ]);
  expect(changedLines(diff)).toBe(9);
  expect(await diff.hunks("modified.txt")).toEqual([
    { oldStart: 2, newStart: 2, removed: ["b"], added: ["B"] },
    { oldStart: 3, newStart: 4, removed: [], added: ["d"] },
  ]);
  expect(await diff.hunks(moved)).toEqual([{ oldStart: 40, newStart: 41, removed: [], added: ["and more"] }]);
  expect(await diff.hunks("diff --git a b")).toEqual([
    { oldStart: 0, newStart: 1, removed: [], added: ["diff --git a/x b/x", "@@ -1 +1 @@"] },
  ]);
  expect((await diff.hunks("becomes-link")).map(({ removed, added }) => [removed, added])).toEqual([
    [["target"], []],
    [[], ["/etc/passwd"]],
  ]);
  for (const none of ["binary.bin", "script.sh", "untouched.txt", "never-was"])
    expect(await diff.hunks(none)).toEqual([]);

  expect(text(await diff.readNew("modified.txt"))).toBe("a\nB\nc\nd\n");
  expect(await diff.readNew("binary.bin")).toEqual(Buffer.from([0, 9, 9, 9]));
  expect(await diff.readNew("becomes-link")).toBeUndefined();
  expect(await diff.readNew("deleted.txt")).toBeUndefined();
  expect(text(await diff.readOld("moved é.txt"))).toBe(long);
  expect(text(await diff.readOld("deleted.txt"))).toBe("x\n");
  expect(await diff.readOld(moved)).toBeUndefined();
  expect([text(await diff.readOld("untouched.txt")), text(await diff.readNew("untouched.txt"))]).toEqual([
    "u\n",
    "u\n",
  ]);
  for (const none of ["moved é.txt", "never-was"]) expect(await diff.readNew(none)).toBeUndefined();
  expect(await diff.readOld("never-was")).toBeUndefined();
  expect([...(await diff.tree())].sort()).toEqual([
    "becomes-link",
    "binary.bin",
    "diff --git a b",
    "modified.txt",
    moved,
    "script.sh",
    "untouched.txt",
  ]);
});

test("reads the staged contents even after the files of the worktree have changed", async () => {
  const { path, worktree, base } = await started({ "a.txt": "one\n", "dir/b.txt": "one\n" });
  writeFileSync(join(path, "a.txt"), "staged\n");
  writeFileSync(join(path, "dir/b.txt"), "staged\n");
  await worktree.stage();
  const diff = await worktree.diff(base);
  writeFileSync(join(path, "a.txt"), "written by a test\n");
  // A folder that was replaced by a link out of the worktree must not be followed.
  const outside = join(path, "../outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "b.txt"), "secret\n");
  rmSync(join(path, "dir"), { recursive: true });
  symlinkSync(outside, join(path, "dir"));
  expect(text(await diff.readNew("a.txt"))).toBe("staged\n");
  expect(text(await diff.readNew("dir/b.txt"))).toBe("staged\n");
});

test("reads a diff again only after something was staged", async () => {
  const { path, worktree, base } = await started({ "a.txt": "one\n" });
  writeFileSync(join(path, "a.txt"), "two\n");
  await worktree.stage();
  const first = await worktree.diff(base);
  expect(await worktree.diff(base)).toBe(first);
  writeFileSync(join(path, "a.txt"), "six\n");
  await worktree.stage();
  const second = await worktree.diff(base);
  expect(text(await second.readNew("a.txt"))).toBe("six\n");
});

test("the diff is empty where nothing changed", async () => {
  const { worktree, base } = await started({ "a.txt": "one\n" });
  await worktree.stage();
  expect((await worktree.diff(base)).files).toEqual([]);
});

test("reports a submodule as such and does not read its contents", async () => {
  const { git, root, path, worktree, base, remote } = await started({ "a.txt": "one\n" });
  const link = git("rev-parse", "HEAD");
  execFileSync("git", ["-C", path, "update-index", "--add", "--cacheinfo", `160000,${link},sub`]);
  mkdirSync(join(path, "sub"));
  await worktree.stage();
  const diff = await worktree.diff(base);
  expect(diff.files).toMatchObject([{ path: "sub", kind: "added", newMode: "160000" }]);
  expect(await diff.readNew("sub")).toBeUndefined();
  expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("one\n");
  expect(remote).toBeDefined();
});

test("reads contents and commits in a SHA-256 repository", async () => {
  const folder = join(testRepository().root, "..");
  const root = join(folder, "sha256");
  execFileSync("git", ["init", "-q", "-b", "main", "--object-format=sha256", root]);
  execFileSync("git", ["-C", root, "remote", "add", "origin", join(folder, "nowhere.git")]);
  writeFileSync(join(root, "a.txt"), "one\n");
  execFileSync("git", ["-C", root, "add", "-A"]);
  execFileSync("git", ["-C", root, "commit", "-q", "-m", "Begin"]);
  const base = execFileSync("git", ["-C", root, "rev-parse", "HEAD"], { encoding: "utf8" }).trim();
  const worktree = (await opened({ root })).worktree(join(folder, "wt256"));
  await worktree.start("feat/one", base);
  writeFileSync(join(worktree.path, "a.txt"), "two\n");
  await worktree.stage();
  expect(text(await (await worktree.diff(base)).readNew("a.txt"))).toBe("two\n");
  const commit = await worktree.commit("Change", base);
  expect(commit).toMatch(/^[0-9a-f]{64}$/);
});
