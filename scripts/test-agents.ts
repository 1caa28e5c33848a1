// Runs real agents in the built program, against a model stub on loopback and with a separate home folder: no file of
// the user is read, and no account is needed. `npm run test:agents [-- opencode gemini]`. Not part of `npm test`, since
// it downloads about 1.5 GB once, into the cache folder.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { runCases } from "./agents/cases.ts";
import { startModelStub } from "./agents/model-stub.ts";
import { REAL_AGENTS, type RealAgent } from "./agents/real-agents.ts";

const CACHE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "milestone-tui", "agents");

const names = process.argv.slice(2).length > 0 ? process.argv.slice(2) : Object.keys(REAL_AGENTS);
for (const name of names) {
  const agent = REAL_AGENTS[name];
  if (agent === undefined) throw new Error(`No agent ${name}; known: ${Object.keys(REAL_AGENTS).join(", ")}`);
  const program = install(name, agent);
  const stub = await startModelStub();
  try {
    await runCases({ name, agent, program, stub });
  } finally {
    stub.close();
  }
}

/** Installs an agent once, in its own folder, and returns its program. Remove the folder to install another version. */
function install(name: string, agent: RealAgent): string {
  const folder = join(CACHE, name);
  const program = join(folder, "node_modules", ".bin", agent.program);
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{"private": true}\n');
    execFileSync("npm", ["install", "--no-audit", "--no-fund", agent.package], { cwd: folder, stdio: "inherit" });
  }
  return program;
}
