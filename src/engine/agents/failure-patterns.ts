import type { AgentFailure } from "./agent.ts";

/** Finds the reason in the text of a failure, of any agent or provider. Undefined where no pattern matches. */
export function failureReasonIn(text: string): AgentFailure | undefined {
  return PATTERNS.find(({ pattern }) => pattern.test(text))?.reason;
}

/**
 * Finds the reason in the last output of a command. That output may come from a test the command ran, so for `auth` and
 * `budget` only phrases count that agents and their providers use.
 */
export function failureReasonInTail(tail: string): "auth" | "budget" | "rate-limit" | undefined {
  if (/credit balance is too low|insufficient[_ ](quota|funds|credits?)/i.test(tail)) return "budget";
  if (/invalid (x-)?api[ -]?key|incorrect api key|not logged in|please log ?in|run [`'"]?\S* ?\/?login/i.test(tail))
    return "auth";
  return failureReasonIn(tail) === "rate-limit" ? "rate-limit" : undefined;
}

/** The most specific first: a failure for lack of funds often mentions a rate limit as well. */
const PATTERNS: readonly { readonly pattern: RegExp; readonly reason: AgentFailure }[] = [
  {
    pattern: /credit balance is too low|insufficient[_ ](quota|funds|credits?|balance)|\b402\b|payment required/i,
    reason: "budget",
  },
  {
    pattern: new RegExp(
      String.raw`rate[_ -]?limit|\b429\b|too many requests|RESOURCE_EXHAUSTED|usage limit|quota exceeded|` +
        String.raw`exceeded your (current )?quota|overloaded_error|\b529\b`,
      "i",
    ),
    reason: "rate-limit",
  },
  {
    pattern: /-32000\b|\b401\b|unauthori[sz]ed|authentication|invalid (x-)?api[ -]?key|not logged in|run \/login/i,
    reason: "auth",
  },
];
