import { UNITS, type AgentUsage, type Limits, type Reserve, type Unit } from "./budget.ts";
import type { Progress, TaskCost, TaskKind } from "./progress.ts";

/** Returns what a kind of task cost at most, with one more task. */
export function withCost(
  before: TaskCost | undefined,
  { turns = 1, tokens, usd, finished }: Partial<AgentUsage> & { readonly finished?: boolean | undefined },
): TaskCost {
  return {
    turns: Math.max(before?.turns ?? 0, turns),
    tokens: mostOf(before?.tokens, tokens),
    usd: mostOf(before?.usd, usd),
    finished: before?.finished === true || finished === true,
  };
}

/**
 * Returns what is kept back for a task: what such a task has cost at most so far. Before the first one is finished that
 * is all that is left, so that the task runs alone. Of a unit that the agent does not report nothing is kept back,
 * since its limit cannot hold.
 */
export function reserveFor(
  limits: Limits,
  progress: Pick<Progress, "spent" | "costliest">,
  { agent, kind }: { readonly agent: string; readonly kind: TaskKind },
): Reserve {
  const known = progress.costliest?.[agent]?.[kind];
  const reserve = (unit: Unit): readonly (readonly [Unit, number])[] => {
    const most = limits[unit];
    if (most === null) return [];
    if (known?.finished === true) return [[unit, known[unit] ?? 0]];
    return [[unit, Math.max(0, most - spentOf(progress, unit))]];
  };
  return Object.fromEntries(UNITS.flatMap(reserve));
}

/** Whether a task fits into the limits of the run beside tasks that run already: something is left, and it suffices. */
export function fitsBeside(limits: Limits, progress: Pick<Progress, "spent">, own: Reserve, others: Reserve): boolean {
  return UNITS.every((unit) => {
    const left = (limits[unit] ?? Infinity) - spentOf(progress, unit) - (others[unit] ?? 0);
    return left > 0 && (own[unit] ?? 0) <= left;
  });
}

function spentOf({ spent }: Pick<Progress, "spent">, unit: Unit): number {
  return Object.values(spent).reduce((sum, one) => sum + (one[unit] ?? 0), 0);
}

function mostOf(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}
