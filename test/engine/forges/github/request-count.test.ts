// The number of requests that a milestone takes.
import { describe, expect, it } from "vitest";
import { BASE, project } from "../../../support/github/feature.ts";
import { forgeOn, newPull, signal } from "../../../support/github/forge-on.ts";
import { startGitHub } from "../../../support/github/start-github.ts";

describe("requests", () => {
  it("are five for a pull request without findings, from the first look to ready for review", async () => {
    const github = await startGitHub();
    const { feature } = project(github);
    const forge = forgeOn(github);
    await forge.check(signal);
    const before = github.requests.length;
    const commit = feature("feat/a", { "a.txt": "a\n" });
    github.checkRun(commit, { name: "test", conclusion: "success" });
    const { pull } = await forge.openPull(newPull("feat/a", commit), signal);
    await forge.poll([pull.number], signal);
    await forge.updatePull(pull.number, { draft: false }, signal);
    expect(github.requests.slice(before).map(({ method, path }) => `${method} ${path.replace(/\?.*/, "")}`)).toEqual([
      "GET /repos/acme/shop/pulls",
      "GET /repos/acme/shop/pulls",
      "POST /repos/acme/shop/pulls",
      "POST /graphql",
      "POST /graphql",
    ]);
  });

  it("are at most eight per issue for twelve issues with a label, a review and a fix each", async () => {
    const github = await startGitHub();
    const { feature } = project(github);
    const forge = forgeOn(github);
    await forge.check(signal);
    await forge.pullsInto(BASE, signal);
    for (let i = 0; i < 12; i += 1) {
      const branch = `feat/${i}`;
      const commit = feature(branch, { [`${i}.txt`]: "a\n" });
      github.checkRun(commit, { name: "test", conclusion: "success" });
      const { pull } = await forge.openPull(newPull(branch, commit, { labels: ["needs-db-review"] }), signal);
      await forge.poll([pull.number], signal);
      await forge.updatePull(pull.number, { draft: false }, signal);
      await forge.updatePull(pull.number, { body: "After the fix" }, signal);
    }
    expect(github.requests.length).toBeLessThanOrEqual(12 * 8);
    expect((await github.pulls()).every(({ draft, body }) => !draft && body?.includes("milestone-tui:pull"))).toBe(
      true,
    );
  });

  it("are two for the first poll of ten pull requests, then one per poll", async () => {
    const github = await startGitHub();
    const { feature } = project(github);
    github.protect(BASE, ["test"]);
    const forge = forgeOn(github);
    const commits: string[] = [];
    for (let i = 0; i < 10; i += 1) {
      commits.push(feature(`feat/${i}`, { [`${i}.txt`]: "a\n" }));
      await forge.openPull(newPull(`feat/${i}`, commits[i] ?? ""), signal);
    }
    const numbers = (await github.pulls()).map(({ number }) => number);
    const cost = async (state: string) => {
      const before = github.requests.length;
      const found = await forge.poll(numbers, signal);
      expect(found.map(({ ci }) => ci.state)).toEqual(Array.from({ length: 10 }, () => state));
      return github.requests.length - before;
    };
    expect(await cost("not-registered")).toBeLessThanOrEqual(2);
    for (const commit of commits) github.checkRun(commit, { name: "test" });
    expect(await cost("running")).toBe(1);
    for (const commit of commits) github.checkRun(commit, { name: "test", conclusion: "success" });
    expect(await cost("passed")).toBe(1);
  });
});
