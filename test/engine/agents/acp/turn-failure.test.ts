import { describe, expect, test } from "vitest";
import { turnFailure, type Turn } from "../../../../src/engine/agents/acp/turn-failure.ts";
import { PROFILES } from "../../../../src/engine/agents/acp/profiles.ts";
import { resetTime } from "../../../../src/engine/agents/reset-time.ts";

const now = new Date("2026-01-01T00:00:00Z");
const said = (text: string, more: Partial<Turn> = {}): Turn => ({
  end: { stopReason: "end_turn" },
  metas: [],
  text,
  hasWorked: false,
  ...more,
});
const failed = (code: number, message: string, data?: unknown): Turn =>
  said("", { end: { error: { code, message, data } } });
const reasonOf = (turn: Turn, profile = "opencode") =>
  turnFailure(turn, PROFILES.get(profile)?.signs ?? [], now)?.reason;

describe("the failure of a turn", () => {
  test.each<[string | undefined, Turn]>([
    [undefined, said("Done.")],
    [undefined, said("")],
    [undefined, said("Added a rate limiter that answers 429.", { hasWorked: true })],
    [undefined, said(`The rate limit is 429. ${"All good. ".repeat(100)}`)],
    ["rate-limit", said("Error: 429 Too Many Requests")],
    ["rate-limit", failed(-32603, "429")],
    ["rate-limit", failed(-32603, "x", { status: "RESOURCE_EXHAUSTED" })],
    ["auth", said("Invalid API key · Please run /login")],
    ["auth", failed(-32000, "Authentication required")],
    ["budget", failed(-32603, "x", { code: "insufficient_quota", status: 429 })],
    ["refusal", said("I will not.", { end: { stopReason: "refusal" } })],
    ["crash", said("", { end: { stopReason: "max_turn_requests" } })],
    ["crash", failed(-32603, "Internal error")],
  ])("is %s: %o", (reason, turn) => expect(reasonOf(turn)).toBe(reason));

  test("fails by the signs of the agent's profile", () => {
    expect(reasonOf(failed(-32603, "Internal error", { errorKind: "rate_limit" }), "claude")).toBe("rate-limit");
    const broken = JSON.stringify({ codex: { threadStatus: { type: "systemError" } } });
    expect(
      reasonOf(
        said("exceeded retry limit, last status: 429 Too Many Requests", { metas: [broken], hasWorked: true }),
        "codex",
      ),
    ).toBe("rate-limit");
    expect(reasonOf(said("stream disconnected", { metas: [broken], hasWorked: true }), "codex")).toBe("crash");
  });
});

test.each([
  ["retry after 30 seconds", "00:00:30"],
  ["Retry-After: 90", "00:01:30"],
  ['{"retryDelay":"12s"}', "00:00:12"],
  ["Please try again in 5 minutes.", "00:05:00"],
  ["try again in 1.5h", "01:30:00"],
  ['{"retry_after_seconds": 20}', "00:00:20"],
  ["resets at 2026-01-01T02:00:00Z", "02:00:00"],
  [`limit reached|${Date.parse("2026-01-01T03:00:00Z") / 1000}`, "03:00:00"],
  [`{"resetsAt":${Date.parse("2026-01-01T04:00:00Z") / 1000}}`, "04:00:00"],
  ["429", undefined],
  ["limit reached|1000000000", undefined],
  ["try again in 99 days", undefined],
])("the limit of %o is lifted at %s", (words, time) => {
  expect(resetTime(words, now)?.toISOString()).toBe(time === undefined ? undefined : `2026-01-01T${time}.000Z`);
});
