import { describe, expect, it } from "vitest";
import { NO_SUCH_FIELD } from "../../../support/github/faults.ts";
import { BASE, project } from "../../../support/github/feature.ts";
import { forgeOn, leapingClock, newPull, signal } from "../../../support/github/forge-on.ts";
import { startGitHub } from "../../../support/github/start-github.ts";

async function opened(clock = leapingClock()) {
  const github = await startGitHub();
  const commit = project(github).feature("feat/a", { "a.txt": "a\n" });
  const forge = forgeOn(github, { clock });
  await forge.openPull(newPull("feat/a", commit), signal);
  return { github, commit, forge };
}

describe.each(["checks", "poll", "poll without GraphQL"] as const)("CI, through %s", (way) => {
  async function ask({ github, forge, commit }: Awaited<ReturnType<typeof opened>>) {
    if (way === "poll without GraphQL") github.faults.add(NO_SUCH_FIELD);
    return way === "checks" ? forge.checks(commit, signal) : (await forge.poll([1], signal))[0]?.ci;
  }

  it("tells none from not registered yet", async () => {
    const clock = leapingClock();
    const pull = await opened(clock);
    expect(await ask(pull)).toEqual({ state: "none" });
    const withWorkflows = await opened(clock);
    withWorkflows.github.setWorkflows(1);
    expect(await ask(withWorkflows)).toEqual({ state: "not-registered" });
    await clock.sleep(3 * 60_000, signal);
    expect(await ask(withWorkflows)).toEqual({ state: "none" });
  });

  it("waits while one runs, of check runs and statuses alike", async () => {
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

  it("says of a failure which step, where, and how its log ends", async () => {
    const pull = await opened();
    const { github, commit } = pull;
    github.checkRun(commit, { name: "test", conclusion: "failure", job: { failedStep: "npm test", log: "2026-01-01T00:00:00.0Z all fine\n2026-01-01T00:00:01.0Z Error: 1 is not 2 (token)\n" } });
    github.checkRun(commit, { name: "style", conclusion: "timed_out", output: "too slow" });
    github.status(commit, "jenkins", "error");
    expect(await ask(pull)).toMatchObject({
      state: "failed",
      failed: [
        { name: "test", step: "npm test", url: expect.stringMatching(/\/acme\/shop\/actions\/runs\/9\/job\/\d+$/), logTail: "all fine\nError: 1 is not 2 ([token])" },
        { name: "style", step: undefined, logTail: "too slow" },
        { name: "jenkins", url: undefined },
      ],
    });
  });

  it("counts required checks only, where there are any", async () => {
    const pull = await opened();
    const { github, commit } = pull;
    github.protect(BASE, ["test"]);
    github.checkRun(commit, { name: "optional", conclusion: "failure" });
    expect(await ask(pull)).toEqual({ state: "not-registered" });
    github.checkRun(commit, { name: "test", conclusion: "success" });
    expect(await ask(pull)).toEqual({ state: "passed" });
  });
});
