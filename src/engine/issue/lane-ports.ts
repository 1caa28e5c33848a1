import type { Agent } from "../agents/agent.ts";
import type { Config } from "../config/config-schema.ts";
import type { Forge } from "../forges/forge.ts";
import type { Gate } from "../gates/gate.ts";
import type { Policy } from "../gates/policy.ts";
import type { Repository, Worktree } from "../git/repository.ts";
import type { LimitWaits } from "../model/limit-waits.ts";
import type { Clock } from "../model/ports.ts";
import type { Processes } from "../process/processes.ts";

/** What a lane works with. It knows neither the plan nor other issues, and asks nobody but its coordinator. */
export interface LanePorts {
  /** Names the lane's files in the state folder. */
  readonly name: string;
  readonly worktree: Worktree;
  readonly repository: Repository;
  /** The forge, as far as one issue's own pull request is concerned. */
  readonly forge: IssueForge;
  readonly agents: Agents;
  readonly judges: Judges;
  readonly processes: Processes;
  readonly clock: Clock;
  /** Where rate limits are waited for. */
  readonly waits: Pick<LimitWaits, "sleep">;
  readonly config: Config;
  /** Environment of checks; agents get less. */
  readonly environment: Readonly<Record<string, string>>;
  /** The milestone's folder of the program's own files. */
  readonly stateFolder: string;
}

export type IssueForge = Pick<Forge, "name" | "pullsOf" | "openPull" | "updatePull" | "status" | "squash">;

export interface Agents {
  readonly agent: Agent;
  readonly reviewer: Agent;
  /** Works in place of either where that one cannot; never the same instance as both. */
  readonly fallback: Agent | undefined;
}

export interface Judges {
  /** Judge what is staged, before the tests. */
  readonly gates: readonly Gate[];
  /** Judges after the tests, from the report they write. */
  readonly coverage: Gate;
  /** The gates' policy for a tree at this path. */
  policyFor(root: string): Policy;
}
