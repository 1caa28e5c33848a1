import type { AgentSetting, Config } from "../../engine/config/config-schema.ts";
import { findAgent } from "../../engine/agents/create-agent.ts";
import { readinessOf } from "../../engine/agents/readiness.ts";
import { MilestoneError } from "../../engine/model/errors.ts";
import { findSandbox } from "../../engine/process/sandbox.ts";
import type { Diagnosis, Patient } from "./diagnose.ts";

/** Whether the agent, and the reviewer and the fallback where there are any, can be started, and what would confine them. */
export function* diagnoseAgent(patient: Patient, root: string, config: Config): Generator<Diagnosis> {
  yield* diagnoseOne("Agent", config.agent, patient, root, config);
  if (config.reviewer !== undefined) yield* diagnoseOne("Reviewer", config.reviewer, patient, root, config);
  if (config.fallbackAgent !== undefined)
    yield* diagnoseOne("Fallback agent", config.fallbackAgent, patient, root, config);
  yield diagnoseSandbox(config.sandbox);
}

function* diagnoseOne(
  role: string,
  setting: AgentSetting,
  { platform }: Patient,
  root: string,
  config: Config,
): Generator<Diagnosis> {
  try {
    const { command, installed, needs } = readinessOf(findAgent(setting, config), platform.environment, root);
    if (installed) yield { state: "good", text: `${role}: ${command.join(" ")}` };
    for (const { problem, hint } of needs) {
      yield {
        state: !installed && problem === needs[0]?.problem ? "missing" : "warning",
        text: `${role}: ${problem}`,
        hint,
      };
    }
  } catch (error) {
    if (!(error instanceof MilestoneError)) throw error;
    yield { state: "missing", text: `${role}: ${error.message}`, hint: error.hint };
  }
}

function diagnoseSandbox(policy: Config["sandbox"]): Diagnosis {
  if (policy === "off")
    return { state: "warning", text: "Sandbox: off, so nothing but its own manners confines an agent" };
  const found = findSandbox();
  if (found !== undefined) return { state: "good", text: `Sandbox: ${found.name}` };
  const hint = "Install bubblewrap (Linux: the package of that name).";
  return {
    state: policy === "required" ? "missing" : "warning",
    text: "Sandbox: none that works here, so agents are only checked afterwards",
    hint,
  };
}
