import type { Agent } from "../../agents/agent.ts";
import type { AgentRole, IssueFact } from "../../model/facts.ts";
import type { StepResult } from "../../model/step-result.ts";
import type { Stop } from "../../model/stop.ts";
import type { LanePorts } from "../lane-ports.ts";
import type { Outcome, StepTask } from "../step-task.ts";
import type { StepWatch } from "../step-watch.ts";

/** What a step works with. */
export interface StepContext {
  readonly lane: LanePorts;
  readonly task: StepTask;
  readonly watch: StepWatch;
  /** The agents of this step by role, once they are known: a switch to the fallback holds for its later tasks. */
  readonly activeAgents: Map<AgentRole, Agent>;
  /** Aborted when the step is to end. */
  readonly signal: AbortSignal;
}

/** Performs a step. Rejects with the reason of the signal, with a `MilestoneError`, or with a bug. */
export type Step = (context: StepContext) => Promise<Outcome>;

/** @param facts what else the step found out; it is recorded just before the result */
export function done(result: StepResult, facts: readonly IssueFact[] = []): Outcome {
  return facts.length === 0 ? { kind: "done", result } : { kind: "done", result, facts };
}

export function stop(stop: Stop): Outcome {
  return { kind: "stop", stop };
}

export const NEWER_BASE: Outcome = { kind: "need", need: "newer-base" };

/**
 * Returns a value that an earlier step recorded.
 * @throws Error where it is missing, which is a bug
 */
export function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is missing in the record`);
  return value;
}
