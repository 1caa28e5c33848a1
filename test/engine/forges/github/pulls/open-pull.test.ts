import { describe, expect, it } from "vitest";
import { ProtectedBranchError } from "../../../../../src/engine/forges/github/pulls/protected-branch-error.ts";
import { secondaryLimit, type Fault } from "../../../../support/github/faults.ts";
import { BASE, project } from "../../../../support/github/feature.ts";
import { forgeOn, newPull, signal } from "../../../../support/github/forge-on.ts";
import { startGitHub } from "../../../../support/github/start-github.ts";

const CREATE = { method: "POST", path: /\/pulls$/ };

async function prepared() {
  const github = await startGitHub();
  const repository = project(github);
  const commit = repository.feature("feat/a", { "a.txt": "a\n" });
  return { github, repository, commit, wanted: newPull("feat/a", commit) };
}

describe("opening a pull request", () => {
  it("creates a draft with body, marker, milestone, and labels in their colors", async () => {
    const { github, wanted, commit } = await prepared();
    await github.as("token", "POST", "/repos/acme/shop/milestones", { title: "M3" });
    const { pull, adopted } = await forgeOn(github, { milestoneTitles: ["Users", "m3"] }).openPull(
      { ...wanted, labels: ["needs-db-review", "sensitive-review"] },
      signal,
    );
    expect({ pull, adopted }).toMatchObject({
      adopted: false,
      pull: {
        number: 1,
        base: BASE,
        state: "open",
        draft: true,
        head: commit,
        marker: "m3/feat/a",
        labels: ["needs-db-review", "sensitive-review"],
      },
    });
    const [made] = await github.pulls();
    expect(made).toMatchObject({
      draft: true,
      milestone: { title: "M3" },
      labels: [
        { name: "needs-db-review", color: "d93f0b" },
        { name: "sensitive-review", color: "b60205" },
      ],
    });
    expect(made?.body).toContain("Closes #101");
    expect(made?.body).not.toContain("m3/feat/a");
  });

  it.each<[string, Fault]>([
    ["the connection is cut after the pull request was created", { ...CREATE, reset: "after" }],
    ["GitHub answers 503 although it created the pull request", { ...CREATE, status: 503, done: true }],
    ["the connection is cut before the creation", { ...CREATE, reset: "before" }],
    ["GitHub answers 500 once", { ...CREATE, status: 500 }],
    [
      "GitHub answers 502 to every look before the creation",
      { method: "GET", path: /\/pulls$/, status: 502, times: 2 },
    ],
    ["GitHub answers with a secondary rate limit", { ...CREATE, ...secondaryLimit(7) }],
  ])("creates exactly one where %s", async (_, fault) => {
    const { github, wanted } = await prepared();
    github.faults.add(fault);
    const { pull, adopted } = await forgeOn(github).openPull({ ...wanted, labels: ["needs-human"] }, signal);
    expect({ number: pull.number, adopted, met: github.faults.met > 0 }).toEqual({
      number: 1,
      adopted: false,
      met: true,
    });
    expect(await github.pulls()).toMatchObject([{ number: 1, labels: [{ name: "needs-human" }] }]);
  });

  it("gives up after three 500s with GitHub's message, and creates one on the next call", async () => {
    const { github, wanted } = await prepared();
    github.faults.add({ ...CREATE, status: 500, times: 3, body: { message: "Server Error" } });
    const forge = forgeOn(github);
    await expect(forge.openPull(wanted, signal)).rejects.toMatchObject({
      code: "forge",
      message: "Creating the pull request failed: Server Error (HTTP 500)",
      hint: expect.stringContaining("githubstatus.com"),
    });
    expect(await forge.openPull(wanted, signal)).toMatchObject({ pull: { number: 1 }, adopted: false });
  });

  it("uses a label that was created although its answer was lost and the retry is rejected", async () => {
    const { github, wanted } = await prepared();
    github.faults.add({ method: "POST", path: /\/labels$/, status: 503, done: true });
    await forgeOn(github).openPull({ ...wanted, labels: ["needs-human"] }, signal);
    expect((await github.pulls())[0]).toMatchObject({ labels: [{ name: "needs-human" }] });
  });

  it("adopts the pull request of an earlier run, and adds the missing labels", async () => {
    const { github, wanted } = await prepared();
    await forgeOn(github).openPull({ ...wanted, labels: ["needs-human"] }, signal);
    await github.as("other-token", "PATCH", "/repos/acme/shop/pulls/1", { title: "Retitled" });
    const { pull, adopted } = await forgeOn(github).openPull(
      { ...wanted, labels: ["needs-human", "lockfile-update"] },
      signal,
    );
    expect({ pull, adopted }).toMatchObject({
      adopted: true,
      pull: { number: 1, title: "Retitled", labels: ["needs-human", "lockfile-update"] },
    });
  });

  it("adopts one that a person opened from the branch, and adds the marker", async () => {
    const { github, wanted } = await prepared();
    await github.as("other-token", "POST", "/repos/acme/shop/pulls", {
      title: "By hand",
      head: "feat/a",
      base: BASE,
      body: "Mine",
    });
    expect(await forgeOn(github).openPull(wanted, signal)).toMatchObject({
      adopted: true,
      pull: { number: 1, marker: "m3/feat/a" },
    });
    const [pull] = await forgeOn(github).pullsInto(BASE, signal);
    expect(pull).toMatchObject({ title: "By hand", marker: "m3/feat/a" });
    expect((await github.pulls())[0]?.body).toMatch(/^Mine\n\n<!-- /);
  });

  it("adopts one that was created between the look and the creation", async () => {
    const { github, wanted } = await prepared();
    github.faults.add({ method: "GET", path: /\/pulls$/, status: 200, body: [], times: 2 });
    await github.as("other-token", "POST", "/repos/acme/shop/pulls", { title: "By hand", head: "feat/a", base: BASE });
    expect(await forgeOn(github).openPull(wanted, signal)).toMatchObject({ pull: { number: 1 } });
    expect(await github.pulls()).toHaveLength(1);
  });

  it("finds one that exists according to GitHub although its lists lag", async () => {
    const { github, wanted } = await prepared();
    await github.as("other-token", "POST", "/repos/acme/shop/pulls", { title: "By hand", head: "feat/a", base: BASE });
    github.faults.add({ method: "GET", path: /\/pulls$/, status: 200, body: [], times: 6 });
    expect(await forgeOn(github).openPull(wanted, signal)).toMatchObject({ pull: { number: 1 } });
    expect(await github.pulls()).toHaveLength(1);
  });

  it.each([
    [
      "closed",
      (github: Awaited<ReturnType<typeof startGitHub>>) =>
        github.as("other-token", "PATCH", "/repos/acme/shop/pulls/1", { state: "closed" }),
    ],
    [
      "merged",
      (github: Awaited<ReturnType<typeof startGitHub>>) =>
        github.as("other-token", "PUT", "/repos/acme/shop/pulls/1/merge", { merge_method: "squash" }),
    ],
  ] as const)("returns one that was %s, and creates no other", async (state, happen) => {
    const { github, wanted } = await prepared();
    const first = forgeOn(github);
    await first.openPull(wanted, signal);
    await first.updatePull(1, { draft: false }, signal);
    await happen(github);
    expect(await forgeOn(github).openPull({ ...wanted, labels: ["needs-human"] }, signal)).toMatchObject({
      adopted: true,
      pull: { number: 1, state },
    });
    expect(await github.pulls()).toMatchObject([{ labels: [] }]);
  });

  it("finds its pull request by the marker after the branch was renamed", async () => {
    const { github, repository, wanted } = await prepared();
    await forgeOn(github).openPull(wanted, signal);
    const commit = repository.feature("feat/renamed", { "a.txt": "b\n" });
    expect(await forgeOn(github).openPull({ ...wanted, branch: "feat/renamed", commit }, signal)).toMatchObject({
      adopted: true,
      pull: { number: 1, branch: "feat/a" },
    });
  });

  it("finds its pull request after a person changed the base", async () => {
    const { github, repository, wanted } = await prepared();
    await forgeOn(github).openPull(wanted, signal);
    repository.git("push", "-q", "origin", `origin/${BASE}:refs/heads/other`);
    await github.as("other-token", "PATCH", "/repos/acme/shop/pulls/1", { base: "other" });
    expect(await forgeOn(github).openPull(wanted, signal)).toMatchObject({
      adopted: true,
      pull: { number: 1, base: "other" },
    });
  });

  it("reports GitHub's message where the branch has no commits to merge", async () => {
    const { github, repository, wanted } = await prepared();
    repository.git("push", "-q", "origin", `origin/${BASE}:refs/heads/feat/empty`);
    await expect(forgeOn(github).openPull({ ...wanted, branch: "feat/empty" }, signal)).rejects.toThrow(
      `Creating the pull request failed: No commits between ${BASE} and feat/empty (HTTP 422)`,
    );
  });

  it("truncates a title and a body that are too long for GitHub, and keeps the marker", async () => {
    const { github, wanted } = await prepared();
    const { pull } = await forgeOn(github).openPull(
      { ...wanted, title: "T".repeat(300), body: "x".repeat(70_000) },
      signal,
    );
    expect({ title: pull.title.length, marker: pull.marker }).toEqual({ title: 256, marker: "m3/feat/a" });
  });

  it("creates it ready for review where the repository does not support drafts", async () => {
    const { github, wanted } = await prepared();
    github.faults.add({
      ...CREATE,
      status: 422,
      body: {
        message: "Validation Failed",
        errors: [{ message: "Draft pull requests are not supported in this repository." }],
      },
    });
    expect(await forgeOn(github).openPull(wanted, signal)).toMatchObject({ pull: { number: 1, draft: false } });
  });
});

describe("protected branches", () => {
  it("are rejected as a base before any request", async () => {
    const { github, wanted } = await prepared();
    await expect(forgeOn(github).openPull({ ...wanted, base: "main" }, signal)).rejects.toBeInstanceOf(
      ProtectedBranchError,
    );
    expect(github.requests).toEqual([]);
  });

  it("include the default branch that GitHub reports, whatever its name is", async () => {
    const github = await startGitHub({ defaultBranch: BASE });
    const commit = project(github).feature("feat/a", { "a.txt": "a\n" });
    await expect(forgeOn(github).openPull(newPull("feat/a", commit), signal)).rejects.toMatchObject({
      code: "push",
      branch: BASE,
    });
    expect(await github.pulls()).toEqual([]);
  });

  it.each(["main", "trunk"])(
    "stop the run where a person opened the branch into %s, and no second pull request is created",
    async (base) => {
      const github = await startGitHub({ defaultBranch: base });
      const repository = project(github);
      const wanted = newPull("feat/a", repository.feature("feat/a", { "a.txt": "a\n" }));
      if (base !== "main") repository.git("push", "-q", "origin", `origin/main:refs/heads/${base}`);
      await github.as("other-token", "POST", "/repos/acme/shop/pulls", { title: "Into main", head: "feat/a", base });
      await expect(forgeOn(github).openPull(wanted, signal)).rejects.toBeInstanceOf(ProtectedBranchError);
      expect(await github.pulls()).toHaveLength(1);
    },
  );
});
