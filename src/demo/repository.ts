import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createProcesses } from "../engine/process/create-processes.ts";
import { demoDocuments } from "./documents.ts";
import { manifest } from "./script-files.ts";

export interface DemoRepository {
  readonly root: string;
  readonly remote: string;
}

/**
 * Creates the demo's repository in an empty folder: a small project with tests and a linter that really run, a
 * milestone, and a bare remote to push to.
 * @param node the path of the Node program
 * @param agent the path of the scripted agent that Node runs
 * @param pace the agent's pause after each step, in milliseconds
 */
export async function makeDemoRepository(
  folder: string,
  { node, agent, pace }: { node: string; agent: string; pace: number },
): Promise<DemoRepository> {
  const root = join(folder, "acme-notes");
  const remote = join(folder, "acme-notes.git");
  const config = {
    milestonesDir: "docs/milestones",
    lint: `"${node}" tools/lint.mjs`,
    lintFix: `"${node}" tools/lint.mjs --fix`,
    test: { command: `"${node}" --test ${REPORTERS}`, format: "tap" },
    coverage: { report: "coverage.lcov" },
    agent: { command: [node, agent], env: { DEMO_PACE: String(pace) } },
    forge: "local",
  };
  const files = {
    ...demoDocuments(),
    ...PROJECT,
    "milestone.config.json": `${JSON.stringify(config, null, 2)}\n`,
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  await git(folder, "init", "-q", "--bare", "-b", "main", remote);
  await git(root, "init", "-q", "-b", "main");
  await git(root, "add", "-A");
  await git(root, "-c", "user.name=Demo", "-c", "user.email=demo@example.invalid", "commit", "-q", "-m", "Begin");
  await git(root, "remote", "add", "origin", remote);
  await git(root, "push", "-q", "-u", "origin", "main");
  return { root, remote };
}

const REPORTERS =
  "--test-reporter=./tools/tap.mjs --test-reporter-destination=stdout " +
  "--experimental-test-coverage --test-reporter=lcov --test-reporter-destination=coverage.lcov";

const PROJECT: Readonly<Record<string, string>> = {
  ".gitignore": "coverage.lcov\n",
  "README.md": "# Acme Notes\n\nThe project of the milestone-tui demo.\n",
  "package.json": manifest(),
  "src/notes.js": `/** Notes, newest first. */
export function newestFirst(notes) {
  return notes.toSorted((a, b) => b.at - a.at);
}
`,
  "src/services/billing.js": "/** Price in cents. */\nexport function price(notes) {\n  return notes.length * 5;\n}\n",
  "test/notes.test.js": `import assert from "node:assert/strict";
import test from "node:test";
import { newestFirst } from "../src/notes.js";
import { price } from "../src/services/billing.js";

test("newest first", () => assert.deepEqual(newestFirst([{ at: 1 }, { at: 2 }]), [{ at: 2 }, { at: 1 }]));
test("price", () => assert.equal(price([1, 2]), 10));
`,
  "migrations/001_users.sql": "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, legacy_status text);\n",
  "tools/tap.mjs": `// TAP with only the tests. Coverage goes to its own file, and the statistics are not needed.
import { tap } from "node:test/reporters";

export default async function* (events) {
  yield* tap(tests(events));
}

async function* tests(events) {
  for await (const event of events) if (!["test:coverage", "test:diagnostic"].includes(event.type)) yield event;
}
`,
  "tools/lint.mjs": `// Trailing spaces and missing final newlines; --fix repairs them.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const fix = process.argv.includes("--fix");
const bad = [];
for (const folder of ["src", "test"]) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, "utf8");
    const clean = text.replace(/[ \\t]+$/gm, "").replace(/\\n*$/, "\\n");
    if (clean === text) continue;
    if (fix) writeFileSync(path, clean);
    else bad.push(path);
  }
}
for (const path of bad) console.log(\`\${path}: trailing spaces\`);
process.exitCode = bad.length > 0 ? 1 : 0;
`,
};

async function git(cwd: string, ...args: string[]): Promise<void> {
  const result = await createProcesses({ isolation: "group" }).run({
    command: ["git", ...args],
    cwd,
    signal: new AbortController().signal,
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" },
  });
  if (result.exitCode !== 0) throw new Error(`git ${args[0]} failed: ${result.tail}`);
}
