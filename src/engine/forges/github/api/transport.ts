// The `fetch` for every REST and GraphQL request to GitHub. Adds a timeout, waits for rate limits, redirects, and
// conditional requests, whose 304 does not count against the hourly limit.
import type { Clock } from "../../../model/ports.ts";
import { limitOf } from "./rate-limit.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface TransportOptions {
  readonly clock: Pick<Clock, "now">;
  /** Sleeps until a rate limit ends. The user can end the wait early. */
  readonly waits: Pick<Clock, "sleep">;
  /** Limit for one attempt in milliseconds. */
  readonly timeoutMs: number;
  /** Called before each wait. */
  readonly onWait: (until: Date, reason: string) => void;
  readonly fetch?: Fetch | undefined;
}

export function createTransport({
  clock,
  waits,
  timeoutMs,
  onWait,
  fetch = globalThis.fetch,
}: TransportOptions): Fetch {
  return withUrl(conditional(waiting(redirected(timed(fetch, timeoutMs)), clock, waits, onWait)));
}

/** Sets the URL of the response, from which octokit reads the current page. A `new Response()` has none. */
function withUrl(fetch: Fetch): Fetch {
  return async (url, init) => Object.defineProperty(await fetch(url, init), "url", { value: url });
}

/** Message of the error for a timeout. Octokit passes on only the message of an error. */
export const TIMEOUT_MESSAGE = "no answer in time";

function timed(fetch: Fetch, timeoutMs: number): Fetch {
  return async (url, init) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    try {
      const response = await fetch(url, { ...init, signal });
      // Reads the body here, so that the timeout covers it.
      const body = hasNoBody(response.status) ? null : await response.arrayBuffer();
      return new Response(body, { status: response.status, headers: response.headers });
    } catch (error) {
      // Octokit retries every error except an AbortError, and an aborted request must not be retried.
      if (init.signal?.aborted) throw new DOMException("canceled", "AbortError");
      if (timeout.aborted) throw new Error(TIMEOUT_MESSAGE, { cause: error });
      throw error;
    }
  };
}

const MAX_REDIRECTS = 5;

/**
 * Follows redirects with the same method and body, as GitHub's documentation requires; `fetch` would turn a POST into a
 * GET. Never sends the token to another server.
 */
function redirected(fetch: Fetch): Fetch {
  return async (url, init) => {
    let at = url;
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetch(at, { ...init, redirect: "manual" });
      const location = REDIRECTS.has(response.status) ? response.headers.get("location") : null;
      if (location === null) return response;
      const next = new URL(location, at);
      if (redirects >= MAX_REDIRECTS) throw new Error(`redirected without end, last to ${next.href}`);
      const isOtherServer = next.origin !== new URL(at).origin;
      if (isOtherServer && init.method === "GET")
        return fetch(next.href, { ...init, headers: withoutToken(init.headers) });
      if (isOtherServer) throw new Error(`redirected to another server: ${next.origin}`);
      at = next.href;
    }
  };
}

const REDIRECTS = new Set([301, 302, 307, 308]);

function withoutToken(given: RequestInit["headers"]): Headers {
  const headers = new Headers(given);
  headers.delete("authorization");
  return headers;
}

/** Holds back all requests while a rate limit lasts, then sends the rejected request again, since it had no effect. */
function waiting(
  fetch: Fetch,
  clock: Pick<Clock, "now">,
  waits: Pick<Clock, "sleep">,
  onWait: TransportOptions["onWait"],
): Fetch {
  let limitedUntil = 0;
  return async (url, init) => {
    const signal = init.signal ?? new AbortController().signal;
    for (let attempts = 0; ; attempts += 1) {
      const until = limitedUntil;
      const left = until - clock.now().getTime();
      if (left > 0) await waits.sleep(left, signal);
      // The wait is over or was ended early, for all later requests too, unless another answer set a new limit
      // meanwhile.
      if (limitedUntil === until) limitedUntil = 0;
      if (signal.aborted) throw new DOMException("canceled", "AbortError");
      const response = await fetch(url, init);
      const limit = await limitIn(response, url, attempts, clock);
      if (!limit) return response;
      limitedUntil = Math.max(limitedUntil, clock.now().getTime() + limit.ms);
      onWait(new Date(limitedUntil), limit.reason);
    }
  };
}

async function limitIn(
  response: Response,
  url: string,
  attempts: number,
  clock: Pick<Clock, "now">,
): Promise<ReturnType<typeof limitOf>> {
  const canBeLimit =
    response.status === 403 || response.status === 429 || (response.status === 200 && url.endsWith("/graphql"));
  if (!canBeLimit) return undefined;
  return limitOf(
    { status: response.status, headers: response.headers, body: await response.clone().text() },
    attempts,
    clock.now().getTime(),
  );
}

interface CachedAnswer {
  readonly etag: string;
  readonly body: ArrayBuffer;
  readonly headers: Headers;
}

const MAX_CACHED = 300;

/** Sends the ETag of the latest answer with each GET request, and returns the cached answer on 304. */
function conditional(fetch: Fetch): Fetch {
  const cache = new Map<string, CachedAnswer>();
  return async (url, init) => {
    if (init.method !== "GET") return fetch(url, init);
    const cached = cache.get(url);
    const headers = new Headers(init.headers);
    if (cached) headers.set("if-none-match", cached.etag);
    const response = await fetch(url, { ...init, headers });
    if (response.status === 304 && cached)
      return new Response(cached.body.slice(0), { status: 200, headers: cached.headers });
    const etag = response.headers.get("etag");
    cache.delete(url);
    if (response.status === 200 && etag)
      cache.set(url, { etag, body: await response.clone().arrayBuffer(), headers: response.headers });
    const oldest = cache.keys().next();
    if (cache.size > MAX_CACHED && !oldest.done) cache.delete(oldest.value);
    return response;
  };
}

function hasNoBody(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}
