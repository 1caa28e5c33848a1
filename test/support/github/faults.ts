// Injects the faults of networks and of GitHub outages into requests.

export interface Fault {
  readonly method?: string;
  /** Matches the API path without `/api/v3` and query; for git, the whole path. */
  readonly path?: RegExp;
  /** Number of requests that get the fault; default 1. */
  readonly times?: number;
  /** Milliseconds to wait before the request is handled. */
  readonly delayMs?: number;
  /** Does not answer until the client gives up. */
  readonly hang?: boolean;
  /** Cuts the connection `before` the request is handled, or `after` that and before the answer. */
  readonly reset?: "before" | "after";
  /** Answers with this status without handling the request, unless `done` is set. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Handles the request although the answer is a failure. */
  readonly done?: boolean;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /**
   * Injects a random fault into each later API request with this probability. The same seed gives the same sequence.
   */
  random(seed: number, probability: number): void;
  /** Returns and counts the fault for this request, if any. */
  next(method: string, path: string): Fault | undefined;
  /** Like `next`, without random faults. */
  planned(method: string, path: string): Fault | undefined;
  /** Number of requests that got a fault. */
  readonly met: number;
}

export const SECONDARY_LIMIT =
  "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";

/**
 * GitHub's secondary rate limit.
 * @param retryAfter seconds; undefined: no `retry-after` header
 */
export function secondaryLimit(retryAfter?: number): Fault {
  return {
    status: 403,
    body: { message: SECONDARY_LIMIT, documentation_url: "https://docs.github.com/rest" },
    headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
  };
}

/**
 * GitHub's exhausted hourly limit.
 * @param reset when the limit is reset, in seconds since 1970
 */
export function primaryLimit(reset: number): Fault {
  return {
    status: 403,
    body: { message: "API rate limit exceeded for user ID 1.", documentation_url: "https://docs.github.com/rest" },
    headers: { "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) },
  };
}

/** The answer of an older server that lacks a field of the query. */
export const NO_SUCH_FIELD: Fault = {
  path: /^\/graphql$/,
  status: 200,
  body: { errors: [{ message: "Field 'rules' doesn't exist on type 'Ref'" }] },
};

export function createFaults(now: () => number): Faults {
  let planned: { fault: Fault; left: number }[] = [];
  let random: (() => number) | undefined;
  let probability = 0;
  let met = 0;
  return {
    get met() {
      return met;
    },
    add: (fault) => void planned.push({ fault, left: fault.times ?? 1 }),
    clear() {
      planned = [];
      random = undefined;
    },
    random(seed, chance) {
      random = generator(seed);
      probability = chance;
    },
    next(method, path) {
      const fault = take(method, path);
      if (fault || !random || random() >= probability) return fault;
      met += 1;
      return randomFault(random, now);
    },
    planned: take,
  };

  function take(method: string, path: string): Fault | undefined {
    const entry = planned.find(({ fault, left }) => left > 0 && matches(fault, method, path));
    if (!entry) return undefined;
    entry.left -= 1;
    met += 1;
    return entry.fault;
  }
}

function matches(fault: Fault, method: string, path: string): boolean {
  return (fault.method ?? method) === method && (fault.path?.test(path) ?? true);
}

function randomFault(random: () => number, now: () => number): Fault {
  const kinds: readonly Fault[] = [
    { status: 500, body: { message: "Server Error" } },
    { status: 502, body: { message: "Bad Gateway" } },
    { status: 503, done: true, body: { message: "Service Unavailable" } },
    { status: 429, headers: { "retry-after": "1" }, body: { message: "Too Many Requests" } },
    secondaryLimit(1),
    primaryLimit(Math.floor(now() / 1000) + 1),
    { hang: true },
    { reset: "before" },
    { reset: "after" },
  ];
  return kinds[Math.floor(random() * kinds.length)] ?? {};
}

/** The pseudorandom number generator mulberry32. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
