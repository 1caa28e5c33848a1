// What every request to GitHub goes through, REST and GraphQL alike: a time limit, waits for limits, and conditional
// requests, whose 304 costs nothing of the hourly limit.
import type { Clock } from "../../ports.ts";
import { limitOf } from "./rate-limit.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface TransportOptions {
  readonly clock: Clock;
  /** One try, in milliseconds. */
  readonly timeoutMs: number;
  /** Told before each wait. */
  readonly onWait: (until: Date, reason: string) => void;
  readonly fetch?: Fetch | undefined;
}

export function createTransport({ clock, timeoutMs, onWait, fetch = globalThis.fetch }: TransportOptions): Fetch {
  return conditional(waiting(timed(fetch, timeoutMs), clock, onWait));
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

/** Waits where GitHub says so, all requests together, and sends the same request again: it had no effect. */
function waiting(fetch: Fetch, clock: Clock, onWait: TransportOptions["onWait"]): Fetch {
  let closedUntil = 0;
  return async (url, init) => {
    const signal = init.signal ?? new AbortController().signal;
    for (let tries = 0; ; tries += 1) {
      const left = closedUntil - clock.now().getTime();
      if (left > 0) await clock.sleep(left, signal);
      if (signal.aborted) throw new DOMException("cancelled", "AbortError");
      const response = await fetch(url, init);
      const limited = await limitIn(response, url, tries, clock);
      if (!limited) return response;
      closedUntil = Math.max(closedUntil, clock.now().getTime() + limited.ms);
      onWait(new Date(closedUntil), limited.reason);
    }
  };
}

async function limitIn(response: Response, url: string, tries: number, clock: Clock): Promise<ReturnType<typeof limitOf>> {
  const maybe = response.status === 403 || response.status === 429 || (response.status === 200 && url.endsWith("/graphql"));
  if (!maybe) return undefined;
  return limitOf({ status: response.status, headers: response.headers, body: await response.clone().text() }, tries, clock.now().getTime());
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
    if (response.status === 304 && before) return new Response(before.body.slice(0), { status: 200, headers: before.headers });
    const etag = response.headers.get("etag");
    known.delete(url);
    if (response.status === 200 && etag) known.set(url, { etag, body: await response.clone().arrayBuffer(), headers: response.headers });
    const oldest = known.keys().next();
    if (known.size > MOST_KNOWN && !oldest.done) known.delete(oldest.value);
    return response;
  };
}

function bodyless(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}
