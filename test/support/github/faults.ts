// Faults on demand: what the network and GitHub's own outages do to a request.

export interface Fault {
  readonly method?: string;
  /** Matched against the API path, without `/api/v3` and query; for git, against the whole path. */
  readonly path?: RegExp;
  /** How many requests it hits; default 1. */
  readonly times?: number;
  /** Milliseconds before anything else happens. */
  readonly delayMs?: number;
  /** Never answers, until the client gives up. */
  readonly hang?: boolean;
  /** The connection is cut: `before` anything was done, or `after` it was done and before the answer. */
  readonly reset?: "before" | "after";
  /** Answers with this status, without doing anything unless `done`. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The effect takes place although the answer is a failure. */
  readonly done?: boolean;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** From now on each API request meets a random fault with this probability, in the same order for the same seed. */
  random(seed: number, probability: number): void;
  /** The fault this request meets, if any; counts it. */
  next(method: string, path: string): Fault | undefined;
  /** The same without the random ones. */
  planned(method: string, path: string): Fault | undefined;
  /** How many requests met a fault. */
  readonly met: number;
}

export const SECONDARY_LIMIT =
  "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";

/** GitHub's secondary limit; without seconds it says nothing about when to come back. */
export function secondaryLimit(retryAfter?: number): Fault {
  return {
    status: 403,
    body: { message: SECONDARY_LIMIT, documentation_url: "https://docs.github.com/rest" },
    headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
  };
}

/** The hourly limit, used up until `reset` (seconds since 1970). */
export function primaryLimit(reset: number): Fault {
  return {
    status: 403,
    body: { message: "API rate limit exceeded for user ID 1.", documentation_url: "https://docs.github.com/rest" },
    headers: { "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) },
  };
}

/** An older server, which lacks a field of the query. */
export const NO_SUCH_FIELD: Fault = {
  path: /^\/graphql$/,
  status: 200,
  body: { errors: [{ message: "Field 'rules' doesn't exist on type 'Ref'" }] },
};

export function createFaults(now: () => number): Faults {
  let planned: { fault: Fault; left: number }[] = [];
  let dice: (() => number) | undefined;
  let probability = 0;
  let met = 0;
  return {
    get met() {
      return met;
    },
    add: (fault) => void planned.push({ fault, left: fault.times ?? 1 }),
    clear() {
      planned = [];
      dice = undefined;
    },
    random(seed, chance) {
      dice = generator(seed);
      probability = chance;
    },
    next(method, path) {
      const fault = take(method, path);
      if (fault || !dice || dice() >= probability) return fault;
      met += 1;
      return randomFault(dice, now);
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

function randomFault(dice: () => number, now: () => number): Fault {
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
  return kinds[Math.floor(dice() * kinds.length)] ?? {};
}

/** mulberry32: small, and the same everywhere. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
