// A milestone with an agent that speaks the protocol, run by the built program.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SCRIPTED_ACP_AGENT } from "./acp.ts";
import { testMilestone, type MilestoneIssue, type TestMilestone } from "./milestone.ts";
import { temporaryFolder } from "./repository.ts";
import type { AcpScript, Step } from "./scripted-acp-agent.ts";

export interface AcpMilestone extends TestMilestone {
  /** What the agent was asked, and the answers it got. */
  readonly calls: () => readonly string[];
  /** Changes the script of the agent. */
  rescript(script: AcpScript): void;
  /** Changes the config between two runs. */
  reconfigure(change: Readonly<Record<string, unknown>>): void;
  /** The environment of the agent, as in `/proc/self/environ`. */
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

/** Writes a script to a new file, and returns its path. */
export function acpScriptFile(script: AcpScript): string {
  const scriptFile = join(temporaryFolder(), "script.json");
  writeFileSync(scriptFile, JSON.stringify(script));
  return scriptFile;
}

export function acpCommand(scriptFile: string): readonly string[] {
  return [process.execPath, SCRIPTED_ACP_AGENT, scriptFile];
}

/** Returns what the agent of a script was asked so far. */
export function callsOf(scriptFile: string): readonly string[] {
  return existsSync(`${scriptFile}.calls`) ? readFileSync(`${scriptFile}.calls`, "utf8").trim().split("\n") : [];
}

/** A script that performs these steps for an implementation, and the default steps otherwise. */
export function implementing(...steps: Step[]): AcpScript {
  return { turns: [{ match: "^Implement", steps }] };
}
