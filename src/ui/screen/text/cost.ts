import type { Spent } from "../../../engine/model/progress.ts";
import { money } from "./format.ts";

export interface Cost {
  /** The known cost in US dollars; undefined if no cost is known, which is not the same as zero. */
  readonly usd: number | undefined;
  /** Whether all of the cost is known. Otherwise `usd` is a lower bound. */
  readonly isComplete: boolean;
}

/** @param live cost of the running task so far, in US dollars */
export function costOf(spent: Spent | undefined, live: number | undefined): Cost {
  const usd = spent?.usd === undefined && live === undefined ? undefined : (spent?.usd ?? 0) + (live ?? 0);
  return { usd, isComplete: (spent?.unreported.usd ?? 0) === 0 };
}

export function sumOfCosts(costs: Iterable<Cost>): Cost {
  const all = [...costs];
  const known = all.flatMap(({ usd }) => usd ?? []);
  return {
    usd: known.length === 0 ? undefined : known.reduce((sum, usd) => sum + usd, 0),
    isComplete: all.every(({ isComplete }) => isComplete),
  };
}

/** Formats a cost: `$0.70`; `$0.70+` for a lower bound; `$?` if unknown; empty if nothing was spent. */
export function costText(cost: Cost | undefined): string {
  if (cost === undefined || (cost.usd === undefined && cost.isComplete)) return "";
  return cost.usd === undefined ? "$?" : `${money(cost.usd)}${cost.isComplete ? "" : "+"}`;
}
