import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createLocalForge } from "../../../../src/engine/forges/local/local-forge.ts";
import { pullListLines, pullViewLines } from "../../../../src/ui/reports/pull-report.ts";
import { opened } from "../../../support/opened-repository.ts";
import { testRepository, type TestRepository } from "../../../support/repository.ts";

const signal = new AbortController().signal;
const BASE = "milestone/m3";

async function setup() {
  const repository = testRepository({ "a.txt": "one\n" });
  repository.git("push", "-q", "origin", `main:${BASE}`);
  const engine = await opened(repository);
  const file = join(repository.root, "../state/pulls.json");
  return { ...repository, engine, file, forge: createLocalForge({ file, repository: engine }) };
}

/** Pushes a branch with one commit that writes these files; returns the commit. */
function branch({ git, write, commit }: TestRepository, name: string, files: Record<string, string>): string {
  git("switch", "-q", "-c", name, "main");
  write(files);
  const id = commit(name);
  git("push", "-q", "origin", name);
  git("switch", "-q", "main");
  return id;
}

const wanted = (commit: string, name = "feat/one") => ({
  branch: name,
  base: BASE,
  title: "Add login (#101)",
  body: "Adds it.\n\nCloses #101\n",
  marker: `m3/${name}`,
  labels: ["needs-human" as const],
  commit,
});

test("opens a pull request, adopts it on later calls, and stores its changes", async () => {
  const { engine, file, forge, ...repository } = await setup();
  const commit = branch(repository, "feat/one", { "b.txt": "b\n" });
  await forge.check(signal);
  const first = await forge.openPull(wanted(commit), signal);
  expect(first).toMatchObject({
    adopted: false,
    pull: { number: 1, state: "open", head: commit, marker: "m3/feat/one", labels: ["needs-human"] },
  });
  expect(await createLocalForge({ file, repository: engine }).openPull(wanted(commit), signal)).toMatchObject({
    adopted: true,
    pull: { number: 1 },
  });

  await forge.updatePull(1, { labels: ["needs-db-review"], body: "New text" }, signal);
  await forge.review(1, [{ title: "Bug", file: "b.txt", line: 1, severity: "critical", detail: "" }], signal);
  await forge.review(1, [{ title: "Other bug", file: "b.txt", line: 1, severity: "warning", detail: "" }], signal);
  const pull = await forge.view(1, signal);
  expect(pull).toMatchObject({
    labels: ["needs-human", "needs-db-review"],
    marker: "m3/feat/one",
    title: "Add login (#101)",
  });
  expect(pull.body).toMatch(/^New text\n\n<!-- milestone-tui/);
  expect(pull.review?.findings.map(({ title }) => title)).toEqual(["Other bug"]);
  expect(await forge.pullsInto("milestone/m4", signal)).toEqual([]);
  expect(await forge.pullsOf("feat/one", signal)).toMatchObject([{ number: 1 }]);
});

test("the head of a pull request follows the remote branch", async () => {
  const { forge, git, ...repository } = await setup();
  const commit = branch({ git, ...repository }, "feat/one", { "b.txt": "b\n" });
  await forge.openPull(wanted(commit), signal);
  git("switch", "-q", "feat/one");
  repository.write({ "c.txt": "c\n" });
  const pushed = repository.commit("By somebody else");
  git("push", "-q", "origin", "feat/one");
  expect((await forge.list(signal))[0]?.head).toBe(pushed);
});

test("a merge squashes into the base on the remote, and the next merge builds on it", async () => {
  const { engine, forge, git, remote, ...repository } = await setup();
  const one = branch({ git, remote, ...repository }, "feat/one", { "b.txt": "b\n" });
  const two = branch({ git, remote, ...repository }, "feat/two", { "c.txt": "c\n" });
  await forge.openPull(wanted(one), signal);
  await forge.openPull(wanted(two, "feat/two"), signal);
  const merged = await forge.merge(1, signal);
  await forge.merge(2, signal);
  const onRemote = (...args: string[]) => git("--git-dir", remote, ...args);
  expect(merged).toMatchObject({ state: "merged", mergeCommit: onRemote("rev-parse", `${BASE}~1`) });
  expect(
    onRemote("log", "--format=%s %p", `main..${BASE}`)
      .split("\n")
      .map((line) => line.split(" ").length),
  ).toEqual([5, 5]);
  expect(onRemote("ls-tree", "--name-only", BASE).split("\n")).toEqual(["a.txt", "b.txt", "c.txt"]);
  await expect(forge.merge(1, signal)).rejects.toMatchObject({ code: "forge", message: "PR #1 is merged" });
  await expect(forge.close(1, signal)).rejects.toMatchObject({ code: "forge" });
  expect(await engine.remoteHeads(["main"])).toEqual(new Map([["main", git("rev-parse", "main")]]));
});

test("a merge that was interrupted after its push is completed, not repeated", async () => {
  const { engine, file, forge, git, ...repository } = await setup();
  await forge.openPull(wanted(branch({ git, ...repository }, "feat/one", { "b.txt": "b\n" })), signal);
  const interrupted = createLocalForge({
    file,
    repository: {
      ...engine,
      push: async (request) => {
        await engine.push(request);
        throw new Error("killed");
      },
    },
  });
  await expect(interrupted.merge(1, signal)).rejects.toThrow("killed");
  expect((await forge.view(1, signal)).state).toBe("open");
  expect((await forge.merge(1, signal)).state).toBe("merged");
  expect(git("--git-dir", repository.remote, "rev-list", "--count", `main..${BASE}`)).toBe("1");
});

test("a pull request that was built on another one is merged after it", async () => {
  const { forge, ...repository } = await setup();
  const first = branch(repository, "feat/one", { "a.txt": "first\n" });
  await forge.openPull(wanted(first), signal);
  repository.git("switch", "-q", "-c", "feat/two", first);
  repository.write({ "a.txt": "first and second\n" });
  const second = repository.commit("feat/two");
  repository.git("push", "-q", "origin", "feat/two");
  await forge.openPull(wanted(second, "feat/two"), signal);

  expect(await forge.merge(1, signal)).toMatchObject({ state: "merged" });
  expect(await forge.merge(2, signal)).toMatchObject({ state: "merged" });
  repository.git("fetch", "-q", "origin");
  expect(repository.git("show", `origin/${BASE}:a.txt`)).toBe("first and second");
  expect(repository.git("rev-list", "--count", `main..origin/${BASE}`)).toBe("2");
});

test("a merge with conflicts reports the files and pushes nothing", async () => {
  const { forge, git, ...repository } = await setup();
  await forge.openPull(wanted(branch({ git, ...repository }, "feat/one", { "a.txt": "ours\n" })), signal);
  await forge.openPull(wanted(branch({ git, ...repository }, "feat/two", { "a.txt": "theirs\n" }), "feat/two"), signal);
  await forge.merge(1, signal);
  const before = git("--git-dir", repository.remote, "rev-parse", BASE);
  await expect(forge.merge(2, signal)).rejects.toMatchObject({
    code: "forge",
    message: `PR #2 conflicts with ${BASE} in a.txt`,
  });
  expect(git("--git-dir", repository.remote, "rev-parse", BASE)).toBe(before);
  expect((await forge.view(2, signal)).state).toBe("open");
});

test("rejects a protected base, an unknown number and a deleted branch; returns a closed pull request", async () => {
  const { forge, git, ...repository } = await setup();
  const commit = branch({ git, ...repository }, "feat/one", { "b.txt": "b\n" });
  await expect(forge.openPull({ ...wanted(commit), base: "main" }, signal)).rejects.toMatchObject({ code: "push" });
  await expect(forge.view(7, signal)).rejects.toMatchObject({ code: "usage", message: "There is no PR #7" });
  await forge.openPull(wanted(commit), signal);
  git("push", "-q", "origin", ":feat/one");
  await expect(forge.merge(1, signal)).rejects.toMatchObject({
    code: "forge",
    message: expect.stringContaining("no branch feat/one") as string,
  });
  expect((await forge.close(1, signal)).state).toBe("closed");
  expect(await forge.openPull(wanted(commit), signal)).toMatchObject({
    adopted: true,
    pull: { number: 1, state: "closed" },
  });
});

test("concurrent processes open one pull request per branch, each with its own number", async () => {
  const { file, forge } = await setup();
  const module = new URL("../../../../src/engine/forges/local/local-forge.ts", import.meta.url).href;
  const script = `import { createLocalForge } from ${JSON.stringify(module)};
    const forge = createLocalForge({ file: process.argv[1], repository: { isProtected: () => false } });
    const signal = new AbortController().signal;
    for (let n = 0; n < 5; n++) {
      const pull = { branch: "feat/" + n, base: "b", title: "t", body: "", marker: "m/" + n, labels: [], commit: "c" };
      await forge.openPull(pull, signal);
    }`;
  const codes = await Promise.all(
    [1, 2, 3].map(
      () =>
        new Promise((done) =>
          spawn(process.execPath, ["--input-type=module", "-e", script, "--", file], { stdio: "inherit" }).on(
            "close",
            done,
          ),
        ),
    ),
  );
  expect(codes).toEqual([0, 0, 0]);
  const pulls = await forge.list(signal);
  expect(pulls.map(({ number }) => number)).toEqual([5, 4, 3, 2, 1]);
  expect(pulls.map(({ branch }) => branch).sort()).toEqual([0, 1, 2, 3, 4].map((n) => `feat/${n}`));
});

test("rejects an unreadable file instead of listing no pull requests", async () => {
  const { file, forge } = await setup();
  await forge.openPull(wanted("c"), signal);
  writeFileSync(file, "{}");
  await expect(forge.pullsInto(BASE, signal)).rejects.toMatchObject({ code: "state-unreadable" });
});

test("prints pull requests without the marker and without terminal control characters", async () => {
  const { forge, ...repository } = await setup();
  expect(pullListLines([])).toEqual(["No pull requests yet."]);
  const commit = branch(repository, "feat/one", { "b.txt": "b\n" });
  await forge.openPull({ ...wanted(commit), title: "Add \u001b[2J login" }, signal);
  await forge.review(1, [{ title: "Bug", file: "b.txt", line: 15, severity: "critical", detail: "Why" }], signal);
  expect(pullListLines(await forge.list(signal))).toEqual([
    String.raw`PR #1 ○ open  Add \x1b[2J login  feat/one → milestone/m3  [needs-human]`,
  ]);
  expect(pullViewLines(await forge.view(1, signal))).toEqual([
    String.raw`PR #1 ○ open  Add \x1b[2J login`,
    "feat/one → milestone/m3  [needs-human]",
    `Head ${commit}`,
    "",
    "Adds it.",
    "",
    "Closes #101",
    "",
    "Review:",
    "1. Bug — b.txt#L15 (critical)",
    "   Why",
  ]);
});
