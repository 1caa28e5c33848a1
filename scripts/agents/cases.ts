// The cases that every real agent has to pass, driven through the program.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ModelStub } from "./model-stub.ts";
import { createProject, git, remainingProcesses, remove, runIn, type TestProject } from "./test-project.ts";
import type { RealAgent } from "./real-agents.ts";

export interface Subject {
  readonly name: string;
  readonly agent: RealAgent;
  /** Absolute path of the installed program. */
  readonly program: string;
  readonly stub: ModelStub;
}

type Case = (subject: Subject, project: TestProject) => Promise<void>;

/**
 * Runs all cases for one agent, each in a new project.
 * @throws Error at the first expectation that fails
 */
export async function runCases(subject: Subject): Promise<void> {
  for (const run of [implementsAndFixes, isKeptInside, waitsForLimit, isCanceled, isKilled]) {
    const { agent, program, stub } = subject;
    const project = createProject(agent, program, stub.url);
    Object.assign(stub, {
      mode: "work",
      findings: 0,
      limited: 0,
      folder: project.worktree,
      outside: join(project.folder, "outside.txt"),
    });
    stub.asked.length = 0;
    await run(subject, project);
    expectThat(`${subject.name}: no process is left`, await isGone(project), remainingProcesses(project).join("\n"));
    remove(project);
  }
}

const implementsAndFixes: Case = async ({ name, agent, stub }, project) => {
  stub.findings = 1;
  const { code, output } = await runIn(project, ["fix", "continue"]).ended;
  expectThat(`${name} implements an issue, reviews it and fixes what was found`, code === 0, output);
  expectThat(
    `${name}: the file is in the commit`,
    git(project.root, "show", "feat/m3-101-greet~1:hello.txt") === "Implement",
    output,
  );
  expectThat(`${name}: and so is its fix`, git(project.root, "show", "feat/m3-101-greet:hello.txt") === "Fix", output);
  expectThat(`${name}: its activity is reported`, /"type":"activity".*"kind":"tool"/.test(output), output);
  if (agent.asks)
    expectThat(
      `${name}: it asked for permission, and got it`,
      /"kind":"permission".*"allowed":true/.test(output),
      output,
    );
  if (agent.keepsSession)
    expectThat(
      `${name}: the fix continued the session of the implementation`,
      stub.asked.find(({ task }) => task === "Fix")?.hasHistory === true,
      JSON.stringify(stub.asked),
    );
  expectThat(
    `${name}: the review did not continue it`,
    stub.asked.find(({ task }) => task === "Review")?.hasHistory === false,
    JSON.stringify(stub.asked),
  );
  const usages = output.split("\n").filter((line) => line.includes('"usage.recorded"'));
  expectThat(
    `${name}: its usage is known: ${usages.map((line) => /"turns".*?(?=,"v")/.exec(line)?.[0]).join(" · ")}`,
    usages.every((line) => /"tokens":[1-9]/.test(line)),
    output,
  );
};

const isKeptInside: Case = async ({ name, agent, stub }, project) => {
  stub.mode = "outside";
  const { code, output } = await runIn(project, ["abort"]).ended;
  expectThat(`${name}: a write outside the worktree stops the run`, code === 3, output);
  if (agent.asks) expectThat(`${name}: and the file is not written`, !existsSync(stub.outside), output);
};

const waitsForLimit: Case = async ({ name, agent, stub }, project) => {
  stub.mode = "limited";
  const running = runIn(project, ["continue"]);
  const isReported = () => /"type":"waiting".*[Rr]ate limit/.test(running.output());
  const end = performance.now() + (agent.reportsLimit ? 240_000 : 15_000);
  while (!isReported() && running.child.exitCode === null && performance.now() < end) await delay(200);
  const reported = isReported();
  expectThat(`${name} got a rate limit`, stub.limited > 0, running.output());
  stub.mode = "work";
  const { code, output } = await running.ended;
  const how = agent.reportsLimit ? "reported as a wait" : "waited for without output";
  expectThat(
    `${name}: a rate limit is ${how}, and is no failure`,
    code === 0 && reported === agent.reportsLimit,
    output,
  );
};

const isCanceled: Case = async ({ name, stub }, project) => {
  stub.mode = "slow";
  const running = runIn(project, undefined);
  while (stub.asked.length === 0 && running.child.exitCode === null) await delay(100);
  running.child.kill("SIGINT");
  const { code, output } = await running.ended;
  expectThat(`${name} is canceled in the middle of a task`, code === 130, output);
};

const isKilled: Case = async ({ name, stub }, project) => {
  stub.mode = "slow";
  const running = runIn(project, undefined);
  while (stub.asked.length === 0 && running.child.exitCode === null) await delay(100);
  running.child.kill("SIGKILL");
  await running.ended;
  expectThat(
    `${name} ends when the program is killed in the middle of a task`,
    await isGone(project),
    remainingProcesses(project).join("\n"),
  );
};

/** LimitWaits up to five seconds for all processes of the project to end. */
async function isGone(project: TestProject): Promise<boolean> {
  for (const end = performance.now() + 5_000; performance.now() < end; await delay(50))
    if (remainingProcesses(project).length === 0) return true;
  return false;
}

function expectThat(what: string, holds: boolean, evidence: string): void {
  if (!holds) throw new Error(`Failed: ${what}\n${evidence.slice(-6000)}`);
  process.stdout.write(`✓ ${what}\n`);
}
