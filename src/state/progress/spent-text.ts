import type { Spent } from "../../engine/model/progress.ts";
import { dollars } from "../../engine/model/budget.ts";

/**
 * What agents' tasks took, in words: `at least 0.70 USD, 1,200 tokens, 3 turns`. What nobody told is called unknown,
 * never nothing.
 */
export function spentText({ usd, tokens, turns, unreported }: Spent): string {
  return [
    figure("USD", usd === undefined ? undefined : dollars(usd), unreported.usd),
    figure("tokens", tokens === undefined ? undefined : `${tokens.toLocaleString("en")} tokens`, unreported.tokens),
    `${turns} ${turns === 1 ? "turn" : "turns"}`,
  ].join(", ");
}

function figure(name: string, known: string | undefined, unreported: number): string {
  if (known === undefined) return `${name} unknown`;
  return unreported > 0 ? `at least ${known}` : known;
}
