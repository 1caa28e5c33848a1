// A milestone whose agent speaks the protocol, run by the built program.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SCRIPTED_ACP_AGENT } from "./acp.ts";
import { testMilestone, type MilestoneIssue, type TestMilestone } from "./milestone.ts";
import { temporaryFolder } from "./repository.ts";
import type { AcpScript, Step } from "./scripted-acp-agent.ts";

export interface AcpMilestone extends TestMilestone {
  /** What the agent was asked, and what it was answered. */
  readonly calls: () => readonly string[];
  rescript(script: AcpScript): void;
  /** Changes the config between two runs. */
  reconfigure(change: Readonly<Record<string, unknown>>): void;
  readonly environ: () => string;
}

export function acpMilestone(script: AcpScript, config: Readonly<Record<string, unknown>> = {}, issues: readonly MilestoneIssue[] = [{ id: "01" }]): AcpMilestone {
  const scriptFile = join(temporaryFolder(), "script.json");
  writeFileSync(scriptFile, JSON.stringify(script));
  const milestone = testMilestone({
    issues,
    config: { agent: { protocol: "acp", command: [process.execPath, SCRIPTED_ACP_AGENT, scriptFile] }, ...config },
  });
  const configFile = join(milestone.root, "milestone.config.json");
  return {
    ...milestone,
    calls: () => (existsSync(`${scriptFile}.calls`) ? readFileSync(`${scriptFile}.calls`, "utf8").trim().split("\n") : []),
    rescript: (next) => writeFileSync(scriptFile, JSON.stringify(next)),
    reconfigure: (change) => writeFileSync(configFile, JSON.stringify({ ...JSON.parse(readFileSync(configFile, "utf8")), ...change })),
    environ: () => readFileSync(`${scriptFile}.environ`, "latin1"),
  };
}

/** A script that does this when it is to implement, and the usual otherwise. */
export function implementing(...steps: Step[]): AcpScript {
  return { turns: [{ match: "^Implement", steps }] };
}
