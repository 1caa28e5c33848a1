import { describe, expect, it } from "vitest";
import { limitOf } from "../../../../../src/engine/forges/github/api/rate-limit.ts";
import { SECONDARY_LIMIT } from "../../../../support/github/faults.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const inSeconds = (seconds: number) => String(NOW / 1000 + seconds);

describe("limitOf", () => {
  it.each<[string, number, Record<string, string>, string, number, number | undefined]>([
    ["retry-after in seconds", 403, { "retry-after": "17" }, SECONDARY_LIMIT, 0, 17],
    ["retry-after as a date", 429, { "retry-after": "Thu, 01 Jan 2026 00:00:30 GMT" }, "", 0, 30],
    ["retry-after in the past", 429, { "retry-after": "Wed, 31 Dec 2025 00:00:00 GMT" }, "", 0, 0],
    [
      "the hourly limit",
      403,
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": inSeconds(600) },
      "API rate limit exceeded",
      0,
      601,
    ],
    [
      "the hourly limit by the server's clock",
      403,
      { date: "Thu, 01 Jan 2026 01:00:00 GMT", "x-ratelimit-remaining": "0", "x-ratelimit-reset": inSeconds(3660) },
      "",
      0,
      61,
    ],
    ["a secondary limit without a time", 403, {}, SECONDARY_LIMIT, 0, 60],
    ["a secondary limit, third attempt", 403, {}, SECONDARY_LIMIT, 2, 240],
    ["a secondary limit, many attempts", 403, {}, SECONDARY_LIMIT, 20, 900],
    ["429 without headers", 429, {}, "", 0, 60],
    [
      "a limit reported by GraphQL",
      200,
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": inSeconds(9) },
      '{"errors":[{"type": "RATE_LIMITED"}]}',
      0,
      10,
    ],
    [
      "a missing permission",
      403,
      { "x-ratelimit-remaining": "17" },
      "Resource not accessible by personal access token",
      0,
      undefined,
    ],
    ["a server error", 500, { "retry-after": "1" }, "", 0, undefined],
    ["a success", 200, { "x-ratelimit-remaining": "0" }, "{}", 0, undefined],
  ])("%s", (_, status, headers, body, tries, seconds) => {
    const limited = limitOf({ status, headers: new Headers(headers), body }, tries, NOW);
    expect(limited && limited.ms / 1000).toBe(seconds);
  });
});
