import type { EvidenceOf, Stop } from "../../../model/stop.ts";
import { safetyStop, stopOf, type StopDefinition } from "../../stop-definition.ts";

/** A push or a pull request goes to a protected branch, or an agent changed such a branch. */
export const protectedBranch: StopDefinition<EvidenceOf<"error">> = {
  kind: "protected-branch",
  form: "error",
  ...safetyStop("abort"),
  detectError: ({ code, message, hint }) =>
    code === "push" ? stopOf(protectedBranch, { of: "error", message, hint }) : undefined,
  words: { name: "Push to a protected branch refused", short: "protected branch" },
};

interface PullTarget {
  readonly number: number;
  readonly state: string;
  readonly base: string;
}

/**
 * Returns the stop for an open pull request into a protected branch, no matter who chose that base. No mode passes it.
 */
export function wrongBaseStop(
  { number, state, base }: PullTarget,
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
