// GitHub's limits, as its documentation puts them: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api

export interface Limited {
  /** Milliseconds until the next try makes sense. */
  readonly ms: number;
  readonly reason: string;
}

export interface LimitedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

const LONGEST_BACKOFF = 15 * 60_000;

/**
 * How long to wait before the same request is sent again; undefined where the answer is no limit.
 * `retry-after` is obeyed; else the reset time where the hourly limit is used up; else a minute, doubled with each try.
 * @param tries how often this request met a limit before
 * @param now milliseconds since 1970, for answers without a date of their own
 */
export function limitOf({ status, headers, body }: LimitedAnswer, tries: number, now: number): Limited | undefined {
  const graphql = status === 200 && /"type"\s*:\s*"RATE_LIMITED"/.test(body);
  if (status !== 403 && status !== 429 && !graphql) return undefined;
  // The server's clock, since its reset time is told by it.
  const serverNow = Date.parse(headers.get("date") ?? "") || now;
  const retryAfter = secondsOf(headers.get("retry-after"), serverNow);
  const usedUp = headers.get("x-ratelimit-remaining") === "0";
  const secondary = /secondary rate limit|abuse detection/i.test(body);
  if (retryAfter !== undefined)
    return { ms: retryAfter * 1000, reason: secondary ? "GitHub's secondary rate limit" : "GitHub's rate limit" };
  if (usedUp) {
    const reset = Number(headers.get("x-ratelimit-reset")) * 1000;
    return { ms: Math.max(reset - serverNow, 0) + 1000, reason: "GitHub's rate limit is used up" };
  }
  if (!secondary && !graphql && status !== 429) return undefined;
  return { ms: Math.min(60_000 * 2 ** tries, LONGEST_BACKOFF), reason: "GitHub's secondary rate limit" };
}

/** `retry-after` is a number of seconds or a date. */
function secondsOf(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const seconds = /^\d+$/.test(value.trim()) ? Number(value) : (Date.parse(value) - now) / 1000;
  return Number.isFinite(seconds) ? Math.max(seconds, 0) : undefined;
}
