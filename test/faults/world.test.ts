// What other people and other programs do while the program runs.
import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { linesOf, testMilestone, type TestMilestone } from "../support/milestone.ts";
import { until } from "../support/until.ts";

const finding = { title: "No", file: "src/issue-01.txt", severity: "warning" };
/** A milestone that stops at the review of its pull request, and again at the phase boundary. */
const stoppingAtReview = () =>
  testMilestone({
    issues: [{ id: "01", script: { reviews: [[finding], []], fixes: [{ write: { "src/issue-01.txt": "fixed\n" } }] } }],
  });

describe("several instances", () => {
  test("of twenty instances the first one runs, the others name it and exit with 4", async () => {
    const milestone = testMilestone({ issues: [{ id: "01", script: { implement: { sleep: 600_000 } } }] });
    const together = Array.from({ length: 10 }, () => milestone.start(["m3", "--plain"]));
    const codes: (number | null)[] = [];
    for (const { ended } of together) void ended.then(({ code }) => codes.push(code));
    await until(() => codes.length === 9, "nine of them to exit");
    await until(() => milestone.calls().length > 0, "the first one's agent");
    const [first] = together.filter(({ child }) => child.exitCode === null);
    const later = await Promise.all(Array.from({ length: 10 }, () => milestone.run(["m3", "--plain"])));
    expect([...codes, ...later.map(({ code }) => code)]).toEqual(Array.from({ length: 19 }, () => 4));
    for (const { stderr } of later) expect(stderr).toContain(`process ${first?.child.pid}`);
    expect(first?.child.exitCode).toBe(null);
    expect(milestone.calls()).toHaveLength(1);
  });

  test("a run that is stopped but alive keeps its milestone", async () => {
    const milestone = testMilestone({ issues: [{ id: "01", script: { implement: { sleep: 600_000 } } }] });
    const first = milestone.start(["m3", "--plain"]);
    await until(() => milestone.calls().length > 0);
    first.child.kill("SIGSTOP");
    const second = await milestone.run(["m3", "--plain"]);
    expect(second.code).toBe(4);
    expect(second.stderr).toContain(String(first.child.pid));
    first.child.kill("SIGCONT");
  });
});

describe("the remote changes during a run, and the program never force-pushes:", () => {
  test("a commit of another user on the issue's branch is reported, and stays", async () => {
    const milestone = stoppingAtReview();
    await milestone.run(["m3", "--plain"]);
    const theirs = commitOnRemote(milestone, "feat/m3-101-do-thing-01", "theirs.txt");
    const { stdout } = await milestone.run(["m3", "--plain"], ["fix", "continue"]);
    expect(stdout).toContain(
      `Somebody else pushed onto feat/m3-101-do-thing-01 (${theirs.slice(0, 7)}): both are in it now`,
    );
    const onBranch = milestone
      .git("--git-dir", milestone.remote, "log", "--format=%H %s", "feat/m3-101-do-thing-01")
      .split("\n");
    expect(onBranch).toContain(`${theirs} Theirs`);
    expect(onBranch.length).toBeGreaterThan(2);
  });

  test("a deleted branch of the issue leads to a question or a new push without force", async () => {
    const milestone = stoppingAtReview();
    await milestone.run(["m3", "--plain"]);
    execFileSync("git", ["--git-dir", milestone.remote, "update-ref", "-d", "refs/heads/feat/m3-101-do-thing-01"]);
    const { stdout, stderr } = await milestone.run(["m3", "--plain"], ["fix", "skip", "continue"]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/🛑 Push failed|✓ Pushed/);
  });

  test("after a new commit on the milestone branch the next issue starts from it", async () => {
    const milestone = testMilestone({ issues: [{ id: "01" }, { id: "02", phase: 2 }] });
    await milestone.run(["m3", "--plain"]);
    const theirs = commitOnRemote(milestone, "milestone/m3-test", "theirs.txt");
    const { code } = await milestone.run(["m3", "--plain"], ["continue", "continue"]);
    expect(code).toBe(0);
    expect(milestone.git("merge-base", "feat/m3-102-do-thing-02", theirs)).toBe(theirs);
  });

  test("a remote that is gone for a while is reported, and the run continues when it is back", async () => {
    const milestone = stoppingAtReview();
    await milestone.run(["m3", "--plain"]);
    execFileSync("mv", [milestone.remote, `${milestone.remote}.away`]);
    const away = await milestone.run(["m3", "--plain"], ["fix", "abort"]);
    expect([1, 3]).toContain(away.code);
    expect(away.stdout + away.stderr).toMatch(/remote did not answer|Push failed|does not appear/);
    execFileSync("mv", [`${milestone.remote}.away`, milestone.remote]);
    const { code } = await milestone.run(["m3", "--plain"], ["fix", "retry", "continue", "continue"]);
    expect(code).toBe(0);
    expect(await milestone.pulls()).toHaveLength(1);
  });
});

describe("the plan is edited while the program waits for an answer", () => {
  test("the user's text stays, and tracking is added to it", async () => {
    const milestone = testMilestone({ issues: [{ id: "01" }] });
    const { child, output, ended } = milestone.start(["m3", "--plain"]);
    await until(() => output().includes("continue | skip-phase | abort"));
    writeFileSync(milestone.planPath, milestone.plan().replace("# M3", "# M3, as I call it"));
    child.stdin?.end("continue\n");
    expect((await ended).code).toBe(0);
    expect(milestone.plan()).toContain("# M3, as I call it");
    expect(milestone.plan()).toMatch(/\| Done \| #1 \|/);
  });

  test.each([
    ["removed", ""],
    ["replaced by binary data", "\0\0\0"],
  ])("a plan that was %s loses no saved state", async (_, text) => {
    const milestone = testMilestone({ issues: [{ id: "01" }] });
    const { child, output, ended } = milestone.start(["m3", "--plain"]);
    await until(() => output().includes("continue | skip-phase | abort"));
    const plan = milestone.plan();
    if (text === "") execFileSync("rm", [milestone.planPath]);
    else writeFileSync(milestone.planPath, text);
    child.stdin?.end("continue\n");
    const { stderr } = await ended;
    expect(stderr).toMatch(/^$|IMPLEMENTATION_PLAN\.md/);
    expect(stderr).not.toMatch(/^\s+at /m);
    writeFileSync(milestone.planPath, plan);
    const { code, stdout } = await milestone.run(["m3", "--plain"]);
    expect(code).toBe(0);
    expect(stdout).not.toContain("skip-phase |");
  });
});

describe("a run loses its connection to the user", () => {
  test("when its output is closed, it ends in order and can be resumed", async () => {
    const milestone = stoppingAtReview();
    const { child, ended } = milestone.start(["m3", "--plain"]);
    child.stdout?.destroy();
    const { code, stderr } = await ended;
    expect([3, 130]).toContain(code);
    expect(stderr).not.toMatch(/EPIPE|^\s+at /m);
    expect((await milestone.run(["m3", "--plain"], ["fix", "continue"])).code).toBe(0);
  });

  test("when its terminal is closed (SIGHUP), it ends in order and can be resumed", async () => {
    const milestone = stoppingAtReview();
    const { child, output, ended } = milestone.start(["m3", "--plain"]);
    await until(() => output().includes("fix | skip | abort"));
    child.kill("SIGHUP");
    expect((await ended).code).toBe(129);
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["fix", "continue"]);
    expect(stdout).toContain("🛑 Code review: 1 issue (attempt 1/2)");
    expect(code).toBe(0);
  });
});

describe("the saved state", () => {
  test("of a newer version is refused with exit code 5, and not changed", async () => {
    const milestone = stoppingAtReview();
    await milestone.run(["m3", "--plain"]);
    const path = join(stateOf(milestone), "progress.json");
    const text = readFileSync(path, "utf8");
    const body = text.slice(text.indexOf("\n") + 1).replace(/"version":\d+/, '"version":99');
    const hash = execFileSync("sha256sum", { input: body, encoding: "utf8" }).split(" ")[0] ?? "";
    writeFileSync(path, `milestone-tui 1 sha256:${hash}\n${body}`);
    const { code, stderr } = await milestone.run(["m3", "--plain"]);
    expect(code).toBe(5);
    expect(stderr).toMatch(/version 99/);
    expect(readFileSync(path, "utf8")).toContain('"version":99');
  });

  test("with a flipped bit is recovered or refused, never replaced by an empty one", async () => {
    const milestone = stoppingAtReview();
    await milestone.run(["m3", "--plain"]);
    const folder = stateOf(milestone);
    const journal = join(folder, "journal.ndjson");
    const good = readFileSync(journal);
    for (let place = 3; place < good.length; place += Math.ceil(good.length / 6)) {
      const bad = Buffer.from(good);
      bad[place] = (bad[place] ?? 0) ^ 4;
      writeFileSync(journal, bad);
      const { code, stdout, stderr } = await milestone.run(["status", "m3"]);
      expect(code === 5 ? stderr : stdout).toMatch(code === 5 ? /damaged|journal/ : /PR: #1/);
      expect([0, 5]).toContain(code);
    }
  });

  test("in a folder that cannot be written ends the run with a short error before it does anything", async () => {
    const milestone = stoppingAtReview();
    execFileSync("mkdir", ["-p", milestone.stateDir]);
    // A file in place of a folder, since root may write into a read-only folder too.
    writeFileSync(join(milestone.stateDir, readdirSync(milestone.stateDir)[0] ?? "git"), "");
    chmodSync(milestone.stateDir, 0o500);
    const { code, stderr } = await milestone.run(["m3", "--plain"]);
    chmodSync(milestone.stateDir, 0o700);
    expect(code).toBeGreaterThan(0);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(linesOf(stderr).length).toBeLessThan(5);
  });
});

function stateOf({ stateDir }: TestMilestone): string {
  const journal =
    readdirSync(stateDir, { recursive: true, encoding: "utf8" }).find((path) => path.endsWith("journal.ndjson")) ?? "";
  return join(stateDir, journal, "..");
}

/** Makes a commit in another clone and pushes it; returns its id. */
function commitOnRemote({ remote }: TestMilestone, branch: string, file: string): string {
  const clone = `${remote}.${file}`;
  const git = (...args: string[]) => execFileSync("git", args, { cwd: clone, encoding: "utf8" }).trim();
  execFileSync("git", ["clone", "-q", "-b", branch, remote, clone]);
  writeFileSync(join(clone, file), "theirs\n");
  git("add", "-A");
  git("commit", "-q", "-m", "Theirs");
  git("push", "-q", "origin", branch);
  return git("rev-parse", "HEAD");
}
