// Several lanes at work at once: many git processes in one repository, through one shadow git dir.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { OpenedRepository } from "../../../src/engine/git/open-repository.ts";
import type { Worktree } from "../../../src/engine/git/repository.ts";
import { lanePath } from "../../../src/engine/git/worktree/lane-path.ts";
import { opened } from "../../support/opened-repository.ts";
import { testRepository } from "../../support/repository.ts";

const LANES = ["1", "2", "3", "4"];
const ROUNDS = 4;
const run = promisify(execFile);

test.each([
  ["a path", (remote: string) => remote],
  ["a file:// address", (remote: string) => `file://${remote}`],
])("lanes make worktrees, commit, push and fetch at the same time over %s", async (_, addressOf) => {
  const { root, remote, git } = testRepository({ "a.txt": "one\n", ".gitignore": "build/\n" });
  git("remote", "set-url", "origin", addressOf(remote));
  const engine = await opened({ root });
  const main = git("rev-parse", "main");
  const done = new AbortController();
  const packing = packUntil(done.signal, root, remote);
  const pushed = new Map<string, string>();
  const settled = await Promise.allSettled(
    LANES.map(async (name) => {
      // Each lane has variables of its own for git, as with a token for the remote.
      const own = engine.authenticating({ LANE: name });
      for (let round = 0; round < ROUNDS; round++) {
        const branch = `feat/lane-${name}/round-${round}`;
        const worktree = own.worktree(lanePath(root, "m3", name));
        const commit = await workOn(own, worktree, branch, main);
        pushed.set(branch, commit);
        if (round % 2 === 1) expect(await worktree.remove()).toBe(true);
      }
    }),
  );
  done.abort();
  await packing;
  expect(settled.filter(({ status }) => status === "rejected")).toEqual([]);
  const heads = await engine.remoteHeads();
  for (const [branch, commit] of pushed) {
    expect([branch, heads.get(branch), await engine.resolve(`refs/heads/${branch}`)]).toEqual([branch, commit, commit]);
    expect(await engine.resolve(`origin/${branch}`)).toBe(commit);
  }
  expect(pushed.size).toBe(LANES.length * ROUNDS);
  git("fsck", "--no-dangling");
});

/** What a lane does for an issue. */
async function workOn(engine: OpenedRepository, worktree: Worktree, branch: string, base: string): Promise<string> {
  await worktree.start(branch, base);
  writeFileSync(join(worktree.path, "a.txt"), `${branch}\n`);
  writeFileSync(join(worktree.path, "new.txt"), `${branch}\n`);
  expect([...(await worktree.stage())].sort()).toEqual(["a.txt", "new.txt"]);
  const first = await worktree.commit(`First of ${branch}`, base);
  expect(await engine.push({ commit: first, branch, expected: undefined })).toEqual({ ok: true });
  writeFileSync(join(worktree.path, "new.txt"), "again\n");
  await worktree.stage();
  const second = await worktree.commit(`Second of ${branch}`, first);
  expect(await engine.push({ commit: second, branch, expected: first })).toEqual({ ok: true });
  await engine.fetch([branch, "main"]);
  expect(await worktree.head()).toEqual({ branch, commit: second });
  expect((await worktree.diff(base)).files.map(({ path }) => path)).toEqual(["a.txt", "new.txt"]);
  return second;
}

/** Packs refs and objects again and again, as `git gc` does, here and on the remote. */
async function packUntil(signal: AbortSignal, ...folders: readonly string[]): Promise<void> {
  while (!signal.aborted) {
    for (const cwd of folders) {
      await run("git", ["pack-refs", "--all"], { cwd });
      await run("git", ["gc", "-q", "--no-prune"], { cwd });
    }
  }
}

test("an issue goes on in another lane than before, with what was committed", async () => {
  const { root, git } = testRepository();
  const engine = await opened({ root });
  const [one, two] = ["1", "2"].map((name) => engine.worktree(lanePath(root, "m3", name)));
  if (one === undefined || two === undefined) throw new Error("Lanes are missing");
  const main = git("rev-parse", "main");
  await one.start("feat/one", main);
  writeFileSync(join(one.path, "work"), "x");
  await one.stage();
  const commit = await one.commit("Work", main);
  writeFileSync(join(one.path, "unfinished"), "x");
  await two.resume("feat/one");
  expect(await two.head()).toEqual({ branch: "feat/one", commit });
  expect(await one.head()).toEqual({ branch: undefined, commit });
  expect(git("-C", one.path, "status", "--porcelain")).toBe("?? unfinished");
  expect(git("-C", two.path, "status", "--porcelain")).toBe("");
});

test("one milestone's last lane is removed while another milestone's first lane is made", async () => {
  const { root, git } = testRepository();
  const engine = await opened({ root });
  const main = git("rev-parse", "main");
  for (let round = 0; round < 8; round++) {
    const [ending, beginning] = round % 2 === 0 ? ["m3", "m4"] : ["m4", "m3"];
    const last = engine.worktree(lanePath(root, ending ?? "", "1"));
    if (round === 0) await last.start("feat/one", main);
    const [removed] = await Promise.all([
      last.remove(),
      engine.worktree(lanePath(root, beginning ?? "", "1")).start(`feat/round-${round}`, main),
    ]);
    expect(removed).toBe(true);
  }
});

test("an agent fetches the same branch at the same time as the program", async () => {
  const { root, git, remote } = testRepository();
  const engine = await opened({ root });
  const main = git("rev-parse", "main");
  for (let round = 0; round < 5; round++) {
    const commit = git("commit-tree", `${main}^{tree}`, "-p", main, "-m", `${round}`);
    git("push", "-q", "-f", remote, `${commit}:refs/heads/milestone/m3`);
    const [ours] = await Promise.allSettled([
      engine.fetch(["milestone/m3"]),
      run("git", ["fetch", "-q"], { cwd: root }),
      run("git", ["fetch", "-q"], { cwd: root }),
    ]);
    expect(ours).toEqual({ status: "fulfilled", value: undefined });
    expect(await engine.resolve("origin/milestone/m3")).toBe(commit);
  }
});
