import type { Progress } from "./progress.ts";

/** What the agents have reported so far, in USD, over all issues: a lower bound. */
export function usdSpent(progress: Pick<Progress, "issues">): number {
  return Object.values(progress.issues).reduce((sum, { usage }) => sum + (usage.usd ?? 0), 0);
}

/** What may still be spent, in USD; undefined where there is no limit. */
export function usdLeft(limit: number | null, progress: Pick<Progress, "issues">): number | undefined {
  return limit === null ? undefined : limit - usdSpent(progress);
}
