import { expect, test } from "vitest";
import { project } from "../../support/github/feature.ts";
import { startGitHub } from "../../support/github/start-github.ts";
import { opened } from "../../support/opened-repository.ts";
import { testRepository } from "../../support/repository.ts";

test("ten fetches at once, of the same branch and of others, all succeed", async () => {
  const github = await startGitHub();
  const remote = project(github);
  const old = remote.git("rev-parse", "HEAD");
  const heads = [remote.feature("feat/one", { "1.txt": "1\n" }), remote.feature("feat/two", { "2.txt": "2\n" })];
  const { root, git } = testRepository();
  git("fetch", "-q", github.bare.path, "main");
  for (const name of ["feat/one", "feat/two"]) git("update-ref", `refs/remotes/origin/${name}`, old);
  git("remote", "set-url", "origin", github.gitUrl("token"));
  // Git moves a ref only where it still has the value that the fetch read at its start. The delay comes in between.
  github.faults.add({ method: "POST", path: /\/git-upload-pack$/, delayMs: 50, times: 100 });

  const engine = await opened({ root });
  const variants = [engine, engine.protecting(["release"]), engine.authenticating({ MILESTONE_TUI_GIT_TOKEN: "x" })];
  const selections = [["feat/one"], ["feat/one"], ["feat/one", "feat/two"], ["feat/two"], ["feat/one"]];
  const settled = await Promise.allSettled(
    Array.from({ length: 10 }, async (_, n) => {
      const repository = variants[n % variants.length] ?? engine;
      await repository.fetch(selections[n % selections.length] ?? []);
    }),
  );
  expect(settled.filter(({ status }) => status === "rejected")).toEqual([]);
  expect([await engine.resolve("origin/feat/one"), await engine.resolve("origin/feat/two")]).toEqual(heads);
});

test("a fetch that fails does not stop the fetch behind it", async () => {
  const { root, git } = testRepository();
  git("push", "-q", "origin", "main:refs/heads/feat/one");
  git("update-ref", "-d", "refs/remotes/origin/feat/one");
  const engine = await opened({ root });
  const [missing, present] = await Promise.allSettled([engine.fetch(["none"]), engine.fetch(["feat/one"])]);
  expect([missing.status, present.status]).toEqual(["rejected", "fulfilled"]);
  expect(await engine.resolve("origin/feat/one")).toBe(git("rev-parse", "main"));
});
