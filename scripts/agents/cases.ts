// What every real agent has to do through the program.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ModelStub } from "./model-stub.ts";
import { git, leftOf, makePlace, remove, runIn, type Place } from "./place.ts";
import type { RealAgent } from "./real-agents.ts";

export interface Subject {
  readonly name: string;
  readonly agent: RealAgent;
  /** Its installed program, absolute. */
  readonly program: string;
  readonly stub: ModelStub;
}

type Case = (subject: Subject, place: Place) => Promise<void>;

export async function drive(subject: Subject): Promise<void> {
  for (const one of [implementsAndFixes, isKeptInside, waitsForLimit, isCancelled, isKilled]) {
    const { agent, program, stub } = subject;
    const place = makePlace(agent, program, stub.url);
    Object.assign(stub, {
      mode: "work",
      findings: 0,
      limited: 0,
      folder: place.worktree,
      outside: join(place.folder, "stray.txt"),
    });
    stub.asked.length = 0;
    await one(subject, place);
    expectThat(`${subject.name}: no process is left`, await isGone(place), leftOf(place).join("\n"));
    remove(place);
  }
}

const implementsAndFixes: Case = async ({ name, agent, stub }, place) => {
  stub.findings = 1;
  const { code, output } = await runIn(place, ["fix", "continue"]).ended;
  expectThat(`${name} implements an issue, reviews it and fixes what was found`, code === 0, output);
  expectThat(
    `${name}: the file is in the commit`,
    git(place.root, "show", "feat/m3-101-greet~1:hello.txt") === "Implement",
    output,
  );
  expectThat(`${name}: and so is its fix`, git(place.root, "show", "feat/m3-101-greet:hello.txt") === "Fix", output);
  expectThat(`${name}: its work was seen`, /"type":"activity".*"kind":"tool"/.test(output), output);
  if (agent.asks)
    expectThat(
      `${name}: its permission was asked for, and given`,
      /"kind":"permission".*"allowed":true/.test(output),
      output,
    );
  if (agent.remembers)
    expectThat(
      `${name}: the fix went on in the session of the implementation`,
      stub.asked.find(({ task }) => task === "Fix")?.remembers === true,
      JSON.stringify(stub.asked),
    );
  expectThat(
    `${name}: the review did not`,
    stub.asked.find(({ task }) => task === "Review")?.remembers === false,
    JSON.stringify(stub.asked),
  );
  const usages = output.split("\n").filter((line) => line.includes('"usage.recorded"'));
  expectThat(
    `${name}: what it took is known: ${usages.map((line) => /"turns".*?(?=,"v")/.exec(line)?.[0]).join(" · ")}`,
    usages.every((line) => /"tokens":[1-9]/.test(line)),
    output,
  );
};

const isKeptInside: Case = async ({ name, agent, stub }, place) => {
  stub.mode = "stray";
  const { code, output } = await runIn(place, ["abort"]).ended;
  expectThat(`${name} that would write elsewhere is stopped`, code === 3, output);
  if (agent.asks) expectThat(`${name}: and does not write there`, !existsSync(stub.outside), output);
};

const waitsForLimit: Case = async ({ name, agent, stub }, place) => {
  stub.mode = "limited";
  const running = runIn(place, ["continue"]);
  const isTold = () => /"type":"waiting".*[Rr]ate limit/.test(running.output());
  const end = performance.now() + (agent.tellsLimit ? 240_000 : 15_000);
  while (!isTold() && running.child.exitCode === null && performance.now() < end) await delay(200);
  const told = isTold();
  expectThat(`${name} met a limit`, stub.limited > 0, running.output());
  stub.mode = "work";
  const { code, output } = await running.ended;
  expectThat(
    `${name}: a rate limit is ${agent.tellsLimit ? "a wait that is told" : "waited out in silence"}, and no failure`,
    code === 0 && told === agent.tellsLimit,
    output,
  );
};

const isCancelled: Case = async ({ name, stub }, place) => {
  stub.mode = "slow";
  const running = runIn(place, undefined);
  while (stub.asked.length === 0 && running.child.exitCode === null) await delay(100);
  running.child.kill("SIGINT");
  const { code, output } = await running.ended;
  expectThat(`${name} is cancelled in the middle`, code === 130, output);
};

const isKilled: Case = async ({ name, stub }, place) => {
  stub.mode = "slow";
  const running = runIn(place, undefined);
  while (stub.asked.length === 0 && running.child.exitCode === null) await delay(100);
  running.child.kill("SIGKILL");
  await running.ended;
  expectThat(`${name} ends with a program that is killed in the middle`, await isGone(place), leftOf(place).join("\n"));
};

async function isGone(place: Place): Promise<boolean> {
  for (const end = performance.now() + 5_000; performance.now() < end; await delay(50))
    if (leftOf(place).length === 0) return true;
  return false;
}

function expectThat(what: string, isSo: boolean, evidence: string): void {
  if (!isSo) throw new Error(`Not so: ${what}\n${evidence.slice(-6000)}`);
  process.stdout.write(`✓ ${what}\n`);
}
