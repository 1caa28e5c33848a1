// A real repository with a milestone and a scripted agent, and the built program that runs on it.
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inject, onTestFinished } from "vitest";
import { temporaryFolder, testRepository, type TestRepository } from "./repository.ts";

/** What the scripted agent does in one task; see `scripted-agent.mjs`. */
export interface Turn {
  readonly write?: Readonly<Record<string, string>>;
  readonly delete?: readonly string[];
  readonly say?: readonly string[];
  readonly done?: readonly string[];
  readonly exit?: number;
  readonly sleep?: number;
  readonly shell?: string;
  /** The usage that the agent reports. */
  readonly usage?: object;
}

export interface Script {
  readonly implement?: Turn;
  readonly fixes?: readonly Turn[];
  readonly reviews?: readonly (readonly object[] | "nothing")[];
  /** A shell command run in every review. */
  readonly reviewShell?: string;
  /** Instead of `reviews`: every review has this finding as long as the file does not contain the text. */
  readonly finds?: { readonly file: string; readonly lacks: string; readonly finding: object };
}

export interface MilestoneIssue {
  readonly id: string;
  readonly title?: string;
  readonly github?: number;
  readonly phase?: number;
  readonly priority?: string;
  readonly needs?: string;
  readonly script?: Script;
}

export interface MilestoneOptions {
  readonly milestone?: string;
  readonly issues: readonly MilestoneIssue[];
  readonly files?: Readonly<Record<string, string | Buffer>>;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly scopeTags?: string;
  /** The `env` of the agent in the config: `env:NAME` copies a variable. */
  readonly agentEnvironment?: Readonly<Record<string, string>>;
  /** The whole plan, instead of one made from `issues`. */
  readonly plan?: string | Buffer;
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TestMilestone extends TestRepository {
  readonly planPath: string;
  readonly stateDir: string;
  plan(): string;
  /** The agent's calls so far: `implement 01 1`. */
  calls(): readonly string[];
  /** Runs the program to its end with these answers on standard input. */
  run(
    args: readonly string[],
    answers?: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ): Promise<Outcome>;
  /** Starts the program and returns at once; it is killed when the test ends. */
  start(args: readonly string[], environment?: Readonly<Record<string, string>>): Started;
  pulls(): Promise<
    readonly {
      number: number;
      branch: string;
      state: string;
      labels: string[];
      title: string;
      body: string;
      base: string;
    }[]
  >;
}

export interface Started {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<Outcome>;
}

const AGENT = fileURLToPath(new URL("./scripted-agent.mjs", import.meta.url));

export function testMilestone(options: MilestoneOptions): TestMilestone {
  const { milestone = "m3", issues, files = {}, config = {}, agentEnvironment = {}, plan } = options;
  const folder = `docs/milestones/${milestone}`;
  const outside = temporaryFolder();
  const scriptFile = join(outside, "script.json");
  const stateDir = join(outside, "state");
  writeFileSync(scriptFile, JSON.stringify(Object.fromEntries(issues.map(({ id, script }) => [id, script ?? {}]))));
  const repository = testRepository({
    "README.md": "# Test\n",
    "milestone.config.json": JSON.stringify({
      agent: { command: [process.execPath, AGENT, scriptFile], env: agentEnvironment },
      forge: "local",
      ...config,
    }),
    [`${folder}/IMPLEMENTATION_PLAN.md`]: plan ?? planText(options),
    ...Object.fromEntries(issues.map((issue) => [`${folder}/${issue.id}-issue.md`, specText(issue)])),
    ...files,
  });
  const planPath = join(repository.root, folder, "IMPLEMENTATION_PLAN.md");

  function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Started {
    const child = spawn(process.execPath, [inject("bin"), ...args], {
      cwd: repository.root,
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        GIT_CONFIG_NOSYSTEM: "1",
        LC_ALL: "C.UTF-8",
        MILESTONE_TUI_STATE_DIR: stateDir,
        ...environment,
      },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const ended = new Promise<Outcome>((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
    onTestFinished(async () => {
      child.kill("SIGKILL");
      await ended;
    });
    return { child, output: () => stdout, ended };
  }

  async function run(
    args: readonly string[],
    answers: readonly string[] = [],
    environment?: Readonly<Record<string, string>>,
  ): Promise<Outcome> {
    const { child, ended } = start(args, environment);
    child.stdin?.on("error", () => {});
    child.stdin?.end(answers.map((answer) => `${answer}\n`).join(""));
    return ended;
  }

  return {
    ...repository,
    planPath,
    stateDir,
    run,
    start,
    plan: () => readFileSync(planPath, "utf8"),
    calls: () =>
      existsSync(`${scriptFile}.calls`) ? readFileSync(`${scriptFile}.calls`, "utf8").trim().split("\n") : [],
    pulls: async () => JSON.parse((await run(["pr", "list", "--json"])).stdout),
  };
}

function planText({ milestone = "m3", issues, scopeTags = "[api, users, auth]" }: MilestoneOptions): string {
  const phases = [...new Set(issues.map(({ phase = 1 }) => phase))];
  const row = ({ id, github, title = `Do thing ${id}`, priority = "P1", needs = "None" }: MilestoneIssue) =>
    `| ${id} | #${github ?? 100 + Number(id)} | ${id}-issue.md | ${title} | ${priority} | ${needs} | | |`;
  return [
    `# ${milestone.toUpperCase()}`,
    "",
    `**Milestone Branch:** milestone/${milestone}-test`,
    `**Scope Tags:** ${scopeTags}`,
    "**Epic Issue:** #100",
    "",
    ...phases.flatMap((phase) => [
      `## Phase ${phase}: Part ${phase}`,
      "",
      "| # | GitHub # | Issue File | Title | Priority | Dependencies | Status | PR |",
      "|---|---|---|---|---|---|---|---|",
      ...issues.filter((issue) => (issue.phase ?? 1) === phase).map(row),
      "",
    ]),
  ].join("\n");
}

function specText({ id, github, title = `Do thing ${id}` }: MilestoneIssue): string {
  return `---
title: ${title}
github_issue: ${github ?? 100 + Number(id)}
priority: P1
---

# ${title}

## Done Definition

The thing is there and tests show it.

## Test Expectations

- Unit and integration tests

## Acceptance Criteria

- [ ] It works
`;
}

/** The lines of a transcript, without empty ones. */
export function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}

/** The lines of a transcript from the first one that begins with `from` up to the next one that begins with `to`. */
export function linesBetween(text: string, from: string, to: string | undefined): readonly string[] {
  const lines = linesOf(text);
  const start = lines.findIndex((line) => line.startsWith(from));
  const end = to === undefined ? -1 : lines.findIndex((line, index) => index > start && line.startsWith(to));
  return lines.slice(start, end === -1 ? undefined : end);
}
