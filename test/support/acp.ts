// An agent over the real protocol that follows a script, in a new folder.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Activity } from "../../src/engine/model/transient-events.ts";
import type { AgentTask, AgentWatch } from "../../src/engine/agents/agent.ts";
import type { AgentUsage } from "../../src/engine/model/budget.ts";
import { createAcpAgent } from "../../src/engine/agents/acp/acp-agent.ts";
import { customProfile, type AgentProfile } from "../../src/engine/agents/acp/profiles.ts";
import { unconfined, type Confinement } from "../../src/engine/agents/confinement.ts";
import { createProcesses } from "../../src/engine/process/create-processes.ts";
import { agentTask } from "./agent-task.ts";
import { realClock } from "./clock.ts";
import { eachLine } from "./sinks.ts";
import { temporaryFolder } from "./repository.ts";
import type { AcpScript } from "./scripted-acp-agent.ts";

export const SCRIPTED_ACP_AGENT = fileURLToPath(new URL("./scripted-acp-agent.ts", import.meta.url));

const processes = createProcesses({ isolation: "pid-namespace", graceMs: 300 });

export interface AcpSetting {
  readonly profile?: Partial<AgentProfile>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly confinement?: Confinement;
  readonly commands?: readonly string[];
  /** Answers requests that no rule decides. By default all are denied. */
  readonly askUser?: AgentWatch["askUser"];
}

/** Creates the agent, and collects what it does. `perform` runs one task; the script may change between tasks. */
export function acpAgent(
  script: AcpScript,
  { profile, environment = {}, confinement, commands = [], askUser = () => Promise.resolve(false) }: AcpSetting = {},
) {
  const outside = temporaryFolder();
  const cwd = join(outside, "work");
  mkdirSync(cwd);
  const scriptFile = join(outside, "script.json");
  const lines: string[] = [];
  const activities: Activity[] = [];
  const usages: AgentUsage[] = [];
  const agent = createAcpAgent({
    profile: { ...customProfile("scripted", [process.execPath, SCRIPTED_ACP_AGENT, scriptFile]), ...profile },
    confinement: confinement ?? unconfined({ PATH: process.env["PATH"] ?? "", ...environment }),
    processes,
    clock: realClock,
    commands,
    prices: {},
  });
  const calls = () =>
    existsSync(`${scriptFile}.calls`) ? readFileSync(`${scriptFile}.calls`, "utf8").trim().split("\n") : [];
  return {
    cwd,
    outside,
    lines,
    activities,
    usages,
    calls,
    perform(
      more: Partial<AgentTask> = {},
      { signal = new AbortController().signal, as = script }: { signal?: AbortSignal; as?: AcpScript } = {},
    ) {
      writeFileSync(scriptFile, JSON.stringify(as));
      const task = agentTask(cwd, { scratch: join(outside, "scratch", "07-implement"), ...more });
      return agent.perform(task, {
        signal,
        output: eachLine((line) => lines.push(line)),
        onActivity: (activity) => activities.push(activity),
        onUsage: (usage) => usages.push(usage),
        askUser,
      });
    },
  };
}
