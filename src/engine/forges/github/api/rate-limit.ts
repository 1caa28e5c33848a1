// GitHub's rate limits, as documented at
// https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api

export interface RateLimitWait {
  /** Milliseconds until the request may be sent again. */
  readonly ms: number;
  readonly reason: string;
}

export interface LimitedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

const MAX_BACKOFF_MS = 15 * 60_000;

/**
 * Returns how long to wait before the same request is sent again; undefined where the answer is not a rate limit.
 * Follows `retry-after`; else the reset time where the hourly limit is used up; else waits a minute, doubled with each
 * attempt up to 15 minutes.
 * @param attempts how often this request met a rate limit before
 * @param now milliseconds since 1970, for answers without a `date` header
 */
export function limitOf(
  { status, headers, body }: LimitedAnswer,
  attempts: number,
  now: number,
): RateLimitWait | undefined {
  const graphql = status === 200 && /"type"\s*:\s*"RATE_LIMITED"/.test(body);
  if (status !== 403 && status !== 429 && !graphql) return undefined;
  // Uses the server's clock, which its reset time refers to.
  const serverNow = Date.parse(headers.get("date") ?? "") || now;
  const retryAfter = secondsOf(headers.get("retry-after"), serverNow);
  const exhaustedLimit = headers.get("x-ratelimit-remaining") === "0";
  const secondary = /secondary rate limit|abuse detection/i.test(body);
  if (retryAfter !== undefined)
    return { ms: retryAfter * 1000, reason: secondary ? "GitHub's secondary rate limit" : "GitHub's rate limit" };
  if (exhaustedLimit) {
    const reset = Number(headers.get("x-ratelimit-reset")) * 1000;
    return { ms: Math.max(reset - serverNow, 0) + 1000, reason: "GitHub's rate limit is used up" };
  }
  if (!secondary && !graphql && status !== 429) return undefined;
  return { ms: Math.min(60_000 * 2 ** attempts, MAX_BACKOFF_MS), reason: "GitHub's secondary rate limit" };
}

/** `retry-after` is a number of seconds or a date. */
function secondsOf(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const seconds = /^\d+$/.test(value.trim()) ? Number(value) : (Date.parse(value) - now) / 1000;
  return Number.isFinite(seconds) ? Math.max(seconds, 0) : undefined;
}
