import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { environment, opened } from "../../support/opened-repository.ts";
import { temporaryFolder, testRepository, type TestRepository } from "../../support/repository.ts";
import { isAlive } from "../../support/survivors.ts";
import { until } from "../../support/until.ts";

test("finds the repository and its remote from a subfolder without writing anything", async () => {
  const repository = testRepository({ "deep/er/a.txt": "x\n" });
  const engine = await opened({ root: join(repository.root, "deep/er") });
  expect(engine).toMatchObject({
    root: repository.root,
    commonDir: join(repository.root, ".git"),
    remote: { name: "origin", url: repository.remote },
    defaultBranch: "main",
  });
  expect(await engine.remoteHeads()).toEqual(new Map([["main", repository.git("rev-parse", "main")]]));
  expect(await engine.isValidBranch("feat/ü-1")).toBe(true);
  expect(readdirSync(join(repository.root, "deep/er"))).toEqual(["a.txt"]);
});

test.each(["with space", "umlaut é", "line\nend", "quote'\"s", "-dash"])(
  "works in a folder named %j, also where the folder is a linked worktree",
  async (name) => {
    const { root, git, remote } = testRepository();
    const clone = join(root, "..", name);
    execFileSync("git", ["clone", "-q", "--", remote, clone]);
    const engine = await opened({ root: clone });
    expect(engine.root).toBe(clone);
    const linked = join(root, "..", `linked ${name}`);
    git("worktree", "add", "-q", "-b", "side", linked);
    const fromLinked = await opened({ root: linked });
    expect(fromLinked).toMatchObject({ root: linked, commonDir: join(root, ".git") });
    for (const repository of [engine, fromLinked]) {
      const worktree = repository.worktree(`${repository.root}.worktrees/m3/1`);
      await worktree.start("feat/one", git("rev-parse", "main"));
      writeFileSync(join(worktree.path, "work"), "x");
      expect(await worktree.stage()).toEqual(["work"]);
      const commit = await worktree.commit("Work", git("rev-parse", "main"));
      expect(
        await repository.push({ commit, branch: `feat/${repository === engine ? 1 : 2}`, expected: undefined }),
      ).toEqual({ ok: true });
      expect(await worktree.remove()).toBe(true);
    }
  },
);

test.each<[string, (repository: TestRepository) => string | undefined, string, RegExp]>([
  ["a folder without a repository", () => temporaryFolder(), "not a git repository", /inside a git repository/],
  ["a missing folder", ({ root }) => join(root, "none"), "no such folder", /-C/],
  [
    "a repository without commits",
    ({ root }) => {
      const empty = join(root, "../empty");
      execFileSync("git", ["init", "-q", empty]);
      return empty;
    },
    "no commits yet",
    /first commit/,
  ],
  [
    "a detached HEAD",
    ({ git }) => {
      git("checkout", "-q", "--detach");
      return undefined;
    },
    "detached HEAD",
    /git switch/,
  ],
  ["a bare repository", ({ remote }) => remote, "bare repository", /checkout/],
  ["a folder inside .git", ({ root }) => join(root, ".git"), "inside a .git folder", /checkout/],
  [
    "a repository without a remote",
    ({ git }) => {
      git("remote", "remove", "origin");
      return undefined;
    },
    "no remote",
    /git remote add/,
  ],
  [
    "several remotes and no upstream",
    ({ git }) => {
      git("remote", "rename", "origin", "one");
      git("remote", "add", "two", "/nowhere");
      git("branch", "--unset-upstream");
      return undefined;
    },
    "Which remote is meant: one, two",
    /upstream/,
  ],
])("rejects %s with a hint", async (_, prepare, message, hint) => {
  const repository = testRepository();
  const cwd = prepare(repository) ?? repository.root;
  await expect(opened({ root: cwd })).rejects.toMatchObject({
    code: "repository",
    message: expect.stringContaining(message) as string,
    hint: expect.stringMatching(hint) as string,
  });
  expect(existsSync(join(repository.root, "../state"))).toBe(false);
});

test("reports that git is not installed", async () => {
  await expect(opened(testRepository(), { env: { PATH: "/nonexistent" } })).rejects.toMatchObject({
    code: "repository",
    message: expect.stringContaining("git is not installed") as string,
    hint: "Install git 2.39 or newer.",
  });
});

test("selects the remote of the upstream, else origin, else the only remote", async () => {
  const { git, root } = testRepository();
  git("remote", "add", "fork", "../fork.git");
  expect((await opened({ root })).remote.name).toBe("origin");
  git("config", "branch.main.remote", "fork");
  expect((await opened({ root })).remote).toEqual({ name: "fork", url: "../fork.git" });
  git("remote", "remove", "origin");
  git("config", "--unset", "branch.main.remote");
  expect((await opened({ root })).remote.name).toBe("fork");
});

test("the default branch is that of the checkout, else of the remote, else main; it is always protected", async () => {
  const { git, root, remote } = testRepository();
  git("branch", "trunk");
  git("push", "-q", "origin", "trunk");
  execFileSync("git", ["-C", remote, "symbolic-ref", "HEAD", "refs/heads/trunk"]);
  const asked = await opened({ root });
  expect(asked.defaultBranch).toBe("trunk");
  git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
  expect((await opened({ root })).defaultBranch).toBe("main");
  git("symbolic-ref", "-d", "refs/remotes/origin/HEAD");
  git("remote", "set-url", "origin", "/nowhere/at/all.git");
  expect((await opened({ root })).defaultBranch).toBe("main");

  const more = asked.protecting(["release"]);
  const names = [
    "main",
    "master",
    "trunk",
    "Main",
    "TRUNK",
    "refs/heads/main",
    "heads/main",
    "HEAD",
    "release",
    "feat/main",
    "milestone/m3",
  ];
  expect(names.filter((name) => more.isProtected(name))).toEqual(names.slice(0, 9));
  expect(asked.isProtected("release")).toBe(false);
});

test("resolves loose, packed and remote-tracking branches, and the ids of existing commits", async () => {
  const { git, root } = testRepository();
  const main = git("rev-parse", "main");
  const engine = await opened({ root });
  await engine.createBranch("feat/one", main);
  await expect(engine.createBranch("feat/one", main)).rejects.toMatchObject({ code: "git" });
  const look = () =>
    Promise.all(
      ["main", "feat/one", "refs/heads/feat/one", "origin/main", "none", main, "f".repeat(40), "../HEAD"].map((ref) =>
        engine.resolve(ref),
      ),
    );
  const expected = [main, main, main, main, undefined, main, undefined, undefined];
  expect(await look()).toEqual(expected);
  git("pack-refs", "--all");
  expect(await look()).toEqual(expected);
});

test("accepts and rejects the same branch names as git", async () => {
  const engine = await opened(testRepository());
  const accepted = ["feat/m3-101-login", "ünï/码", "feat/c++", "feat/(x)", "a@b", "x#1", "@scope/x"];
  const rejected = [
    "a..b",
    "a b",
    "-x",
    "@{-1}",
    "x.lock",
    "a.lock/b",
    "x/",
    "/x",
    "a//b",
    "a/.b",
    "",
    "HEAD",
    "a~1",
    "a\nb",
    "a.",
    "x\\y",
    "@",
  ];
  expect(await Promise.all([...accepted, ...rejected].map((name) => engine.isValidBranch(name)))).toEqual([
    ...accepted.map(() => true),
    ...rejected.map(() => false),
  ]);
});

test("merges without a checkout: reports the paths of conflicts, and creates a commit with both parents", async () => {
  const { git, write, commit, root } = testRepository({ "a.txt": "one\n", "é b.txt": "one\n" });
  const main = git("rev-parse", "main");
  const side = (name: string, files: Record<string, string>) => {
    git("switch", "-q", "-c", name, "main");
    write(files);
    const id = commit(name);
    git("switch", "-q", "main");
    return id;
  };
  const ours = side("ours", { "a.txt": "ours\n", "é b.txt": "ours\n" });
  const theirs = side("theirs", { "a.txt": "theirs\n", "é b.txt": "theirs\n" });
  const other = side("other", { "c.txt": "c\n" });
  const engine = await opened({ root });
  expect(await engine.conflicts(ours, theirs)).toEqual(["a.txt", "é b.txt"]);
  expect(await engine.conflicts(ours, other)).toEqual([]);
  expect(await engine.merge(ours, theirs, "x")).toEqual({ ok: false, conflicts: ["a.txt", "é b.txt"] });
  const merged = await engine.merge(ours, other, "Merge other");
  expect(merged.ok && git("log", "-1", "--format=%P|%s", merged.commit)).toBe(`${ours} ${other}|Merge other`);
  expect([await engine.isAncestor(main, ours), await engine.isAncestor(ours, theirs)]).toEqual([true, false]);
  await expect(engine.isAncestor("f".repeat(40), main)).rejects.toMatchObject({ code: "git" });
});

test("commits as milestone-tui where the user has configured no name", async () => {
  const repository = testRepository();
  const engine = await opened(repository, { env: { HOME: "/nonexistent", XDG_CONFIG_HOME: "/nonexistent" } });
  const worktree = engine.worktree(join(repository.root, "../wt"));
  await worktree.start("feat/one", repository.git("rev-parse", "main"));
  mkdirSync(join(worktree.path, "x"));
  writeFileSync(join(worktree.path, "x/y"), "x");
  await worktree.stage();
  const commit = await worktree.commit("Work", repository.git("rev-parse", "main"));
  expect(repository.git("log", "-1", "--format=%an <%ae>", commit)).toBe("milestone-tui <milestone-tui@localhost>");
  expect(environment()["HOME"]).not.toBe("/nonexistent");
});

test("an abort ends git and the processes that git started", async () => {
  const repository = testRepository();
  const helper = join(repository.root, "../git-remote-slow");
  writeFileSync(helper, '#!/bin/sh\nsleep 600 & echo $! > "$0.pid"; wait\n', { mode: 0o755 });
  repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
  repository.git("remote", "set-url", "origin", "slow::x");
  const stop = new AbortController();
  const engine = await opened(repository, {
    signal: stop.signal,
    env: { PATH: `${join(repository.root, "..")}:${process.env["PATH"] ?? ""}` },
  });
  const listing = engine.remoteHeads();
  const canceled = expect(listing).rejects.toThrow("enough");
  const helperChild = () => (existsSync(`${helper}.pid`) ? Number(readFileSync(`${helper}.pid`, "utf8")) : 0);
  await until(() => helperChild() > 0);
  stop.abort(new Error("enough"));
  await canceled;
  await until(() => !isAlive(helperChild()));
});
