// What an agent in one lane can do to the others, behind each of the two real walls.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkoutGuard, layersFor } from "../../../src/engine/agents/sandbox-mounts.ts";
import { lanePath } from "../../../src/engine/git/worktree/lane-path.ts";
import { createProcesses } from "../../../src/engine/process/create-processes.ts";
import type { Guard } from "../../../src/engine/process/processes.ts";
import { findSandbox } from "../../../src/engine/process/sandbox.ts";
import { agentTask } from "../../support/agent-task.ts";
import { environment, opened } from "../../support/opened-repository.ts";
import { testRepository } from "../../support/repository.ts";

async function setup() {
  const { root, git } = testRepository();
  const engine = await opened({ root });
  const main = git("rev-parse", "main");
  const lanes = ["1", "2"].map((name) => lanePath(root, "m3", name));
  for (const [index, path] of lanes.entries()) await engine.worktree(path).start(`feat/${index + 1}`, main);
  const cwd = lanes[0] ?? "";
  const scratch = join(root, "../state/m3/scratch/01-implement");
  mkdirSync(scratch, { recursive: true });
  return { root, git, cwd, task: agentTask(cwd, { scratch }) };
}

/** Tries to change something in every place, each with one line of output. */
const TRIES = [
  'try() { if eval "$2" 2>/dev/null; then echo "$1: yes"; else echo "$1: no"; fi; }',
  "try 'its own worktree' 'echo x > own'",
  "try 'a commit' 'git add -A && git -c user.name=A -c user.email=a@x.invalid commit -qm x'",
  "try 'its scratch folder' 'echo x > \"$SCRATCH/x\"'",
  "try 'another lane' 'echo x > ../2/evil'",
  "try 'a tracked file of another lane' 'echo x >> ../2/README.md'",
  "try 'what another lane has staged' 'git -C ../2 rm -q --cached README.md'",
  "try 'HEAD of another lane' 'git -C ../2 checkout -q --detach'",
  "try 'beside the lanes' 'echo x > ../evil'",
  "try 'beside the milestones' 'echo x > ../../evil'",
  "try 'the checkout' 'echo x > \"$ROOT/evil\"'",
].join("\n");

const EXPECTED = [
  "its own worktree: yes",
  "a commit: yes",
  "its scratch folder: yes",
  "another lane: no",
  "a tracked file of another lane: no",
  "what another lane has staged: no",
  "HEAD of another lane: no",
  "beside the lanes: no",
  "beside the milestones: no",
  "the checkout: no",
];

const processes = createProcesses({ isolation: "pid-namespace" });
const canGuard = await processes.canGuard({ closed: [import.meta.dirname], open: [] });
const sandbox = findSandbox();
if (sandbox === undefined) console.warn("SKIPPED: bubblewrap does not work here");
if (!canGuard) console.warn("SKIPPED: folders cannot be mounted read-only here");

async function tryAll(cwd: string, command: readonly [string, ...string[]], more: object, guard?: Guard) {
  const env = { ...environment(), ...more };
  const { signal } = new AbortController();
  const { stdout } = await processes.run({ command, cwd, env, guard, signal });
  return stdout.trimEnd().split("\n");
}

describe("an agent can write to its own lane only", () => {
  test.skipIf(sandbox === undefined)("in the sandbox", async () => {
    const { root, git, cwd, task } = await setup();
    const layers = layersFor({
      task,
      userHome: undefined,
      agentHome: undefined,
      homePaths: [],
      temporary: undefined,
    });
    const command = sandbox?.wrap(["/bin/sh", "-c", TRIES], layers) ?? ["false"];
    expect(await tryAll(cwd, command, { ROOT: root, SCRATCH: task.scratch })).toEqual(EXPECTED);
    expect(git("-C", join(cwd, "../2"), "status", "--porcelain")).toBe("");
    expect(existsSync(join(cwd, "own"))).toBe(true);
  });

  test.skipIf(!canGuard)("without a sandbox, where folders can be mounted read-only", async () => {
    const { root, git, cwd, task } = await setup();
    const guard = checkoutGuard(task);
    expect(guard === undefined ? false : await processes.canGuard(guard)).toBe(true);
    const command = ["/bin/sh", "-c", TRIES] as const;
    expect(await tryAll(cwd, command, { ROOT: root, SCRATCH: task.scratch }, guard)).toEqual(EXPECTED);
    expect(git("-C", join(cwd, "../2"), "status", "--porcelain")).toBe("");
  });
});
