import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pushFailure } from "../../../src/engine/git/remote/remote.ts";
import { opened } from "../../support/opened-repository.ts";
import { testRepository } from "../../support/repository.ts";

async function setup() {
  const repository = testRepository();
  const engine = await opened(repository);
  const onRemote = (...args: string[]) => repository.git("--git-dir", repository.remote, ...args);
  const commitOn = (parent: string, name: string) => {
    const tree = repository.git("rev-parse", `${parent}^{tree}`);
    return repository.git("commit-tree", tree, "-p", parent, "-m", name);
  };
  return { ...repository, engine, onRemote, commitOn, main: repository.git("rev-parse", "main") };
}

test("creates a branch, updates it, and succeeds where the branch is at the commit already", async () => {
  const { engine, onRemote, commitOn, main } = await setup();
  const one = commitOn(main, "one");
  const two = commitOn(one, "two");
  const push = (commit: string, expected: string | undefined) => engine.push({ commit, branch: "feat/x", expected });
  expect(await push(one, undefined)).toEqual({ ok: true });
  expect(await push(one, undefined)).toEqual({ ok: true });
  expect(await push(two, one)).toEqual({ ok: true });
  expect(await push(two, one)).toEqual({ ok: true });
  expect(onRemote("rev-parse", "feat/x")).toBe(two);
});

test("never overwrites commits that another person pushed", async () => {
  const { engine, git, onRemote, commitOn, main } = await setup();
  const theirs = commitOn(main, "theirs");
  const ours = commitOn(main, "ours");
  const onTheirs = commitOn(theirs, "on theirs");
  git("push", "-q", "origin", `${theirs}:refs/heads/feat/x`);
  const push = (commit: string, expected: string | undefined) => engine.push({ commit, branch: "feat/x", expected });
  expect(await push(ours, undefined)).toMatchObject({ ok: false, reason: "rejected (stale info)" });
  expect(await push(onTheirs, undefined)).toMatchObject({ ok: false, reason: "rejected (stale info)" });
  expect(await push(onTheirs, main)).toMatchObject({ ok: false, reason: "rejected (stale info)" });
  // The lease is satisfied, but the push would rewrite history.
  expect(await push(ours, theirs)).toMatchObject({ ok: false, reason: "rejected (non-fast-forward)" });
  expect(onRemote("rev-parse", "feat/x")).toBe(theirs);
});

const UNPUSHABLE = [
  "main",
  "Main",
  "MASTER",
  "refs/heads/main",
  "heads/main",
  "HEAD",
  "head",
  "release/1",
  "",
  "-f",
  "+main",
  ":main",
  "x:main",
  "refs/heads/x",
  "a b",
  "a\nb",
  "@{-1}",
  "a..b",
  "@",
];

test("rejects protected branches and invalid branch names, and leaves the remote unchanged", async () => {
  const { engine, onRemote, commitOn, main } = await setup();
  const before = onRemote("for-each-ref");
  const commit = commitOn(main, "x");
  for (const branch of UNPUSHABLE) {
    await expect(
      engine.protecting(["release/1"]).push({ commit, branch, expected: main }),
      branch,
    ).rejects.toMatchObject({ code: "push" });
  }
  expect(onRemote("for-each-ref")).toBe(before);
});

test("returns the message of a hook of the remote that rejects the push", async () => {
  const { engine, remote, commitOn, main } = await setup();
  mkdirSync(join(remote, "hooks"), { recursive: true });
  writeFileSync(join(remote, "hooks/pre-receive"), "#!/bin/sh\necho 'not on a Friday' >&2\nexit 1\n");
  chmodSync(join(remote, "hooks/pre-receive"), 0o755);
  expect(await engine.push({ commit: commitOn(main, "x"), branch: "feat/x", expected: undefined })).toEqual({
    ok: false,
    reason: "remote rejected (pre-receive hook declined): not on a Friday",
    detail: expect.stringContaining("not on a Friday") as string,
  });
});

test("reports a missing remote and a forbidden transport, hides credentials, resolves a relative path", async () => {
  const { git, root, commitOn, main } = await setup();
  const request = { commit: commitOn(main, "x"), branch: "feat/x", expected: undefined };
  const pushTo = async (url: string) => {
    git("remote", "set-url", "origin", url);
    return (await opened({ root })).push(request);
  };
  expect(await pushTo("/nowhere/repo.git")).toMatchObject({
    ok: false,
    reason: "'/nowhere/repo.git' does not appear to be a git repository",
  });
  expect(await pushTo("ext::sh -c false")).toMatchObject({ ok: false, reason: "transport 'ext' not allowed" });
  expect(await pushTo("http://user:hunter2@127.0.0.1:1/x.git")).toMatchObject({
    ok: false,
    reason: expect.not.stringContaining("hunter2") as string,
    detail: expect.not.stringContaining("hunter2") as string,
  });
  expect(await pushTo("../remote.git")).toEqual({ ok: true });
});

test("fetches branches, reports a missing one, and lists only heads with exactly the given names", async () => {
  const { engine, git, root, remote, commitOn, main } = await setup();
  const theirs = commitOn(main, "theirs");
  git("push", "-q", "origin", `${theirs}:refs/heads/feat/x`, `${theirs}:refs/heads/other/refs/heads/feat/x`);
  git("update-ref", "-d", "refs/remotes/origin/feat/x");
  expect(await engine.remoteHeads(["feat/x", "none"])).toEqual(new Map([["feat/x", theirs]]));
  await engine.fetch(["feat/x"]);
  expect(await engine.resolve("origin/feat/x")).toBe(theirs);
  await expect(engine.fetch(["none"])).rejects.toMatchObject({
    code: "git",
    message: expect.stringContaining("couldn't find remote ref refs/heads/none") as string,
  });
  expect(git("-C", root, "status", "--porcelain")).toBe("");
  expect(remote).not.toBe("");
});

test.each([
  [
    "git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.\n\n" +
      "Please make sure you have the correct access rights\nand the repository exists.\n",
    "Permission denied (publickey)",
  ],
  ["Host key verification failed.\r\nfatal: Could not read from remote repository.\n", "Host key verification failed"],
  [
    "ssh: connect to host 127.0.0.1 port 1: Connection refused\r\nfatal: Could not read from remote repository.\n",
    "Connection refused",
  ],
  [
    "ssh: Could not resolve hostname nowhere.invalid: Name or service not known\r\n" +
      "fatal: Could not read from remote repository.\n",
    "Could not resolve hostname nowhere.invalid",
  ],
  [
    "fatal: Authentication failed for 'http://127.0.0.1/x.git/'\n",
    "Authentication failed for 'http://127.0.0.1/x.git/'",
  ],
  [
    "error: RPC failed; HTTP 503 curl 22 The requested URL returned error: 503\n" +
      "fatal: the remote end hung up unexpectedly\nEverything up-to-date\n",
    "The requested URL returned error: 503",
  ],
  [
    "fatal: could not read Username for 'https://github.com': terminal prompts disabled\n",
    "could not read Username for 'https://github.com'",
  ],
  ["ERROR: Repository not found.\nfatal: Could not read from remote repository.\n", "Repository not found"],
  [
    "fatal: unable to access 'https://x.invalid/': Could not resolve host: x.invalid\n",
    "Could not resolve host: x.invalid",
  ],
  ["", "git push ended with exit code 128"],
])("takes the cause from the error output %j", (stderr, reason) => {
  expect(pushFailure({ stdout: Buffer.from(""), stderr, exitCode: 128 }).reason).toBe(reason);
});

test.each([
  ["To x\n!\tabc:refs/heads/feat/x\t[rejected] (non-fast-forward)\nDone\n", "", "rejected (non-fast-forward)"],
  ["To x\n!\tabc:refs/heads/feat/x\t[remote rejected] (hook declined)\n", "", "remote rejected (hook declined)"],
  [
    "To x\n!\tabc:refs/heads/feat/x\t[remote rejected] (pre-receive hook declined)\n",
    "remote: \nremote: ————\nremote: Name an issue in the message.        \nremote: See the handbook\n",
    "remote rejected (pre-receive hook declined): Name an issue in the message",
  ],
  [
    "To x\n!\tabc:refs/heads/feat/x\t[remote failure] (remote failed to report status)\n",
    "",
    "remote failure (remote failed to report status)",
  ],
  [
    "To x\n!\tabc:refs/heads/feat/x\t[remote rejected] (protected branch hook declined)\n",
    "remote: error: GH006: Protected branch update failed for refs/heads/x.        \n",
    "GH006: Protected branch update failed for refs/heads/x",
  ],
])("takes the cause from the rejection %j", (stdout, stderr, reason) => {
  expect(pushFailure({ stdout: Buffer.from(stdout), stderr, exitCode: 1 }).reason).toBe(reason);
});

test("is tried again where the remote packs its objects at this moment, but not for ever", async () => {
  const { engine, remote, commitOn, main, onRemote } = await setup();
  // The remote cannot store the new objects while something is in the way of their folders.
  const block = 'for d in "$GIT_QUARANTINE_PATH"/??; do n=objects/$(basename "$d"); [ -e "$n" ] || : > "$n"; done';
  const free = "find objects -maxdepth 1 -type f -delete";
  const hook = (times: number) => {
    writeFileSync(
      join(remote, "hooks/pre-receive"),
      `#!/bin/sh\necho x >> tries\n${free}\nif [ "$(wc -l < tries)" -le ${times} ]; then ${block}; fi\n`,
      { mode: 0o755 },
    );
  };
  const one = commitOn(main, "one");
  hook(2);
  expect(await engine.push({ commit: one, branch: "feat/x", expected: undefined })).toEqual({ ok: true });
  expect(onRemote("rev-parse", "feat/x")).toBe(one);
  hook(99);
  expect(await engine.push({ commit: commitOn(one, "two"), branch: "feat/x", expected: one })).toMatchObject({
    ok: false,
    reason: "remote rejected (unable to migrate objects to permanent storage)",
  });
});
