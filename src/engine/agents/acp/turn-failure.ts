import type { AgentFailed, AgentFailure } from "../agent.ts";
import { wordsReason } from "../failure-words.ts";
import { resetTime } from "../reset-time.ts";
import type { FailureSign } from "./profiles.ts";

/** How a turn ended, with everything that may tell a failure from a success. */
export interface Turn {
  readonly end:
    | { readonly stopReason: string }
    | { readonly error: { readonly code: number; readonly message: string; readonly data: unknown } };
  /** Private fields of the answer and of the last updates, as JSON. */
  readonly metas: readonly string[];
  /** What was said last. */
  readonly text: string;
  readonly hasWorked: boolean;
}

/** An apology is short; whoever writes more has done something. */
const APOLOGY = 600;

/**
 * What a turn failed of; undefined where it went well. Agents report failures as success, so `end_turn` counts only where
 * nothing speaks against it.
 */
export function turnFailure(
  { end, metas, text, hasWorked }: Turn,
  signs: readonly FailureSign[],
  now: Date,
): AgentFailed | undefined {
  const excerpt = text.trim().slice(-APOLOGY);
  const failed = (reason: AgentFailure, message: string, words: string): AgentFailed => ({
    ok: false,
    reason,
    message,
    detail: excerpt,
    ...(reason === "rate-limit" ? { until: resetTime(words, now)?.toISOString() } : {}),
  });
  const named = (reason: AgentFailure, what: string, words: string) =>
    failed(reason, `${HEADLINES[reason] ?? "Agent failed"}: ${firstLine(what)}`, words);
  if ("error" in end) {
    const { code, message, data } = end.error;
    const words = `${code} ${message} ${JSON.stringify(data ?? null)}`;
    return named(clear(signIn(signs, "error", words), words) ?? "crash", `${message} (${code})`, words);
  }
  const sign = metas.map((meta) => signIn(signs, "meta", meta)).find((found) => found !== undefined);
  if (sign !== undefined) {
    const words = `${excerpt} ${metas.join(" ")}`;
    return named(clear(sign, words) ?? "crash", excerpt === "" ? "its session ended in an error" : excerpt, words);
  }
  switch (end.stopReason) {
    case "end_turn": {
      if (hasWorked || text.trim().length > APOLOGY) return undefined;
      const reason = clear(signIn(signs, "text", excerpt), excerpt);
      return reason === undefined ? undefined : named(reason, excerpt, excerpt);
    }
    case "refusal":
      return failed("refusal", "Agent refused the task", excerpt);
    case "cancelled":
      return failed("crash", "Agent says that it was cancelled", excerpt);
    default:
      return failed("crash", `Agent stopped before it was done (${firstLine(end.stopReason)})`, excerpt);
  }
}

const HEADLINES: Partial<Record<AgentFailure, string>> = {
  "rate-limit": "Rate limit",
  auth: "Agent is not logged in",
  budget: "Agent's account is out of funds",
};

function clear(sign: AgentFailure | "unclear" | undefined, words: string): AgentFailure | undefined {
  return sign === undefined || sign === "unclear" ? wordsReason(words) : sign;
}

function signIn(
  signs: readonly FailureSign[],
  place: FailureSign["in"],
  words: string,
): AgentFailure | "unclear" | undefined {
  return signs.find((sign) => sign.in === place && sign.pattern.test(words))?.reason;
}

function firstLine(text: string): string {
  return (text.trim().split("\n")[0] ?? "").slice(0, 200);
}
