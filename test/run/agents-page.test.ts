// The examples of docs/agents.md, which authors of agents rely on.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { configSchema } from "../../src/engine/config/config-schema.ts";
import { testMilestone } from "../support/milestone.ts";
import { temporaryFolder } from "../support/repository.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/agents.md", import.meta.url)), "utf8");
const example = (language: string) => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1] ?? "";

test("the page's example config is valid", () => {
  expect(configSchema.safeParse(JSON.parse(example("json"))).error).toBeUndefined();
});

test("the page's smallest agent completes a milestone", async () => {
  const agent = join(temporaryFolder(), "agent.mjs");
  writeFileSync(agent, example("js"));
  const milestone = testMilestone({
    issues: [{ id: "01" }],
    config: { agent: { command: [process.execPath, agent] }, test: "true" },
  });
  const { code, stdout } = await milestone.run(["m3", "--plain"], ["continue"]);
  expect(stdout).toContain("✓ Milestone M3 Complete");
  expect(code).toBe(0);
  expect(await milestone.pulls()).toMatchObject([{ number: 1, state: "open" }]);
});
