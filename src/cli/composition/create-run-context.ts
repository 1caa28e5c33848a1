import { join, relative, sep } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Agent } from "../../engine/agents/agent.ts";
import { createAgent, findAgent } from "../../engine/agents/create-agent.ts";
import { detectChecks } from "../../engine/checks/detect.ts";
import type { AgentSetting, Config } from "../../engine/config/config-schema.ts";
import { createForge } from "../../engine/forges/create-forge.ts";
import { redactingForge } from "../../engine/forges/redacting-forge.ts";
import { coverageGate } from "../../engine/gates/coverage/coverage-gate.ts";
import { allGates } from "../../engine/gates/all-gates.ts";
import type { Plan } from "../../engine/model/plan.ts";
import type { Run } from "../../engine/run/run.ts";
import { createWaits } from "../../engine/model/limit-waits.ts";
import { checkEnvironment } from "../../engine/process/child-environment.ts";
import { createProcesses } from "../../engine/process/processes.ts";
import { credentialNames, knownSecrets } from "../../engine/text/known-secrets.ts";
import { createRedactor, type Redact } from "../../engine/text/redact.ts";
import type { Flags } from "../arguments.ts";
import { retried } from "../arguments.ts";
import { gatePorts, policyOf } from "./gate-ports.ts";
import { scaledClock, timeScaleOf } from "./time-scale.ts";
import type { MilestonePlace, Project } from "./project.ts";
import { VERSION } from "../version.ts";

/** What a run works with, beside its plan, its record and whoever answers. */
export interface RunParts extends Omit<Run, "loaded" | "plan" | "ledger" | "decider"> {
  /** Takes the secrets of this run out of a text. */
  readonly redact: Redact;
  /** Names of the variables that the forge or an agent was given a secret in. */
  readonly credentials: readonly string[];
}

/** Puts the real parts together. Writes nothing. @throws MilestoneError `config` for an agent or forge nobody knows */
export async function createRunContext(parts: {
  readonly project: Project;
  readonly place: MilestonePlace;
  readonly plan: Plan;
  readonly flags: Flags;
  readonly signal: AbortSignal;
  readonly panic: AbortSignal;
  /** Told when the forge makes us wait. */
  readonly onWait: (until: Date, reason: string) => void;
  /** Told when somebody does not want to wait any longer. */
  readonly onRetry: () => void;
}): Promise<RunParts> {
  const {
    project: { platform, stateFolder, ...project },
    place,
    plan,
    flags,
    signal,
    onWait,
    onRetry,
  } = parts;
  const config = await withDetectedChecks(project.config, project.repository.root);
  const processes = createProcesses({ isolation: "pid-namespace" });
  const timeScale = timeScaleOf(platform.environment);
  const clock = scaledClock(timeScale);
  const waits = createWaits(clock, onRetry);
  const agentPorts = { config, processes, environment: platform.environment, stateFolder, clock };
  const agent = createAgent(config.agent, agentPorts);
  const reviewer = config.reviewer === undefined ? agent : createAgent(config.reviewer, agentPorts);
  const fallback = fallbackOf(config, { agent, reviewer }, (setting) => createAgent(setting, agentPorts));
  const { forge, repository, secrets } = await createForge({
    config,
    repository: project.repository,
    stateFolder,
    processes,
    environment: platform.environment,
    clock,
    waits,
    timeScale,
    signal,
    onWait,
    milestoneTitles: [plan.title, plan.milestone],
  });
  const redact = createRedactor([...knownSecrets(platform.environment, config), ...secrets]);
  const worktree =
    flags["no-worktree"] === true
      ? repository.worktree(repository.root, relative(repository.root, place.path).split(sep).join("/"))
      : repository.worktree(join(`${repository.root}.worktrees`, place.milestone));
  return {
    repository,
    config,
    processes,
    signal,
    agent,
    reviewer,
    fallback,
    redact,
    panic: parts.panic,
    credentials: credentialNames(platform.environment, config, profileKeys(config)),
    forge: redactingForge(forge, redact),
    gates: allGates(gatePorts(stateFolder)),
    coverage: coverageGate,
    policyFor: (root) => policyOf(config, platform.environment, root),
    clock,
    waits,
    options: {
      skipPlanReview: flags["skip-plan-review"] === true,
      skipCodeReview: flags["skip-code-review"] === true,
      worktree: flags["no-worktree"] !== true,
      retry: retried(flags),
    },
    environment: checkEnvironment(platform.environment),
    stateFolder: place.stateFolder,
    version: VERSION,
    lanes: [{ name: "home", worktree }],
  };
}

/** One that is the reviewer already is that one; in place of itself nobody works. */
function fallbackOf(
  { agent, reviewer, fallbackAgent }: Config,
  made: { readonly agent: Agent; readonly reviewer: Agent },
  create: (setting: AgentSetting) => Agent,
): Agent | undefined {
  if (fallbackAgent === undefined || isDeepStrictEqual(fallbackAgent, agent)) return undefined;
  return isDeepStrictEqual(fallbackAgent, reviewer) ? made.reviewer : create(fallbackAgent);
}

/** The variables that the agents' profiles ask for. */
function profileKeys({ agent, reviewer, fallbackAgent, agents }: Config): readonly string[] {
  const found = [agent, reviewer ?? agent, fallbackAgent ?? agent].map((setting) => findAgent(setting, { agents }));
  return found.flatMap((one) => (one.kind === "acp" ? one.profile.keys : []));
}

/** What the config says goes; what it leaves open is recognised from the repository. */
async function withDetectedChecks(config: Config, root: string): Promise<Config> {
  const { setup, lint, lintFix, typecheck, test } = await detectChecks(root);
  return {
    ...config,
    setup: config.setup ?? setup,
    lint: config.lint ?? lint,
    lintFix: config.lintFix ?? lintFix,
    typecheck: config.typecheck ?? typecheck,
    test: config.test ?? test,
  };
}
