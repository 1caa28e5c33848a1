import { describe, expect, it } from "vitest";
import { NO_SUCH_FIELD, type Fault } from "../../../../support/github/faults.ts";
import { BASE, project } from "../../../../support/github/feature.ts";
import { forgeOn, instantClock, newPull, signal } from "../../../../support/github/forge-on.ts";
import { startGitHub } from "../../../../support/github/start-github.ts";

async function opened(clock = instantClock()) {
  const github = await startGitHub();
  const commit = project(github).feature("feat/a", { "a.txt": "a\n" });
  const forge = forgeOn(github, { clock });
  await forge.openPull(newPull("feat/a", commit), signal);
  return { github, commit, forge };
}

describe.each(["poll", "poll without GraphQL"] as const)("CI, through %s", (way) => {
  async function ask({ github, forge }: Awaited<ReturnType<typeof opened>>) {
    if (way === "poll without GraphQL") github.faults.add(NO_SUCH_FIELD);
    return (await forge.poll([1], signal))[0]?.ci;
  }

  it("distinguishes no checks from checks that are not registered yet", async () => {
    const clock = instantClock();
    const pull = await opened(clock);
    expect(await ask(pull)).toEqual({ state: "none" });
    const withWorkflows = await opened(clock);
    withWorkflows.github.setWorkflows(1);
    expect(await ask(withWorkflows)).toEqual({ state: "not-registered" });
    await clock.sleep(3 * 60_000, signal);
    expect(await ask(withWorkflows)).toEqual({ state: "none" });
  });

  it("is running while a check run or a commit status is pending", async () => {
    const pull = await opened();
    const { github, commit } = pull;
    github.checkRun(commit, { name: "test", conclusion: "success" });
    github.status(commit, "jenkins", "pending");
    expect(await ask(pull)).toEqual({ state: "running" });
    github.status(commit, "jenkins", "success");
    expect(await ask(pull)).toEqual({ state: "passed" });
    github.checkRun(commit, { name: "lint" });
    expect(await ask(pull)).toEqual({ state: "running" });
  });

  it("reports the step, the URL and the end of the log of a failure", async () => {
    const pull = await opened();
    const { github, commit } = pull;
    github.checkRun(commit, {
      name: "test",
      conclusion: "failure",
      job: {
        failedStep: "npm test",
        log: "2026-01-01T00:00:00.0Z all fine\n2026-01-01T00:00:01.0Z Error: 1 is not 2 (token)\n",
      },
    });
    github.checkRun(commit, { name: "style", conclusion: "timed_out", output: "too slow" });
    github.status(commit, "jenkins", "error");
    expect(await ask(pull)).toMatchObject({
      state: "failed",
      failed: [
        {
          name: "test",
          step: "npm test",
          url: expect.stringMatching(/\/acme\/shop\/actions\/runs\/9\/job\/\d+$/),
          logTail: "all fine\nError: 1 is not 2 ([token])",
        },
        { name: "style", step: undefined, logTail: "too slow" },
        { name: "jenkins", url: undefined },
      ],
    });
  });

  it("finds a failure among more checks than one page has", async () => {
    const pull = await opened();
    const { github, commit } = pull;
    for (let i = 0; i < 101; i += 1) github.checkRun(commit, { name: `check ${i}`, conclusion: "success" });
    expect(await ask(pull)).toEqual({ state: "passed" });
    github.checkRun(commit, { name: "the last", conclusion: "failure" });
    expect(await ask(pull)).toMatchObject({ state: "failed", failed: [{ name: "the last" }] });
  });

  it("counts only required checks, where there are any", async () => {
    const pull = await opened();
    const { github, commit } = pull;
    github.protect(BASE, ["test"]);
    github.checkRun(commit, { name: "optional", conclusion: "failure" });
    expect(await ask(pull)).toEqual({ state: "not-registered" });
    github.checkRun(commit, { name: "test", conclusion: "success" });
    expect(await ask(pull)).toEqual({ state: "passed" });
  });
});

describe("a partial GraphQL answer", () => {
  const pull = (fields: object) => ({
    id: "x",
    number: 1,
    url: "",
    title: "",
    body: "",
    state: "OPEN",
    isDraft: true,
    headRefName: "feat/a",
    headRefOid: "0".repeat(40),
    baseRefName: BASE,
    baseRef: null,
    mergeable: "MERGEABLE",
    labels: null,
    statusCheckRollup: null,
    latestOpinionatedReviews: null,
    ...fields,
  });
  const partly = (p1: object | null, path: readonly string[]): Fault => ({
    path: /^\/graphql$/,
    status: 200,
    body: {
      data: { repository: { p1 } },
      errors: [
        {
          type: "FORBIDDEN",
          path: ["repository", "p1", ...path],
          message: "Resource not accessible by personal access token",
        },
      ],
    },
  });

  it("is used where only the rules may not be read", async () => {
    const { github, forge } = await opened();
    github.faults.add(partly(pull({ title: "By query" }), ["baseRef", "rules"]));
    expect(await forge.poll([1], signal)).toMatchObject([{ pull: { title: "By query" }, ci: { state: "none" } }]);
  });

  it.each([
    ["the checks", pull({}), ["statusCheckRollup"]],
    ["all of it", null, []],
  ])("is replaced by REST requests where %s may not be read", async (_, node, path) => {
    const { github, forge, commit } = await opened();
    github.checkRun(commit, { name: "test", conclusion: "failure" });
    github.faults.add(partly(node, path));
    expect(await forge.poll([1], signal)).toMatchObject([
      { pull: { title: "Title of feat/a" }, ci: { state: "failed" } },
    ]);
    const before = github.requests.length;
    await forge.poll([1], signal);
    expect(
      github.requests
        .slice(before)
        .map(({ path }) => path)
        .filter((path) => path.includes("/pulls")),
      "the next poll uses the query again",
    ).toEqual([]);
  });
});
