import type { AgentFailed, AgentFailure } from "../agent.ts";
import { failureReasonIn } from "../failure-patterns.ts";
import { resetTime } from "../reset-time.ts";
import type { FailureSign } from "./profiles.ts";

/** How a turn ended, with everything that can distinguish a failure from a success. */
export interface Turn {
  readonly end:
    | { readonly stopReason: string }
    | { readonly error: { readonly code: number; readonly message: string; readonly data: unknown } };
  /** The `_meta` fields of the answer and of the last updates, as JSON. */
  readonly metas: readonly string[];
  /** The end of what the agent wrote in the turn. */
  readonly text: string;
  /** Whether the agent called a tool. */
  readonly hasWorked: boolean;
}

/** A text that reports a failure is short. A turn with more characters than this counts as done. */
const MAX_FAILURE_CHARS = 600;

/**
 * Returns the failure of a turn; undefined where it succeeded. Some agents report failures as success, so `end_turn` is
 * a success only where neither the signs of the profile nor the text say otherwise.
 */
export function turnFailure(
  { end, metas, text, hasWorked }: Turn,
  signs: readonly FailureSign[],
  now: Date,
): AgentFailed | undefined {
  const excerpt = text.trim().slice(-MAX_FAILURE_CHARS);
  const failed = (reason: AgentFailure, message: string, evidence: string): AgentFailed => ({
    ok: false,
    reason,
    message,
    detail: excerpt,
    ...(reason === "rate-limit" ? { until: resetTime(evidence, now)?.toISOString() } : {}),
  });
  const withHeadline = (reason: AgentFailure, what: string, evidence: string) =>
    failed(reason, `${HEADLINES[reason] ?? "Agent failed"}: ${firstLine(what)}`, evidence);
  if ("error" in end) {
    const { code, message, data } = end.error;
    const evidence = `${code} ${message} ${JSON.stringify(data ?? null)}`;
    return withHeadline(
      reasonOf(matchSign(signs, "error", evidence), evidence) ?? "crash",
      `${message} (${code})`,
      evidence,
    );
  }
  const sign = metas.map((meta) => matchSign(signs, "meta", meta)).find((found) => found !== undefined);
  if (sign !== undefined) {
    const evidence = `${excerpt} ${metas.join(" ")}`;
    return withHeadline(
      reasonOf(sign, evidence) ?? "crash",
      excerpt === "" ? "its session ended in an error" : excerpt,
      evidence,
    );
  }
  switch (end.stopReason) {
    case "end_turn": {
      if (hasWorked || text.trim().length > MAX_FAILURE_CHARS) return undefined;
      const reason = reasonOf(matchSign(signs, "text", excerpt), excerpt);
      return reason === undefined ? undefined : withHeadline(reason, excerpt, excerpt);
    }
    case "refusal":
      return failed("refusal", "Agent refused the task", excerpt);
    case "cancelled":
      return failed("crash", "Agent reports that it was canceled", excerpt);
    default:
      return failed("crash", `Agent stopped before it was done (${firstLine(end.stopReason)})`, excerpt);
  }
}

const HEADLINES: Partial<Record<AgentFailure, string>> = {
  "rate-limit": "Rate limit",
  auth: "Agent is not logged in",
  budget: "Agent's account is out of funds",
};

/** Resolves `unclear`, or no sign at all, by the text of the failure. */
function reasonOf(sign: AgentFailure | "unclear" | undefined, evidence: string): AgentFailure | undefined {
  return sign === undefined || sign === "unclear" ? failureReasonIn(evidence) : sign;
}

function matchSign(
  signs: readonly FailureSign[],
  source: FailureSign["in"],
  evidence: string,
): AgentFailure | "unclear" | undefined {
  return signs.find((sign) => sign.in === source && sign.pattern.test(evidence))?.reason;
}

function firstLine(text: string): string {
  return (text.trim().split("\n")[0] ?? "").slice(0, 200);
}
