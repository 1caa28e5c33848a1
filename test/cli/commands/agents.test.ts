import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { testMilestone } from "../../support/milestone.ts";
import { temporaryFolder } from "../../support/repository.ts";

/** A PATH with these programs, which fail when started. */
function pathWith(...programs: string[]): string {
  const folder = join(temporaryFolder(), "bin");
  mkdirSync(folder);
  for (const name of programs) {
    writeFileSync(join(folder, name), "#!/bin/sh\necho started >&2; exit 1\n");
    chmodSync(join(folder, name), 0o755);
  }
  return `${folder}:/usr/bin:/bin`;
}

function agents(cwd: string, environment: Readonly<Record<string, string>>, ...flags: string[]): string {
  return execFileSync(process.execPath, [inject("bin"), "agents", ...flags], {
    cwd,
    encoding: "utf8",
    env: { HOME: temporaryFolder(), ...environment },
  });
}

test("lists all agents with what each still needs", () => {
  const text = agents(temporaryFolder(), { PATH: pathWith("claude-agent-acp", "codex-acp"), OPENAI_API_KEY: "x" });
  expect(text).toContain(
    "⚠️ claude: installed (claude-agent-acp)\n" +
      "  → no login is known of: Set ANTHROPIC_API_KEY, or run `claude` once and log in.\n",
  );
  expect(text).toContain("✓ codex: installed, OPENAI_API_KEY is set (codex-acp)\n");
  expect(text).toMatch(
    /✗ gemini: not installed \(gemini --acp\)\n  → .*: Install it: npm install -g @google\/gemini-cli\n/,
  );
  for (const name of ["opencode", "copilot", "qwen"]) expect(text).toContain(`✗ ${name}: not installed`);
});

test("lists the config's agents too, as JSON", () => {
  const { root } = testMilestone({
    issues: [{ id: "01" }],
    config: { agents: { mine: { protocol: "acp", command: ["mine", "--acp"], env: { KEY: "env:NOT_SET" } } } },
  });
  const list = JSON.parse(agents(root, { PATH: pathWith("mine") }, "--json"));
  expect(list[0]).toEqual({
    name: "mine",
    protocol: "acp",
    command: ["mine", "--acp"],
    installed: true,
    login: null,
    ready: false,
    needs: [{ problem: "NOT_SET is not set, so it gets no KEY", hint: "Set NOT_SET before the run." }],
  });
  expect(list.map(({ name }: { name: string }) => name)).toEqual([
    "mine",
    "claude",
    "codex",
    "gemini",
    "opencode",
    "copilot",
    "qwen",
  ]);
});

test("an agent that is unknown or not installed ends a run before anything is written", async () => {
  const milestone = testMilestone({ issues: [{ id: "01" }] });
  const missing = await milestone.run(["m3", "--plain", "--agent", "codex"], [], { PATH: pathWith() });
  expect(missing.code).toBe(2);
  expect(missing.stderr).toMatch(/"codex" is not installed.*\n.*npm install -g @agentclientprotocol\/codex-acp/);
  const unknown = await milestone.run(["m3", "--plain", "--agent", "nobody"]);
  expect([unknown.code, unknown.stderr.includes("claude, codex, gemini, opencode, copilot, qwen")]).toEqual([2, true]);
  expect(readdirSync(milestone.root)).not.toContain("milestone/m3-test");
  expect(milestone.git("ls-remote", "--heads", "origin").split("\n")).toHaveLength(1);
});
