import type { Prices } from "../config/config-schema.ts";
import type { AgentUsage } from "./agent.ts";
import { priceOf, type ModelTokens } from "./prices.ts";

/** Counts what a task takes, and tells it on. */
export interface Meter {
  readonly usage: AgentUsage;
  /** The agent is given something to do. */
  turn(): void;
  /** A part of what it used, by model; each is told once. */
  tokens(parts: readonly ModelTokens[]): void;
  /** What the task has cost so far, in the agent's own figures. They go before the price table's. */
  cost(usd: number): void;
}

export function createMeter({
  prices,
  agent,
  onUsage,
}: {
  readonly prices: Prices;
  readonly agent: string;
  readonly onUsage: (usage: AgentUsage) => void;
}): Meter {
  let turns = 0;
  let tokens: number | undefined;
  let priced: number | undefined;
  let told: number | undefined;
  const usage = (): AgentUsage => ({ turns, tokens, usd: told ?? priced });
  return {
    get usage() {
      return usage();
    },
    turn() {
      turns += 1;
      onUsage(usage());
    },
    tokens(parts) {
      for (const part of parts) {
        tokens = (tokens ?? 0) + part.total;
        const usd = priceOf(part, prices, agent);
        if (usd !== undefined) priced = (priced ?? 0) + usd;
      }
      if (parts.length > 0) onUsage(usage());
    },
    cost(usd) {
      // Agents that know no price say nothing is owed.
      if (usd <= 0) return;
      told = usd;
      onUsage(usage());
    },
  };
}
