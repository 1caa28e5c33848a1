import type { AgentFailure } from "./agent.ts";

/** What the words of an error mean, whichever agent or provider they come from; undefined where they say nothing known. */
export function wordsReason(words: string): AgentFailure | undefined {
  return WORDS.find(({ pattern }) => pattern.test(words))?.reason;
}

/** Most telling first. */
const WORDS: readonly { readonly pattern: RegExp; readonly reason: AgentFailure }[] = [
  { pattern: /credit balance is too low|insufficient[_ ](quota|funds|credits?|balance)|\b402\b|payment required/i, reason: "budget" },
  { pattern: /rate[_ -]?limit|\b429\b|too many requests|RESOURCE_EXHAUSTED|usage limit|quota exceeded|exceeded your (current )?quota|overloaded_error|\b529\b/i, reason: "rate-limit" },
  { pattern: /-32000\b|\b401\b|unauthori[sz]ed|authentication|invalid (x-)?api[ -]?key|not logged in|run \/login/i, reason: "auth" },
];
