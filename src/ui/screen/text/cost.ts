import type { Spent } from "../../../engine/model/progress.ts";
import { money } from "./format.ts";

/** What something cost, in USD. Undefined is unknown, which is not zero. */
export interface Cost {
  readonly usd: number | undefined;
  /** Where some of it is unknown, the figure is the least that it can be. */
  readonly isWhole: boolean;
}

/** @param live what the task that is going on has cost so far */
export function costOf(spent: Spent | undefined, live: number | undefined): Cost {
  const usd = spent?.usd === undefined && live === undefined ? undefined : (spent?.usd ?? 0) + (live ?? 0);
  return { usd, isWhole: (spent?.unreported.usd ?? 0) === 0 };
}

export function sumOfCosts(costs: Iterable<Cost>): Cost {
  const all = [...costs];
  const known = all.flatMap(({ usd }) => usd ?? []);
  return {
    usd: known.length === 0 ? undefined : known.reduce((sum, usd) => sum + usd, 0),
    isWhole: all.every(({ isWhole }) => isWhole),
  };
}

/** `$0.70`; `$0.70+` where that is the least; `$?` where nothing is known; empty where nothing was done. */
export function costText(cost: Cost | undefined): string {
  if (cost === undefined || (cost.usd === undefined && cost.isWhole)) return "";
  return cost.usd === undefined ? "$?" : `${money(cost.usd)}${cost.isWhole ? "" : "+"}`;
}
