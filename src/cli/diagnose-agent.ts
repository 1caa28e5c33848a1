import type { AgentSetting, Config } from "../engine/config/schema.ts";
import { createAgent } from "../engine/agents/create-agent.ts";
import { MilestoneError } from "../engine/errors.ts";
import { isProgram } from "../engine/process/program.ts";
import type { Diagnosis, Patient } from "./diagnose.ts";

/** Whether the agent, and the reviewer where it is another one, can be started. */
export function* diagnoseAgent(patient: Patient, root: string, config: Config): Generator<Diagnosis> {
  yield* diagnoseOne("Agent", config.agent, patient, root, config);
  if (config.reviewer !== undefined) yield* diagnoseOne("Reviewer", config.reviewer, patient, root, config);
}

function* diagnoseOne(role: string, setting: AgentSetting, { around, processes }: Patient, root: string, config: Config): Generator<Diagnosis> {
  const { environment } = around;
  try {
    createAgent(setting, { config, processes, environment });
  } catch (error) {
    if (!(error instanceof MilestoneError)) throw error;
    yield { state: "missing", text: `${role}: ${error.message}`, mend: error.mend };
    return;
  }
  const chosen = typeof setting === "string" ? config.agents[setting] : setting;
  const [program] = chosen?.command ?? [];
  if (program === undefined) return;
  if (!isProgram(program, root, environment["PATH"])) {
    yield { state: "missing", text: `${role}: ${program} is not installed, or not on the PATH`, mend: "Install it, or name another agent in the config or with --agent." };
    return;
  }
  yield { state: "good", text: `${role}: ${(chosen?.command ?? []).join(" ")}` };
  for (const [name, value] of Object.entries(chosen?.env ?? {})) {
    const copied = value.startsWith("env:") ? value.slice("env:".length) : undefined;
    if (copied !== undefined && environment[copied] === undefined) {
      yield { state: "warning", text: `${role}: ${copied} is not set, so it gets no ${name}`, mend: `Set ${copied} before the run.` };
    }
  }
}
