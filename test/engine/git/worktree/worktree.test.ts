import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { opened } from "../../../support/opened-repository.ts";
import { testRepository } from "../../../support/repository.ts";

async function setup(files?: Record<string, string | Buffer>) {
  const repository = testRepository(files);
  const engine = await opened(repository);
  const path = join(repository.root, "..", "repo.worktrees", "m3", "1");
  const main = repository.git("rev-parse", "main");
  return { ...repository, engine, path, main, worktree: engine.worktree(path) };
}

test("work in a worktree becomes one pushed commit, and the user's checkout is unchanged", async () => {
  const { root, git, engine, path, main, worktree, remote } = await setup({ "a.txt": "one\n", "gone.txt": "x\n" });
  writeFileSync(join(root, "a.txt"), "uncommitted\n");
  await worktree.start("feat/m3-101-login", main);
  expect(await worktree.head()).toEqual({ branch: "feat/m3-101-login", commit: main });
  expect(readFileSync(join(path, "a.txt"), "utf8")).toBe("one\n");

  writeFileSync(join(path, "a.txt"), "one\ntwo\n");
  writeFileSync(join(path, "é new.txt"), "neu\n");
  rmSync(join(path, "gone.txt"));
  expect([...(await worktree.stage())].sort()).toEqual(["a.txt", "gone.txt", "é new.txt"]);
  expect(await worktree.stage()).toEqual([]);
  const commit = await worktree.commit("feat(m3): Login (#101)\n\n# kept\n", main);
  expect(commit).toMatch(/^[0-9a-f]{40}$/);
  expect(await engine.push({ commit, branch: "feat/m3-101-login", expected: undefined })).toEqual({ ok: true });

  expect(git("log", "--format=%H %an", "main..feat/m3-101-login")).toBe(`${commit} Test Person`);
  expect(git("log", "-1", "--format=%B", commit)).toContain("# kept");
  expect(git("--git-dir", remote, "rev-parse", "feat/m3-101-login")).toBe(commit);
  expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("uncommitted\n");
  expect(git("branch", "--show-current")).toBe("main");
  expect(readFileSync(join(path, ".git"), "utf8")).toBe(`gitdir: ${join(root, ".git/worktrees/m3-1")}\n`);
});

test("a reused worktree loses untracked files, keeps ignored ones, and resets an existing branch", async () => {
  const { git, path, main, worktree } = await setup({ "a.txt": "one\n", ".gitignore": "build/\n" });
  git("branch", "feat/two", "main");
  await worktree.start("feat/one", main);
  mkdirSync(join(path, "node_modules"));
  mkdirSync(join(path, "build"));
  mkdirSync(join(path, "junk"));
  for (const file of ["node_modules/x", "build/x", "junk/x", "a.txt"]) writeFileSync(join(path, file), "left\n");
  await worktree.start("feat/two", main);
  expect(["node_modules/x", "build/x", "junk"].map((name) => existsSync(join(path, name)))).toEqual([
    true,
    true,
    false,
  ]);
  expect(readFileSync(join(path, "a.txt"), "utf8")).toBe("one\n");
  expect((await worktree.head()).branch).toBe("feat/two");
  await worktree.start(undefined, main);
  expect(await worktree.head()).toEqual({ branch: undefined, commit: main });
});

test("does not stage files of tests and installers, unless a .gitignore of the repository includes them", async () => {
  const { path, main, worktree } = await setup({ ".gitignore": "!vendored/node_modules/\n" });
  await worktree.start("feat/one", main);
  const left = ["node_modules/a.js", "src/__pycache__/m.pyc", ".pytest_cache/v", ".coverage", "coverage/lcov.info"];
  const work = ["src/m.py", "coverage/gate.ts", ".coveragerc", "vendored/node_modules/kept.js"];
  for (const file of [...left, ...work]) {
    mkdirSync(join(path, file, ".."), { recursive: true });
    writeFileSync(join(path, file), "x\n");
  }
  expect([...(await worktree.stage())].sort()).toEqual([...work].sort());
  writeFileSync(join(path, "src/m.py"), "changed by a test\n");
  writeFileSync(join(path, "report.xml"), "left by a test\n");
  await worktree.discardUnstaged();
  expect(readFileSync(join(path, "src/m.py"), "utf8")).toBe("x\n");
  expect(existsSync(join(path, "report.xml"))).toBe(false);
  expect(existsSync(join(path, "node_modules/a.js"))).toBe(true);
});

test("squashes commits that an agent made into one, also where the agent made them on another branch", async () => {
  const { root, git, path, main, worktree } = await setup();
  await worktree.start("feat/one", main);
  const inside = (...args: string[]) => git("-C", path, ...args);
  for (const name of ["one", "two"]) {
    writeFileSync(join(path, name), name);
    inside("add", "-A");
    inside("commit", "-q", "-m", name);
  }
  inside("switch", "-q", "-c", "agents-own");
  writeFileSync(join(path, "three"), "3");
  await worktree.stage();
  const commit = await worktree.commit("All of it", main);
  expect(await worktree.head()).toEqual({ branch: "feat/one", commit });
  expect(git("rev-list", `${main}..feat/one`)).toBe(commit);
  expect(git("ls-tree", "--name-only", commit).split("\n")).toEqual(["README.md", "one", "three", "two"]);
  expect(git("-C", root, "branch", "--show-current")).toBe("main");
});

test("creates no commit where nothing is staged", async () => {
  const { main, worktree } = await setup();
  await worktree.start("feat/one", main);
  expect(await worktree.commit("Nothing", main)).toBe(main);
});

test.each([
  ["a killed git left an index.lock", (_: string, admin: string) => writeFileSync(join(admin, "index.lock"), "")],
  [
    "a killed git left a lock on the branch",
    (_: string, admin: string) => writeFileSync(join(admin, "../../refs/heads/feat/one.lock"), ""),
  ],
  ["a rebase was interrupted", (_: string, admin: string) => mkdirSync(join(admin, "rebase-merge"))],
  ["its folder was deleted", (path: string) => rmSync(path, { recursive: true })],
  ["its administrative folder was deleted", (_: string, admin: string) => rmSync(admin, { recursive: true })],
  ["its .git file was deleted", (path: string) => rmSync(join(path, ".git"))],
  ["its .git file points elsewhere", (path: string) => writeFileSync(join(path, ".git"), "gitdir: /tmp/elsewhere\n")],
  ["git was killed before it wrote the index", (_: string, admin: string) => rmSync(join(admin, "index"))],
])("starts again where %s", async (_, corrupt) => {
  const { root, path, main, worktree, engine } = await setup();
  await worktree.start("feat/one", main);
  corrupt(path, join(root, ".git/worktrees/m3-1"));
  const again = engine.worktree(path);
  await again.start("feat/one", main);
  writeFileSync(join(path, "work"), "x");
  expect(await again.stage()).toEqual(["work"]);
  expect(await again.commit("Work", main)).toBe((await again.head()).commit);
});

test("resume keeps the files of the worktree on the same branch, and checks out another branch", async () => {
  const { git, path, main, engine, worktree } = await setup();
  await worktree.start("feat/one", main);
  writeFileSync(join(path, "unfinished"), "x");
  const again = engine.worktree(path);
  await again.resume("feat/one");
  expect(existsSync(join(path, "unfinished"))).toBe(true);
  git("branch", "feat/two", "main");
  await again.resume("feat/two");
  expect(existsSync(join(path, "unfinished"))).toBe(false);
  await expect(again.resume("feat/none")).rejects.toMatchObject({ code: "git", message: "Branch feat/none is gone" });
});

test("rejects a branch that is checked out elsewhere, and a folder that is not a worktree of the program", async () => {
  const { root, git, path, main, worktree } = await setup();
  await expect(worktree.start("main", main)).rejects.toMatchObject({
    code: "repository",
    message: `Branch main is checked out in ${root}`,
  });
  git("worktree", "add", "-q", "-b", "feat/taken", join(root, "../mine"));
  await expect(worktree.start("feat/taken", main)).rejects.toMatchObject({ code: "repository" });
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "precious"), "x");
  await expect(worktree.start("feat/one", main)).rejects.toMatchObject({
    code: "repository",
    message: expect.stringContaining("is in the way") as string,
  });
  expect(existsSync(join(path, "precious"))).toBe(true);
});

test("rejects a nested repository instead of committing it as a link without files", async () => {
  const { git, path, main, worktree } = await setup();
  await worktree.start("feat/one", main);
  git("init", "-q", join(path, "app"));
  git("-C", join(path, "app"), "commit", "-q", "--allow-empty", "-m", "x");
  await expect(worktree.stage()).rejects.toMatchObject({
    code: "git",
    message: expect.stringContaining("app") as string,
  });
});

test("removes the worktree only where it has no unsaved files", async () => {
  const { root, git, path, main, worktree } = await setup();
  await worktree.start("feat/one", main);
  writeFileSync(join(path, "unsaved"), "x");
  expect(await worktree.remove()).toBe(false);
  rmSync(join(path, "unsaved"));
  mkdirSync(join(path, "node_modules"));
  writeFileSync(join(path, "node_modules/x"), "x");
  expect(await worktree.remove()).toBe(true);
  expect(existsSync(join(root, "../repo.worktrees"))).toBe(false);
  expect(git("worktree", "list").split("\n")).toHaveLength(1);
  expect(await worktree.exists()).toBe(false);
  await expect(worktree.head()).rejects.toMatchObject({ code: "git" });
});

test.each<[string, (path: string) => void]>([
  [
    "files that git has forgotten",
    (path) => rmSync(path.replace("repo.worktrees/m3/1", "repo/.git/worktrees/m3-1"), { recursive: true }),
  ],
  ["empty folders", (path) => rmSync(path, { recursive: true })],
])("removes what a removal that was killed left: %s", async (_, kill) => {
  const { root, main, path, worktree, git } = await setup({ "a.txt": "one\n" });
  await worktree.start("feat/one", main);
  kill(path);
  git("worktree", "prune");
  expect(await worktree.remove()).toBe(true);
  expect(existsSync(join(root, "../repo.worktrees"))).toBe(false);
});

test("a path through a symbolic link is the same worktree", async () => {
  const { root, main, engine, path } = await setup();
  mkdirSync(join(root, "../repo.worktrees"));
  symlinkSync(realpathSync(join(root, "../repo.worktrees")), join(root, "../link"));
  const linked = engine.worktree(join(root, "../link/m3/1"));
  await linked.start("feat/one", main);
  expect(await engine.worktree(path).exists()).toBe(true);
  await engine.worktree(path).start("feat/two", main);
  expect((await linked.head()).branch).toBe("feat/two");
});

test("--no-worktree requires a clean checkout and discards none of its files", async () => {
  const { root, git, main, engine } = await setup();
  const here = engine.worktree(root);
  writeFileSync(join(root, "mine"), "x");
  await expect(here.start("feat/one", main)).rejects.toMatchObject({ code: "repository" });
  rmSync(join(root, "mine"));
  await here.start("feat/one", main);
  writeFileSync(join(root, "work"), "x");
  await here.stage();
  const commit = await here.commit("Work", main);
  expect(git("rev-parse", "feat/one")).toBe(commit);
  expect(git("status", "--porcelain")).toBe("");
  expect(await here.remove()).toBe(false);
});
