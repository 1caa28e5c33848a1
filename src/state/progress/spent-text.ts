import type { Spent } from "../../engine/model/progress.ts";
import { dollars } from "../../engine/model/budget.ts";

/**
 * Formats what agents' tasks cost: `at least 0.70 USD, 1,200 tokens, 3 turns`. A figure that was not reported is called
 * unknown, never zero.
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
