import type { Prices } from "../config/config-schema.ts";
import type { AgentUsage } from "../model/budget.ts";
import { priceOf, type ModelTokens } from "./prices.ts";

/** Adds up what a task uses. Passes the new total to `onUsage` after each change. */
export interface Meter {
  readonly usage: AgentUsage;
  /** Counts one prompt to the agent. */
  turn(): void;
  /** Adds tokens, by model. Pass each part once. */
  tokens(parts: readonly ModelTokens[]): void;
  /** Sets the cost of the task so far, in USD, as the agent reports it. It takes precedence over the price table. */
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
  let reported: number | undefined;
  const usage = (): AgentUsage => ({ turns, tokens, usd: reported ?? priced });
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
      // Agents that know no price report zero.
      if (usd <= 0) return;
      reported = usd;
      onUsage(usage());
    },
  };
}
