import { describe, expect, it } from "vitest";
import { ProtectedBranchError } from "../../../../../src/engine/forges/github/pulls/protected-branch-error.ts";
import { BASE, project } from "../../../../support/github/feature.ts";
import { forgeOn, newPull, signal } from "../../../../support/github/forge-on.ts";
import { startGitHub, type GitHubDouble } from "../../../../support/github/start-github.ts";

async function ready() {
  const github = await startGitHub();
  const repository = project(github);
  const commit = repository.feature("feat/a", { "app.txt": "a\n" });
  const forge = forgeOn(github);
  await forge.openPull(newPull("feat/a", commit), signal);
  await forge.updatePull(1, { draft: false }, signal);
  github.checkRun(commit, { name: "test", conclusion: "success" });
  return { github, repository, commit, forge };
}

describe("auto-merge", () => {
  it("squashes into the milestone branch", async () => {
    const { github, commit, forge } = await ready();
    expect(await forge.squash(1, BASE, commit, signal)).toEqual({ merged: true });
    expect(github.bare.git("rev-list", "--count", `main..${BASE}`)).toBe("1");
    expect(await forge.pullsOf("feat/a", signal)).toMatchObject([{ state: "merged" }]);
    expect(await forge.squash(1, BASE, commit, signal)).toEqual({ merged: true });
  });

  type Change = (all: Awaited<ReturnType<typeof ready>>) => unknown;
  const api = (github: GitHubDouble, method: string, path: string, body: Record<string, unknown>) =>
    github.as("other-token", method, `/repos/acme/shop/pulls/1${path}`, body);
  it.each<[string, Change, RegExp]>([
    [
      "the head moved",
      ({ repository }) => repository.feature("feat/a", { "b.txt": "b\n" }, "feat/a"),
      /^its head moved to [0-9a-f]{7}$/,
    ],
    [
      "the base changed",
      ({ github, repository }) => (
        repository.git("push", "-q", "origin", "main:refs/heads/other"),
        api(github, "PATCH", "", { base: "other" })
      ),
      /^it aims at other now$/,
    ],
    ["it was closed", ({ github }) => api(github, "PATCH", "", { state: "closed" }), /^it was closed$/],
    [
      "it conflicts",
      ({ repository }) => repository.feature(BASE, { "app.txt": "b\n" }),
      /^it conflicts with milestone\/m3$/,
    ],
    [
      "a check is running again",
      ({ github, commit }) => github.checkRun(commit, { name: "test" }),
      /^its checks are running$/,
    ],
    [
      "a person requests changes",
      ({ github }) => api(github, "POST", "/reviews", { event: "REQUEST_CHANGES", body: "no" }),
      /^colleague requested changes$/,
    ],
    ["it is a draft again", ({ forge }) => forge.updatePull(1, { draft: true }, signal), /^it is a draft$/],
  ])("does not merge where %s", async (_, change, reason) => {
    const all = await ready();
    await change(all);
    expect(await all.forge.squash(1, BASE, all.commit, signal)).toEqual({
      merged: false,
      reason: expect.stringMatching(reason),
    });
    expect(all.github.requests.some(({ method }) => method === "PUT")).toBe(false);
  });

  it.each([
    ["after", true],
    ["before", false],
  ] as const)("detects whether it merged where the connection is cut %s the merge", async (reset, merged) => {
    const { github, commit, forge } = await ready();
    github.faults.add({ method: "PUT", path: /\/merge$/, reset });
    const merging = forge.squash(1, BASE, commit, signal);
    await (merged
      ? expect(merging).resolves.toEqual({ merged })
      : expect(merging).rejects.toThrow("Merging PR #1 failed: GitHub could not be reached"));
    expect(await forge.squash(1, BASE, commit, signal)).toEqual({ merged: true });
  });

  it("never merges into a branch that is protected by the program or GitHub, or is the default", async () => {
    const { github, commit, forge } = await ready();
    await expect(forge.squash(1, "main", commit, signal)).rejects.toBeInstanceOf(ProtectedBranchError);
    await expect(
      forgeOn(github, { isProtected: (branch) => branch === BASE }).squash(1, BASE, commit, signal),
    ).rejects.toBeInstanceOf(ProtectedBranchError);
    github.protect(BASE);
    await expect(forge.squash(1, BASE, commit, signal)).rejects.toBeInstanceOf(ProtectedBranchError);
    expect(github.requests.some(({ method }) => method === "PUT")).toBe(false);
  });
});
