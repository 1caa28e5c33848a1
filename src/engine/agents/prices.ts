import type { Prices } from "../config/config-schema.ts";

/** Tokens of one model, as an agent reported them. */
export interface ModelTokens {
  /** The model as the agent names it; undefined where the agent names none. */
  readonly model: string | undefined;
  /** All tokens, of any kind. */
  readonly total: number;
  /** Without cached tokens. */
  readonly input: number | undefined;
  readonly output: number | undefined;
  /** Tokens read from a cache or written to one. */
  readonly cached: number;
}

/** Prices are in USD for this many tokens. */
const TOKENS_PER_PRICE = 1_000_000;

/**
 * Calculates the cost of tokens in USD from the price table.
 * @param agent the name of the agent, whose price is used where the table has none for the model
 * @returns undefined where the table has neither price, or the counts of input and output are unknown
 */
export function priceOf(
  { model, input, output, cached }: ModelTokens,
  prices: Prices,
  agent: string,
): number | undefined {
  const price = (model === undefined ? undefined : prices[model]) ?? prices[agent];
  if (price === undefined || input === undefined || output === undefined) return undefined;
  return (input * price.input + output * price.output + cached * (price.cached ?? price.input)) / TOKENS_PER_PRICE;
}
