// What a lane gives to its processes: variables, files that git ignores, and commands around the life of its worktree.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { acpMilestone } from "../support/acp-milestone.ts";
import { linesOf, testMilestone } from "../support/milestone.ts";
import { temporaryFolder } from "../support/repository.ts";

const AUTONOMOUS = ["m3", "--plain", "--autonomous"];
const ENV = { PORT: "{3000 + lane}", DB: "app_{lane}" };

test("agents and checks of a lane get its variables and files, and its commands run once", async () => {
  const log = join(temporaryFolder(), "log");
  const note = (name: string) => `echo "${name} $MILESTONE_LANE $PORT $DB $(cat .env 2>&1)" >> ${log}`;
  const check = 'test "$MILESTONE_LANE $PORT $DB $(cat .env)" = "1 3001 app_1 KEY=1"';
  const script = { implement: { shell: `${check} && echo done > done.txt` }, reviewShell: check };
  const milestone = testMilestone({
    issues: [
      { id: "01", script },
      { id: "02", script: { ...script, implement: { shell: `${check} && echo done > two.txt` } } },
    ],
    files: { ".gitignore": ".env\n" },
    config: {
      lane: { env: ENV, copy: [".env"], setup: note("lane.setup"), teardown: note("lane.teardown") },
      setup: note("setup"),
      lint: note("lint"),
      typecheck: note("types"),
      test: note("tests"),
    },
  });
  writeFileSync(join(milestone.root, ".env"), "KEY=1\n");
  const { code, stdout } = await milestone.run(AUTONOMOUS);
  expect(linesOf(stdout).filter((line) => line.startsWith("🛑 Agent"))).toEqual([]);
  expect(code).toBe(0);
  const names = ["lane.setup", "setup", "tests", "lint", "types", "tests", "lint", "types", "tests", "lane.teardown"];
  expect(linesOf(readFileSync(log, "utf8"))).toEqual(names.map((name) => `${name} 1 3001 app_1 KEY=1`));
  expect(existsSync(join(`${milestone.root}.worktrees`, "m3"))).toBe(false);
  for (const { branch } of await milestone.pulls())
    expect(milestone.git("ls-tree", "-r", "--name-only", branch)).not.toMatch(/^\.env$/m);
});

test("an agent that speaks the protocol gets the variables of its lane", async () => {
  const milestone = acpMilestone({}, { lane: { env: ENV } });
  expect((await milestone.run(AUTONOMOUS)).code).toBe(0);
  const variables = milestone.environ().split("\0");
  expect(variables).toEqual(expect.arrayContaining(["MILESTONE_LANE=1", "PORT=3001", "DB=app_1"]));
});

test("--no-worktree copies nothing, and runs the commands of the lane with its variables", async () => {
  const log = join(temporaryFolder(), "log");
  const note = (name: string) => `echo "${name} $MILESTONE_LANE $PORT" >> ${log}`;
  const milestone = testMilestone({
    issues: [{ id: "01" }, { id: "02" }],
    config: { lane: { env: ENV, copy: ["missing"], setup: note("lane.setup"), teardown: note("lane.teardown") } },
  });
  expect((await milestone.run([...AUTONOMOUS, "--no-worktree"])).code).toBe(0);
  expect(linesOf(readFileSync(log, "utf8"))).toEqual(["lane.setup 1 3001", "lane.teardown 1 3001"]);
});

test("a file that cannot be copied is asked about, and copied once it is there", async () => {
  const milestone = testMilestone({
    issues: [{ id: "01" }],
    files: { ".gitignore": ".env\n" },
    config: { lane: { copy: [".env"] }, test: "true" },
  });
  const { code, stdout } = await milestone.run(AUTONOMOUS);
  const lines = linesOf(stdout);
  expect(lines[lines.indexOf("🛑 Setup failed") + 1]).toBe(
    "Error: lane.copy: .env is not in your checkout. Create it there, or take it off lane.copy.",
  );
  expect(code).toBe(3);
  writeFileSync(join(milestone.root, ".env"), "KEY=1\n");
  expect((await milestone.run(AUTONOMOUS)).code).toBe(0);
});
