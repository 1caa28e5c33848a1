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

export function acpMilestone(
  script: AcpScript,
  config: Readonly<Record<string, unknown>> = {},
  issues: readonly MilestoneIssue[] = [{ id: "01" }],
): AcpMilestone {
  const scriptFile = acpScriptFile(script);
  const milestone = testMilestone({
    issues,
    config: { agent: { protocol: "acp", command: acpCommand(scriptFile) }, ...config },
  });
  const configFile = join(milestone.root, "milestone.config.json");
  return {
    ...milestone,
    reconfigure: (change) =>
      writeFileSync(configFile, JSON.stringify({ ...JSON.parse(readFileSync(configFile, "utf8")), ...change })),
    calls: () => callsOf(scriptFile),
    rescript: (next) => writeFileSync(scriptFile, JSON.stringify(next)),
    environ: () => readFileSync(`${scriptFile}.environ`, "latin1"),
  };
}

/** A file of its own for a script. */
export function acpScriptFile(script: AcpScript): string {
  const scriptFile = join(temporaryFolder(), "script.json");
  writeFileSync(scriptFile, JSON.stringify(script));
  return scriptFile;
}

export function acpCommand(scriptFile: string): readonly string[] {
  return [process.execPath, SCRIPTED_ACP_AGENT, scriptFile];
}

/** What the agent of that script was asked so far. */
export function callsOf(scriptFile: string): readonly string[] {
  return existsSync(`${scriptFile}.calls`) ? readFileSync(`${scriptFile}.calls`, "utf8").trim().split("\n") : [];
}

/** A script that does this when it is to implement, and the usual otherwise. */
export function implementing(...steps: Step[]): AcpScript {
  return { turns: [{ match: "^Implement", steps }] };
}
