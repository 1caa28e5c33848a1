import type { AgentFailure } from "./agent.ts";

/** What the words of an error mean, whichever agent or provider they come from; undefined where they say nothing known. */
export function wordsReason(words: string): AgentFailure | undefined {
  return WORDS.find(({ pattern }) => pattern.test(words))?.reason;
}

/**
 * The same for a program's last words, which may just as well be those of a test it ran: there only what agents and their
 * providers say themselves counts for a login or an account.
 */
export function lastWordsReason(words: string): "auth" | "budget" | "rate-limit" | undefined {
  if (/credit balance is too low|insufficient[_ ](quota|funds|credits?)/i.test(words)) return "budget";
  if (/invalid (x-)?api[ -]?key|incorrect api key|not logged in|please log ?in|run [`'"]?\S* ?\/?login/i.test(words))
    return "auth";
  return wordsReason(words) === "rate-limit" ? "rate-limit" : undefined;
}

/** Most telling first. */
const WORDS: readonly { readonly pattern: RegExp; readonly reason: AgentFailure }[] = [
  {
    pattern: /credit balance is too low|insufficient[_ ](quota|funds|credits?|balance)|\b402\b|payment required/i,
    reason: "budget",
  },
  {
    pattern:
      /rate[_ -]?limit|\b429\b|too many requests|RESOURCE_EXHAUSTED|usage limit|quota exceeded|exceeded your (current )?quota|overloaded_error|\b529\b/i,
    reason: "rate-limit",
  },
  {
    pattern: /-32000\b|\b401\b|unauthori[sz]ed|authentication|invalid (x-)?api[ -]?key|not logged in|run \/login/i,
    reason: "auth",
  },
];
