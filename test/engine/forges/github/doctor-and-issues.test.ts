import { describe, expect, it } from "vitest";
import { Token } from "../../../../src/engine/forges/github/api/token.ts";
import { project } from "../../../support/github/feature.ts";
import { forgeOn, signal } from "../../../support/github/forge-on.ts";
import { startGitHub } from "../../../support/github/start-github.ts";

describe("diagnose", () => {
  it("finds no problem with a token that may push and a protected default branch", async () => {
    const github = await startGitHub({ scopes: "repo, workflow" });
    project(github);
    github.protect("main");
    const found = await forgeOn(github).diagnose(signal);
    expect(found.map(({ level, what }) => `${level} ${what}`)).toEqual([
      "ok 127.0.0.1 accepts the token from GITHUB_TOKEN",
      "ok Token scopes: repo, workflow",
      "ok The token may push to acme/shop",
      "ok The default branch main is protected",
    ]);
  });

  it.each([
    [undefined, "ok Token scopes: fine-grained"],
    ["public_repo", "warn Token scope public_repo reaches public repositories only"],
    ["gist", "fail Token scopes: gist; `repo` is missing"],
    ["", "fail Token scopes: none; `repo` is missing"],
  ])("reads the scopes %j", async (scopes, line) => {
    const github = await startGitHub({ scopes });
    project(github);
    const found = await forgeOn(github).diagnose(signal);
    expect(found.map(({ level, what }) => `${level} ${what}`)).toContain(line);
    expect(found.at(-1)).toMatchObject({
      level: "warn",
      what: "The default branch main is not protected on GitHub",
      hint: expect.stringContaining("Protect main"),
    });
  });

  it("returns only the failure that prevents the other checks", async () => {
    const github = await startGitHub();
    expect(await forgeOn(github, { token: new Token("wrong", "GH_TOKEN") }).diagnose(signal)).toEqual([
      {
        level: "fail",
        what: "Checking the token failed: Bad credentials (HTTP 401)",
        hint: "The GH_TOKEN token is not accepted: renew it.",
      },
    ]);
  });

  it.each([
    [{ permissions: { push: false, admin: false } }, "The token may not push to acme/shop"],
    [{ permissions: { push: true }, archived: true }, "acme/shop is archived and takes no pull requests"],
  ])("prevents a run where the repository is %j", async (answer, message) => {
    const github = await startGitHub();
    github.faults.add({
      path: /^\/repos\/acme\/shop$/,
      status: 200,
      body: { full_name: "acme/shop", default_branch: "main", ...answer },
    });
    await expect(forgeOn(github).check(signal)).rejects.toMatchObject({ code: "forge", message });
  });
});

describe("pushing issues", () => {
  const issue = (id: string) => ({ marker: `m3/${id}`, title: `Issue ${id}`, body: `Spec of ${id}`, labels: ["P0"] });

  it("creates the missing issues in their milestone, and none twice", async () => {
    const github = await startGitHub();
    const first = await forgeOn(github).pushIssues([issue("01"), issue("02")], "M3: users", signal);
    expect(first).toMatchObject([
      { marker: "m3/01", number: 1, created: true },
      { marker: "m3/02", number: 2, created: true },
    ]);
    await github.as("other-token", "PATCH", "/repos/acme/shop/issues/1", { state: "closed", title: "Retitled" });
    expect(
      await forgeOn(github).pushIssues([issue("01"), issue("02"), issue("03")], "M3: users", signal),
    ).toMatchObject([
      { number: 1, created: false },
      { number: 2, created: false },
      { number: 3, created: true },
    ]);
    expect(await github.as("token", "GET", "/repos/acme/shop/issues/3")).toMatchObject({
      body: {
        title: "Issue 03",
        milestone: { title: "M3: users" },
        labels: [{ name: "P0" }],
        body: expect.stringContaining("Spec of 03"),
      },
    });
    expect((await github.as("token", "GET", "/repos/acme/shop/milestones")).body).toHaveLength(1);
  });

  it.each([
    ["the answer to an issue is lost", { method: "POST", path: /\/issues$/, reset: "after" as const }],
    ["the answer to the milestone is lost", { method: "POST", path: /\/milestones$/, reset: "after" as const }],
    ["the creation of an issue fails with 500", { method: "POST", path: /\/issues$/, status: 500 }],
  ])("creates nothing twice where %s", async (_, fault) => {
    const github = await startGitHub();
    github.faults.add(fault);
    expect(await forgeOn(github).pushIssues([issue("01")], "M3", signal)).toMatchObject([{ number: 1, created: true }]);
    expect((await github.as("token", "GET", "/repos/acme/shop/issues?state=all")).body).toHaveLength(1);
    expect((await github.as("token", "GET", "/repos/acme/shop/milestones")).body).toHaveLength(1);
  });
});
