// Drives real agents through the built program, against a model on loopback and with a home of their own: nothing of the
// user's is read, no account is needed. `npm run test:agents [-- opencode gemini]`; not part of `npm test`, since it
// downloads some 300 MB once, into the cache folder.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startModelStub, type ModelStub } from "./agents/model-stub.ts";

interface RealAgent {
  readonly package: string;
  readonly args: readonly string[];
  env(stub: string): Readonly<Record<string, string>>;
}

const AGENTS: Readonly<Record<string, RealAgent>> = {
  opencode: {
    package: "opencode-ai@1.18.33",
    args: ["acp"],
    env: (stub) => ({
      OPENCODE_DISABLE_AUTOUPDATE: "1", OPENCODE_DISABLE_MODELS_FETCH: "1",
      OPENCODE_CONFIG_CONTENT: JSON.stringify({
        autoupdate: false, share: "disabled", model: "stub/stub", small_model: "stub/stub", permission: { edit: "ask", bash: "ask", webfetch: "deny" },
        enabled_providers: ["stub"],
        provider: { stub: { npm: "@ai-sdk/openai-compatible", name: "Stub", options: { baseURL: `${stub}/v1`, apiKey: "none" }, models: { stub: { name: "Stub", limit: { context: 128_000, output: 4096 }, cost: { input: 1, output: 2 } } } } },
      }),
    }),
  },
  gemini: {
    package: "@google/gemini-cli@0.61.0",
    args: ["--acp", "--skip-trust", "-m", "gemini-2.5-flash"],
    env: (stub) => ({ GEMINI_CLI_NO_RELAUNCH: "true", GEMINI_API_KEY: "none", GOOGLE_GEMINI_BASE_URL: stub }),
  },
};

const PROGRAM = resolve("bin/milestone-tui.js");
const CACHE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "milestone-tui", "agents");

const names = process.argv.slice(2).length > 0 ? process.argv.slice(2) : Object.keys(AGENTS);
for (const name of names) {
  const agent = AGENTS[name];
  if (agent === undefined) throw new Error(`No agent ${name}; known: ${Object.keys(AGENTS).join(", ")}`);
  const program = install(name, agent);
  const stub = await startModelStub();
  try {
    await implementsAndFixes(name, agent, program, stub);
    await isCancelled(name, agent, program, stub);
  } finally {
    stub.close();
  }
}

/** Its own folder, once; whoever wants another version removes it. */
function install(name: string, agent: RealAgent): string {
  const folder = join(CACHE, name);
  const program = join(folder, "node_modules", ".bin", name);
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{"private": true}\n');
    execFileSync("npm", ["install", "--no-audit", "--no-fund", agent.package], { cwd: folder, stdio: "inherit" });
  }
  return program;
}

async function implementsAndFixes(name: string, agent: RealAgent, program: string, stub: ModelStub): Promise<void> {
  const place = milestone(agent, program, stub.url);
  Object.assign(stub, { mode: "work", findings: 1 });
  const { code, output } = await run(place, ["fix", "continue"]).ended;
  expectThat(`${name} implements an issue, reviews it and fixes what was found`, code === 0, output);
  expectThat(`${name}: the file is in the commit`, git(place.root, "show", "feat/m3-101-greet~1:hello.txt") === "Implement", output);
  expectThat(`${name}: and so is its fix`, git(place.root, "show", "feat/m3-101-greet:hello.txt") === "Fix", output);
  expectThat(`${name}: its work was seen`, /"type":"activity".*"kind":"tool"/.test(output), output);
  rmSync(place.folder, { recursive: true, force: true });
}

async function isCancelled(name: string, agent: RealAgent, program: string, stub: ModelStub): Promise<void> {
  const place = milestone(agent, program, stub.url);
  stub.mode = "slow";
  const before = stub.asked.length;
  const running = run(place, undefined);
  while (stub.asked.length === before && running.child.exitCode === null) await delay(100);
  running.child.kill("SIGINT");
  const { code, output } = await running.ended;
  expectThat(`${name} is cancelled in the middle`, code === 130, output);
  expectThat(`${name}: no process is left`, leftOf(place.folder).length === 0, leftOf(place.folder).join("\n"));
  rmSync(place.folder, { recursive: true, force: true });
}

interface Place {
  readonly folder: string;
  readonly root: string;
}

function milestone(agent: RealAgent, program: string, stub: string): Place {
  const folder = mkdtempSync(join(tmpdir(), "milestone-agents-"));
  const root = join(folder, "repo");
  const plan = join(root, "milestones", "m3");
  mkdirSync(plan, { recursive: true });
  mkdirSync(join(folder, "home"));
  execFileSync("git", ["init", "-q", "--bare", "-b", "main", join(folder, "remote.git")]);
  git(root, "init", "-q", "-b", "main");
  const home = join(folder, "home");
  const config = { agent: { protocol: "acp", command: [program, ...agent.args], env: { ...agent.env(stub), HOME: home }, writable: [home] }, forge: "local", limits: { idleMinutes: 1 } };
  writeFileSync(join(root, "milestone.config.json"), JSON.stringify(config, null, 2));
  writeFileSync(join(plan, "IMPLEMENTATION_PLAN.md"), "# M3\n\n**Milestone Branch:** milestone/m3\n\n## Phase 1: All\n\n| # | GitHub # | File | Title |\n|---|---|---|---|\n| 01 | #101 | 01-greet.md | Greet |\n");
  writeFileSync(join(plan, "01-greet.md"), "---\ntitle: Greet\ngithub_issue: 101\n---\n\n# Greet\n\n## Done Definition\n\nhello.txt is there.\n\n## Test Expectations\n\n- None\n\n## Acceptance Criteria\n\n- [ ] hello.txt is there\n");
  git(root, "add", "-A");
  git(root, "-c", "user.name=Test", "-c", "user.email=test@example.invalid", "commit", "-qm", "Begin");
  git(root, "remote", "add", "origin", join(folder, "remote.git"));
  git(root, "push", "-q", "origin", "main");
  return { folder, root };
}

function run({ folder, root }: Place, answers: readonly string[] | undefined) {
  const child = spawn(process.execPath, [PROGRAM, "m3", "--json"], {
    cwd: root, env: { PATH: process.env["PATH"], HOME: join(folder, "home"), MILESTONE_TUI_STATE_DIR: join(folder, "state") },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => { output += text; });
  if (answers !== undefined) child.stdin.end(answers.map((answer) => `${answer}\n`).join(""));
  return { child, ended: new Promise<{ code: number | null; output: string }>((settle) => child.once("close", (code) => settle({ code, output }))) };
}

function git(cwd: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd, encoding: "utf8" }).trim();
}

/** Living processes with the folder in their environment or arguments. */
function leftOf(folder: string): readonly string[] {
  const read = (path: string) => {
    try {
      return readFileSync(path, "latin1");
    } catch {
      return "";
    }
  };
  return readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && (read(`/proc/${pid}/environ`) + read(`/proc/${pid}/cmdline`)).includes(folder));
}

function expectThat(what: string, isSo: boolean, evidence: string): void {
  if (!isSo) throw new Error(`Not so: ${what}\n${evidence.slice(-6000)}`);
  process.stdout.write(`✓ ${what}\n`);
}
