// What every request to GitHub goes through, REST and GraphQL alike: a time limit, waits for limits, and conditional
// requests, whose 304 costs nothing of the hourly limit.
import type { Clock } from "../../../run/ports.ts";
import { limitOf } from "./rate-limit.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface TransportOptions {
  readonly clock: Pick<Clock, "now">;
  /** Where a limit is waited for, unless somebody wants it tried at once. */
  readonly waits: Pick<Clock, "sleep">;
  /** One try, in milliseconds. */
  readonly timeoutMs: number;
  /** Told before each wait. */
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
  return addressed(conditional(waiting(redirected(timed(fetch, timeoutMs)), clock, waits, onWait)));
}

/** Octokit reads the page it is on from the answer's address, which an answer made here has not got. */
function addressed(fetch: Fetch): Fetch {
  return async (url, init) => Object.defineProperty(await fetch(url, init), "url", { value: url });
}

/** GitHub did not answer in time. Its message is all that gets through octokit. */
export const TIMEOUT_MESSAGE = "no answer in time";

function timed(fetch: Fetch, timeoutMs: number): Fetch {
  return async (url, init) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    try {
      const response = await fetch(url, { ...init, signal });
      // Read here, so that the time limit covers the body as well.
      const body = bodyless(response.status) ? null : await response.arrayBuffer();
      return new Response(body, { status: response.status, headers: response.headers });
    } catch (error) {
      // Octokit retries anything but this name, and an aborted request is not to be retried.
      if (init.signal?.aborted) throw new DOMException("cancelled", "AbortError");
      if (timeout.aborted) throw new Error(TIMEOUT_MESSAGE, { cause: error });
      throw error;
    }
  };
}

const MOST_REDIRECTS = 5;

/**
 * Follows redirects as GitHub asks for it, verbatim: `fetch` itself would turn a POST into a GET. The token goes to no other
 * server.
 */
function redirected(fetch: Fetch): Fetch {
  return async (url, init) => {
    let at = url;
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetch(at, { ...init, redirect: "manual" });
      const location = REDIRECTS.has(response.status) ? response.headers.get("location") : null;
      if (location === null) return response;
      const next = new URL(location, at);
      if (redirects >= MOST_REDIRECTS) throw new Error(`redirected without end, last to ${next.href}`);
      const elsewhere = next.origin !== new URL(at).origin;
      if (elsewhere && init.method === "GET") return fetch(next.href, { ...init, headers: withoutToken(init.headers) });
      if (elsewhere) throw new Error(`redirected to another server: ${next.origin}`);
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

/** Waits where GitHub says so, all requests together, and sends the same request again: it had no effect. */
function waiting(
  fetch: Fetch,
  clock: Pick<Clock, "now">,
  waits: Pick<Clock, "sleep">,
  onWait: TransportOptions["onWait"],
): Fetch {
  let closedUntil = 0;
  return async (url, init) => {
    const signal = init.signal ?? new AbortController().signal;
    for (let tries = 0; ; tries += 1) {
      const until = closedUntil;
      const left = until - clock.now().getTime();
      if (left > 0) await waits.sleep(left, signal);
      // Over, or ended at once: then for all that come, unless another answer has closed it anew meanwhile.
      if (closedUntil === until) closedUntil = 0;
      if (signal.aborted) throw new DOMException("cancelled", "AbortError");
      const response = await fetch(url, init);
      const limited = await limitIn(response, url, tries, clock);
      if (!limited) return response;
      closedUntil = Math.max(closedUntil, clock.now().getTime() + limited.ms);
      onWait(new Date(closedUntil), limited.reason);
    }
  };
}

async function limitIn(
  response: Response,
  url: string,
  tries: number,
  clock: Pick<Clock, "now">,
): Promise<ReturnType<typeof limitOf>> {
  const maybe =
    response.status === 403 || response.status === 429 || (response.status === 200 && url.endsWith("/graphql"));
  if (!maybe) return undefined;
  return limitOf(
    { status: response.status, headers: response.headers, body: await response.clone().text() },
    tries,
    clock.now().getTime(),
  );
}

interface Known {
  readonly etag: string;
  readonly body: ArrayBuffer;
  readonly headers: Headers;
}

const MOST_KNOWN = 300;

function conditional(fetch: Fetch): Fetch {
  const known = new Map<string, Known>();
  return async (url, init) => {
    if (init.method !== "GET") return fetch(url, init);
    const before = known.get(url);
    const headers = new Headers(init.headers);
    if (before) headers.set("if-none-match", before.etag);
    const response = await fetch(url, { ...init, headers });
    if (response.status === 304 && before)
      return new Response(before.body.slice(0), { status: 200, headers: before.headers });
    const etag = response.headers.get("etag");
    known.delete(url);
    if (response.status === 200 && etag)
      known.set(url, { etag, body: await response.clone().arrayBuffer(), headers: response.headers });
    const oldest = known.keys().next();
    if (known.size > MOST_KNOWN && !oldest.done) known.delete(oldest.value);
    return response;
  };
}

function bodyless(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}
