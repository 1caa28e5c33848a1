// The behavior of the GitHub double on which the other tests rely.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { BASE, project } from "../../../support/github/feature.ts";
import { startGitHub } from "../../../support/github/start-github.ts";
import { temporaryFolder } from "../../../support/repository.ts";

const run = promisify(execFile);
const PULLS = "/repos/acme/shop/pulls";
const NEW = { title: "Add login", head: "feat/a", base: BASE, body: "x" };

describe("the GitHub double", () => {
  it("accepts a push over HTTP with a known token, and rejects other tokens", async () => {
    const github = await startGitHub();
    project(github);
    const folder = temporaryFolder();
    await run("git", ["clone", "-q", github.gitUrl("token"), folder]);
    await run("git", ["-C", folder, "push", "-q", "origin", "HEAD:refs/heads/feat/http"]);
    expect(github.bare.branches()).toContain("feat/http");
    await expect(
      run("git", ["ls-remote", github.gitUrl("nobody")], { env: { ...process.env, GIT_TERMINAL_PROMPT: "0" } }),
    ).rejects.toThrow("Authentication failed");
  });

  it("rejects pushes to protected branches, and injects faults into pushes", async () => {
    const github = await startGitHub();
    project(github);
    const folder = temporaryFolder();
    await run("git", ["clone", "-q", github.gitUrl("token"), folder]);
    const push = (branch: string) => run("git", ["-C", folder, "push", "-q", "origin", `HEAD:refs/heads/${branch}`]);
    github.protect("locked");
    await expect(push("locked")).rejects.toThrow("GH006: Protected branch update failed for refs/heads/locked.");
    github.faults.add({ path: /git-receive-pack$/, status: 503 });
    await expect(push("feat/a")).rejects.toThrow("503");
    github.faults.add({ method: "POST", path: /git-receive-pack$/, reset: "after" });
    await expect(push("feat/a")).rejects.toThrow();
    expect(github.bare.branches()).toContain("feat/a");
  });

  it.each([
    ["an unknown head", { ...NEW, head: "feat/none" }, { field: "head" }],
    ["an unknown base", { ...NEW, base: "none" }, { field: "base" }],
    ["no new commits", { ...NEW, head: BASE, base: "main" }, { message: "No commits between main and milestone/m3" }],
  ])("rejects a pull request with %s", async (_, body, error) => {
    const github = await startGitHub();
    project(github).feature("feat/a", { "a.txt": "a\n" });
    expect(await github.as("token", "POST", PULLS, body)).toMatchObject({ status: 422, body: { errors: [error] } });
  });

  it("updates the head on a push, rejects a second pull request, and squashes with git", async () => {
    const github = await startGitHub();
    const { feature } = project(github);
    feature("feat/a", { "a.txt": "a\n" });
    expect(await github.as("token", "POST", PULLS, NEW)).toMatchObject({
      status: 201,
      body: { number: 1, mergeable_state: "clean" },
    });
    expect(await github.as("token", "POST", PULLS, NEW)).toMatchObject({
      status: 422,
      body: { errors: [{ message: "A pull request already exists for acme:feat/a." }] },
    });
    const head = feature("feat/a", { "a.txt": "more\n" }, "origin/feat/a");
    expect(await github.as("token", "GET", `${PULLS}/1`)).toMatchObject({ body: { head: { sha: head }, commits: 2 } });
    expect(
      await github.as("token", "PUT", `${PULLS}/1/merge`, { merge_method: "squash", sha: "0".repeat(40) }),
    ).toMatchObject({ status: 409 });
    expect(await github.as("token", "PUT", `${PULLS}/1/merge`, { merge_method: "squash", sha: head })).toMatchObject({
      status: 200,
      body: { merged: true },
    });
    expect(github.bare.git("log", "--format=%s|%p", "-1", BASE)).toMatch(/^Add login \(#1\)\|[0-9a-f]+$/);
    expect(await github.as("token", "GET", `${PULLS}/1`)).toMatchObject({
      body: { state: "closed", merged: true, head: { sha: head } },
    });
  });

  it("applies GraphQL mutations, and rejects unknown fields", async () => {
    const github = await startGitHub();
    const { feature } = project(github);
    feature("feat/a", { "app.txt": "one\n" });
    feature("feat/b", { "app.txt": "two\n" });
    await github.as("token", "POST", PULLS, { ...NEW, draft: true });
    await github.as("token", "POST", PULLS, { ...NEW, head: "feat/b", draft: true });
    await github.as("token", "PUT", `${PULLS}/1/merge`, {});
    const [, pull] = await github.pulls();
    const ready = {
      query:
        "mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) " +
        "{ pullRequest { isDraft mergeable } } }",
      variables: { id: pull?.node_id },
    };
    const response = await fetch(github.apiUrl.replace("/v3", "/graphql"), {
      method: "POST",
      headers: { authorization: "Bearer token" },
      body: JSON.stringify(ready),
    });
    expect(await response.json()).toMatchObject({
      data: { markPullRequestReadyForReview: { pullRequest: { isDraft: false } } },
    });
    const wrong = await fetch(github.apiUrl.replace("/v3", "/graphql"), {
      method: "POST",
      headers: { authorization: "Bearer token" },
      body: JSON.stringify({ query: '{ repository(owner: "acme", name: "shop") { nonsense } }' }),
    });
    expect(await wrong.json()).toMatchObject({
      data: null,
      errors: [{ message: expect.stringContaining("nonsense") }],
    });
  });

  it("answers 401 to unknown tokens and 304 to a known ETag", async () => {
    const github = await startGitHub();
    project(github);
    expect(await github.as("nobody", "GET", PULLS)).toMatchObject({
      status: 401,
      body: { message: "Bad credentials" },
    });
    const ask = (headers: Record<string, string>) =>
      fetch(github.apiUrl + PULLS, { headers: { authorization: "Bearer token", ...headers } });
    const etag = (await ask({})).headers.get("etag") ?? "";
    expect((await ask({ "if-none-match": etag })).status).toBe(304);
  });

  it("fails a test that uses a parameter that GitHub does not document", async () => {
    const github = await startGitHub();
    project(github);
    await github.as("token", "GET", `${PULLS}?color=red`);
    await expect(github.close()).rejects.toThrow("query parameter color is not documented");
  });
});
