import type { AgentSetting, Config } from "../../engine/config/config-schema.ts";
import { findAgent } from "../../engine/agents/create-agent.ts";
import { readinessOf } from "../../engine/agents/readiness.ts";
import { MilestoneError } from "../../engine/model/errors.ts";
import { findSandbox } from "../../engine/process/sandbox.ts";
import type { Diagnosis, DoctorContext } from "./diagnosis.ts";

/** Checks that the agent, the reviewer and the fallback agent can be started, and which sandbox they would run in. */
export function* diagnoseAgent(context: DoctorContext, root: string, config: Config): Generator<Diagnosis> {
  yield* diagnoseOne("Agent", config.agent, context, root, config);
  if (config.reviewer !== undefined) yield* diagnoseOne("Reviewer", config.reviewer, context, root, config);
  if (config.fallbackAgent !== undefined)
    yield* diagnoseOne("Fallback agent", config.fallbackAgent, context, root, config);
  yield diagnoseSandbox(config.sandbox);
}

function* diagnoseOne(
  role: string,
  setting: AgentSetting,
  { platform }: DoctorContext,
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
    return {
      state: "warning",
      text: "Sandbox: off; agents can write outside their worktree",
      hint: 'Set sandbox to "auto" in milestone.config.json, or remove the setting.',
    };
  const found = findSandbox();
  if (found !== undefined) return { state: "good", text: `Sandbox: ${found.name}` };
  return {
    state: policy === "required" ? "missing" : "warning",
    text: "Sandbox: none works on this machine; what agents did is only checked afterwards",
    hint: "Install bubblewrap (on Linux, the package bubblewrap).",
  };
}
