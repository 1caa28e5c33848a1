import type { Prices } from "../config/config-schema.ts";

/** Tokens of one model, as an agent told them. */
export interface ModelTokens {
  /** As the agent names it; undefined where it names none. */
  readonly model: string | undefined;
  /** All of them, whatever they were for. */
  readonly total: number;
  /** Without those of a cache. */
  readonly input: number | undefined;
  readonly output: number | undefined;
  /** Read from a cache or written to one. */
  readonly cached: number;
}

const PER = 1_000_000;

/** What tokens cost by the price table, in USD; undefined where it has no price, or nobody told what was input and what output. */
export function priceOf(
  { model, input, output, cached }: ModelTokens,
  prices: Prices,
  agent: string,
): number | undefined {
  const price = (model === undefined ? undefined : prices[model]) ?? prices[agent];
  if (price === undefined || input === undefined || output === undefined) return undefined;
  return (input * price.input + output * price.output + cached * (price.cached ?? price.input)) / PER;
}
