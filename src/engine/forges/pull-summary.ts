import type { PullSummary } from "../model/step-result.ts";
import type { Stop } from "../model/stop.ts";
import { protectedBranch } from "../questions/kinds/safety/protected-branch.ts";
import { stopOf } from "../questions/stop-definition.ts";
import type { Pull } from "./forge.ts";

/** A pull request as it is recorded. */
export function summaryOf({ number, url, title, state, base }: Pull): PullSummary {
  return { number, url, title, state, base };
}

/** The stop for an open pull request that aims at a protected branch, whoever retargeted it. No mode passes it. */
export function wrongBaseStop(
  { number, state, base }: Pull,
  isProtected: (branch: string) => boolean,
  milestoneBranch: string,
): Stop | undefined {
  if (state !== "open" || !isProtected(base)) return undefined;
  return stopOf(protectedBranch, {
    of: "error",
    message: `PR #${number} aims at the protected branch ${base}`,
    hint: `Change its base to ${milestoneBranch}.`,
  });
}
