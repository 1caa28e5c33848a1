import type { Agent } from "../agents/agent.ts";
import type { Semaphore } from "../concurrency/semaphore.ts";
import type { Config } from "../config/config-schema.ts";
import type { Forge } from "../forges/forge.ts";
import type { Gate } from "../gates/gate.ts";
import type { Policy } from "../gates/policy.ts";
import type { Repository, Worktree } from "../git/repository.ts";
import type { LimitWaits } from "../model/limit-waits.ts";
import type { Clock } from "../model/ports.ts";
import type { Processes } from "../process/processes.ts";

/**
 * What a lane works with. It knows of the plan and of other issues only what a `StepTask` says, and reaches the user
 * only through the `StepWatch` of its coordinator.
 */
export interface LanePorts {
  /** Its number as text, from "1". Also names the lane's files in the state folder. */
  readonly name: string;
  readonly worktree: Worktree;
  readonly repository: Repository;
  /** The operations of the forge that concern the issue's own pull request. */
  readonly forge: IssueForge;
  readonly agents: Agents;
  readonly judges: Judges;
  readonly processes: Processes;
  readonly clock: Clock;
  /** The waits for rate limits. */
  readonly waits: Pick<LimitWaits, "sleep">;
  readonly config: Config;
  /** The variables of this lane, which all its processes get: `MILESTONE_LANE` and those of `lane.env`. */
  readonly variables: Readonly<Record<string, string>>;
  /** The whole environment of checks. Agents get fewer variables, and those of the lane. */
  readonly environment: Readonly<Record<string, string>>;
  /** Setups and test runs take turns in it. All lanes share it. */
  readonly checkTurns: Semaphore;
  /** The folder of the program's own files for this milestone. */
  readonly stateFolder: string;
}

export type IssueForge = Pick<Forge, "name" | "pullsOf" | "openPull" | "updatePull" | "status" | "squash">;

export interface Agents {
  readonly agent: Agent;
  readonly reviewer: Agent;
  /**
   * Replaces the agent or the reviewer where one of them cannot go on. It can be the instance of one of them, not of
   * both.
   */
  readonly fallback: Agent | undefined;
}

export interface Judges {
  /** Gates that judge the staged diff, before the tests. */
  readonly gates: readonly Gate[];
  /** The gate that judges the coverage report, after the tests. */
  readonly coverage: Gate;
  /** Returns the gates' policy for the tree at an absolute path. */
  policyFor(root: string): Policy;
}
