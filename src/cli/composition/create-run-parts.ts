import { availableParallelism } from "node:os";
import { relative, sep } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { createAgent, findAgent } from "../../engine/agents/create-agent.ts";
import { detectChecks } from "../../engine/checks/detect.ts";
import { createSemaphore } from "../../engine/concurrency/semaphore.ts";
import type { Config } from "../../engine/config/config-schema.ts";
import { laneEnvironment } from "../../engine/config/lane-environment.ts";
import { createForge } from "../../engine/forges/create-forge.ts";
import { redactingForge } from "../../engine/forges/redacting-forge.ts";
import { allGates } from "../../engine/gates/all-gates.ts";
import { coverageGate } from "../../engine/gates/coverage/coverage-gate.ts";
import type { Repository, Worktree } from "../../engine/git/repository.ts";
import { lanePath } from "../../engine/git/worktree/lane-path.ts";
import type { Agents } from "../../engine/issue/lane-ports.ts";
import { createLane } from "../../engine/issue/lane.ts";
import { createWaits, type LimitWaits } from "../../engine/model/limit-waits.ts";
import type { IssueId, Plan } from "../../engine/model/plan.ts";
import { checkEnvironment } from "../../engine/process/child-environment.ts";
import { createProcesses } from "../../engine/process/create-processes.ts";
import { MAX_LANES } from "../../engine/config/lanes.ts";
import { MilestoneError } from "../../engine/model/errors.ts";
import { createLaneLimit, type LaneLimit } from "../../engine/run/lanes/lane-limit.ts";
import type { RunContext } from "../../engine/run/run-context.ts";
import { credentialNames, knownSecrets } from "../../engine/text/known-secrets.ts";
import { createRedactor, type Redact } from "../../engine/text/redact.ts";
import { requestedLanes, retriedIssues, type Flags } from "../arguments.ts";
import { VERSION } from "../version.ts";
import { gatePorts, policyOf } from "./gate-ports.ts";
import type { MilestonePlace, Project } from "./project.ts";
import { scaledClock, timeScaleOf } from "./time-scale.ts";

/** A run's context without what depends on its state: the ledger, and who answers. */
export interface RunParts extends Omit<RunContext, "loaded" | "ledger" | "decider"> {
  readonly waits: LimitWaits;
  /** Removes the secrets of this run from a text. */
  readonly redact: Redact;
  /** Names of the variables in which the forge or an agent was given a secret. */
  readonly credentials: readonly string[];
}

export interface RunPartsOptions {
  readonly project: Project;
  readonly place: MilestonePlace;
  readonly plan: Plan;
  readonly flags: Flags;
  readonly signal: AbortSignal;
  readonly panic: AbortSignal;
  /** Called when the forge has the run wait. */
  readonly onWait: (until: Date, reason: string) => void;
  /** Called when the user ends waits: all of them, or those of one issue. */
  readonly onRetry: (issue?: IssueId) => void;
}

/** Puts the real parts together. Writes nothing. @throws MilestoneError `config` for an unknown agent or forge */
export async function createRunParts(options: RunPartsOptions): Promise<RunParts> {
  const { project, place, plan, flags, signal, panic, onWait, onRetry } = options;
  const { stateFolder } = project;
  const { environment } = project.platform;
  const config = await withDetectedChecks(project.config, project.repository.root);
  const processes = createProcesses({ isolation: "pid-namespace" });
  const timeScale = timeScaleOf(environment);
  const clock = scaledClock(timeScale);
  const waits = createWaits(clock, onRetry);
  const created = await createForge({
    config,
    repository: project.repository,
    stateFolder,
    processes,
    environment,
    clock,
    waits,
    timeScale,
    signal,
    onWait,
    milestoneTitles: [plan.title, plan.milestone],
  });
  const { repository } = created;
  const redact = createRedactor([...knownSecrets(environment, config), ...created.secrets]);
  const forge = redactingForge(created.forge, redact);
  const agents = createAgents(config, { config, processes, environment, stateFolder, clock });
  const checkTurns = createSemaphore(config.limits.checksAtOnce ?? Math.max(1, Math.floor(availableParallelism() / 2)));
  const laneOf = memoized((name) => {
    const variables = laneEnvironment(config.lane.env, Number(name));
    return createLane({
      name,
      worktree: worktreeFor(repository, place, flags, name),
      repository,
      forge,
      agents,
      judges: {
        gates: allGates(gatePorts(stateFolder)),
        coverage: coverageGate,
        policyFor: (root) => policyOf(config, environment, root),
      },
      processes,
      clock,
      waits,
      config,
      variables,
      environment: { ...checkEnvironment(environment), ...variables },
      checkTurns,
      stateFolder: place.stateFolder,
    });
  });
  return {
    repository,
    forge,
    laneOf,
    laneLimit: laneLimitOf(config, flags),
    config,
    clock,
    waits,
    redact,
    credentials: credentialNames(environment, config, profileKeys(config)),
    options: {
      skipPlanReview: flags["skip-plan-review"] === true,
      skipCodeReview: flags["skip-code-review"] === true,
      retry: retriedIssues(flags),
    },
    stateFolder: place.stateFolder,
    version: VERSION,
    signal,
    panic,
  };
}

/**
 * The number of lanes that the user asked for. In the user's own checkout there is one.
 * @throws MilestoneError `usage` for `--no-worktree` with several lanes
 */
function laneLimitOf(config: Config, flags: Flags): LaneLimit {
  const count = requestedLanes(flags) ?? config.lanes;
  if (flags["no-worktree"] !== true) return createLaneLimit(count, MAX_LANES);
  if (count > 1)
    throw new MilestoneError("usage", `--no-worktree works on one issue at a time, not on ${count}`, {
      hint: "Leave out --no-worktree, or add --lanes 1.",
    });
  return createLaneLimit(1, 1);
}

function memoized<T>(create: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const value = known.get(name) ?? create(name);
    known.set(name, value);
    return value;
  };
}

/** A worktree of the milestone beside the repository, or with `--no-worktree` the user's own checkout. */
function worktreeFor(
  repository: Repository,
  { milestone, path }: MilestonePlace,
  flags: Flags,
  lane: string,
): Worktree {
  if (flags["no-worktree"] !== true) return repository.worktree(lanePath(repository.root, milestone, lane));
  return repository.worktree(repository.root, relative(repository.root, path).split(sep).join("/"));
}

function createAgents(config: Config, ports: Parameters<typeof createAgent>[1]): Agents {
  const agent = createAgent(config.agent, ports);
  const reviewer = config.reviewer === undefined ? agent : createAgent(config.reviewer, ports);
  const { fallbackAgent } = config;
  if (fallbackAgent === undefined || isDeepStrictEqual(fallbackAgent, config.agent))
    return { agent, reviewer, fallback: undefined };
  // A fallback with the reviewer's settings is the reviewer, which must not take over from itself.
  const isReviewer = isDeepStrictEqual(fallbackAgent, config.reviewer);
  return { agent, reviewer, fallback: isReviewer ? reviewer : createAgent(fallbackAgent, ports) };
}

/** The variables that the agents' profiles ask for. */
function profileKeys({ agent, reviewer, fallbackAgent, agents }: Config): readonly string[] {
  const found = [agent, reviewer ?? agent, fallbackAgent ?? agent].map((setting) => findAgent(setting, { agents }));
  return found.flatMap((one) => (one.kind === "acp" ? one.profile.keys : []));
}

/** The config's commands; those it leaves open are recognized from the repository. */
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
