import type { EvidenceOf, Stop } from "../../../model/stop.ts";
import { safetyStop, stopOf, type StopDefinition } from "../../stop-definition.ts";

/** A push or a pull request aims at a protected branch, or an agent changed one. */
export const protectedBranch: StopDefinition<EvidenceOf<"error">> = {
  kind: "protected-branch",
  form: "error",
  ...safetyStop("abort"),
  detectError: ({ code, message, hint }) =>
    code === "push" ? stopOf(protectedBranch, { of: "error", message, hint }) : undefined,
  words: { name: "Push to a protected branch refused", short: "protected branch" },
};

interface AimedPull {
  readonly number: number;
  readonly state: string;
  readonly base: string;
}

/** The stop for an open pull request that aims at a protected branch, whoever retargeted it. No mode passes it. */
export function wrongBaseStop(
  { number, state, base }: AimedPull,
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
