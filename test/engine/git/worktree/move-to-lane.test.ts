// A repository in which an earlier version worked: its only worktree is where the folder of the lanes is now.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lanePath, worktreesFolder } from "../../../../src/engine/git/worktree/lane-path.ts";
import { opened } from "../../../support/opened-repository.ts";
import { testRepository } from "../../../support/repository.ts";

/** A worktree at the old place, with uncommitted work of an interrupted issue. */
function withOldWorktree() {
  const repository = testRepository({ "a.txt": "one\n", ".gitignore": "build/\n" });
  const { root, git } = repository;
  const old = join(root, "../repo.worktrees/m3");
  git("worktree", "add", "-q", "-b", "feat/one", old, "main");
  writeFileSync(join(old, "a.txt"), "changed\n");
  writeFileSync(join(old, "staged.txt"), "staged\n");
  git("-C", old, "add", "staged.txt");
  writeFileSync(join(old, "untracked.txt"), "untracked\n");
  mkdirSync(join(old, "1"));
  writeFileSync(join(old, "1/tracked-name"), "a folder with the name of a lane\n");
  mkdirSync(join(old, "build"));
  writeFileSync(join(old, "build/out"), "ignored\n");
  return { ...repository, old, admin: join(root, ".git/worktrees/m3"), between: join(old, "../.m3.moving") };
}

const WORK = " M a.txt\nA  staged.txt\n?? 1/\n?? untracked.txt";

test.each<[string, (setup: ReturnType<typeof withOldWorktree>) => void]>([
  ["nothing was moved yet", () => {}],
  ["a kill came after the first rename", ({ old, between }) => renameSync(old, between)],
  [
    "a kill came after the folder of the lanes was made",
    ({ old, between }) => {
      renameSync(old, between);
      mkdirSync(old);
    },
  ],
  [
    "a kill came after the second rename",
    ({ old, between }) => {
      renameSync(old, between);
      mkdirSync(old);
      renameSync(between, join(old, "1"));
    },
  ],
  ["its .git file is gone", ({ old }) => rmSync(join(old, ".git"))],
])("the worktree becomes that of lane 1 with all its work where %s", async (_, interrupt) => {
  const setup = withOldWorktree();
  const { root, git, old, admin } = setup;
  interrupt(setup);
  for (let starts = 0; starts < 2; starts++) {
    const engine = await opened({ root });
    const lane = engine.worktree(lanePath(root, "m3", "1"));
    expect(await lane.exists()).toBe(true);
    await lane.resume("feat/one");
    expect(git("-C", join(old, "1"), "status", "--porcelain")).toBe(WORK);
    expect(readFileSync(join(old, "1/build/out"), "utf8")).toBe("ignored\n");
    expect((await lane.head()).branch).toBe("feat/one");
  }
  expect(readFileSync(join(admin, "gitdir"), "utf8")).toBe(`${join(old, "1/.git")}\n`);
  expect(existsSync(join(admin, "locked"))).toBe(false);
  expect(existsSync(setup.between)).toBe(false);
  const engine = await opened({ root });
  await engine.worktree(lanePath(root, "m3", "2")).start("feat/two", git("rev-parse", "main"));
  expect(git("worktree", "list", "--porcelain").match(/^worktree .*$/gm)).toHaveLength(3);
});

test("is moved before any other lane is made", async () => {
  const { root, git, old } = withOldWorktree();
  const engine = await opened({ root });
  await Promise.all([
    engine.worktree(lanePath(root, "m3", "2")).start("feat/two", git("rev-parse", "main")),
    engine.worktree(lanePath(root, "m3", "1")).resume("feat/one"),
    engine.worktree(lanePath(root, "m3", "3")).start("feat/three", git("rev-parse", "main")),
  ]);
  expect(git("-C", join(old, "1"), "status", "--porcelain")).toBe(WORK);
  expect(git("-C", join(old, "2"), "branch", "--show-current")).toBe("feat/two");
});

test("a worktree whose folder was deleted does not hold its branch any more", async () => {
  const { root, git, old } = withOldWorktree();
  rmSync(old, { recursive: true });
  const engine = await opened({ root });
  const lane = engine.worktree(lanePath(root, "m3", "1"));
  await lane.start("feat/one", git("rev-parse", "main"));
  expect((await lane.head()).branch).toBe("feat/one");
});

test("another milestone's worktree of an earlier version stays where it is until that milestone runs", async () => {
  const { root, git, old } = withOldWorktree();
  const engine = await opened({ root });
  await engine.worktree(lanePath(root, "m4", "1")).start("feat/four", git("rev-parse", "main"));
  expect(existsSync(join(old, ".git"))).toBe(true);
});

test("the paths of lanes", () => {
  expect(lanePath("/x/repo", "m3", "2")).toBe("/x/repo.worktrees/m3/2");
  expect(worktreesFolder("/x/repo.worktrees/m3/2")).toBe("/x/repo.worktrees");
  expect(worktreesFolder("/x/repo")).toBeUndefined();
});
