// The one door to GitHub's API.
import type { Octokit } from "@octokit/rest";
import type { z } from "zod";
import type { Clock } from "../../../run/ports.ts";
import type { GitHubConnection } from "./connection.ts";
import { failureOf, GitHubError, partOf } from "./github-failure.ts";
import { oncePer } from "./once.ts";
import type { Token } from "./token.ts";
import { createTransport, type Fetch } from "./transport.ts";

export interface ClientOptions {
  readonly connection: GitHubConnection;
  readonly token: Token;
  readonly clock: Clock;
  /** Where a limit is waited for; default the clock. */
  readonly waits?: Pick<Clock, "sleep"> | undefined;
  readonly onWait: (until: Date, reason: string) => void;
  /** Milliseconds between two writes; those that notify people are kept three times as far apart. Default 1000. */
  readonly writeSpacingMs?: number | undefined;
  /** Milliseconds before a request that met a 5xx or a broken connection is sent again; four times that the second time. Default 1000. */
  readonly retryMs?: number | undefined;
  /** Milliseconds one try may take. Default 30 000. */
  readonly timeoutMs?: number | undefined;
  readonly fetch?: Fetch | undefined;
}

/** Parameters every call shares. */
export interface Common {
  readonly owner: string;
  readonly repo: string;
  readonly request: { readonly signal: AbortSignal; readonly retries?: number };
}

export interface CallOptions {
  /** What is tried, for the error's message. */
  readonly what: string;
  readonly signal: AbortSignal;
  /** Sent once only: its effect would be doubled, so the caller looks before it tries again. */
  readonly once?: boolean;
}

export interface GitHubClient {
  readonly connection: GitHubConnection;
  readonly token: Token;
  /** One request; its answer is held against the schema. Rejects with `GitHubError`. */
  call<T>(
    schema: z.ZodType<T>,
    options: CallOptions,
    send: (octokit: Octokit, common: Common) => Promise<{ data: unknown }>,
  ): Promise<T>;
  /** All pages of a list, by the links GitHub gives. */
  list<T>(
    schema: z.ZodType<T>,
    options: CallOptions,
    pages: (octokit: Octokit, common: Common) => Promise<unknown[]>,
  ): Promise<T[]>;
  /** The answer's headers too, for the few questions they answer. */
  headers(
    options: CallOptions,
    send: (octokit: Octokit, common: Common) => Promise<{ headers: object }>,
  ): Promise<Readonly<Record<string, unknown>>>;
  /** A mutation, which does all that it says or rejects. */
  mutate(options: CallOptions, mutation: string, variables: Readonly<Record<string, unknown>>): Promise<void>;
  /** A question of which some parts may fail: their paths are in `failed`, and null is in their place. */
  query<T>(
    schema: z.ZodType<T>,
    options: CallOptions,
    query: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly data: T; readonly failed: readonly (readonly string[])[] }>;
}

export function createClient(options: ClientOptions): GitHubClient {
  const { connection, token } = options;
  const octokit = oncePer(() => createOctokit(options));
  const common = (signal: AbortSignal, once: boolean): Common => ({
    owner: connection.owner,
    repo: connection.repo,
    request: { signal, ...(once ? { retries: 0 } : {}) },
  });
  async function guarded<T>(
    { what, signal, once = false }: CallOptions,
    work: (octokit: Octokit, common: Common) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    try {
      return await untilAborted(
        octokit().then((made) => work(made, common(signal, once))),
        signal,
      );
    } catch (error) {
      signal.throwIfAborted();
      throw failureOf(error, what, token);
    }
  }
  const parsed = <T>(schema: z.ZodType<T>, options: CallOptions, data: unknown): T => {
    const result = schema.safeParse(data);
    if (result.success) return result.data;
    const issue = result.error.issues[0];
    throw notUnderstood(options, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
  };
  return {
    connection,
    token,
    async call(schema, options, send) {
      return parsed(schema, options, await guarded(options, async (made, common) => (await send(made, common)).data));
    },
    async list(schema, options, pages) {
      const items = await guarded(options, (made, common) =>
        pages(made, common).catch((error: unknown) => {
          // Whoever follows the pages takes their shape for granted.
          throw error instanceof TypeError ? notUnderstood(options, "it is no list") : error;
        }),
      );
      return items.map((item) => parsed(schema, options, item));
    },
    async headers(options, send) {
      return guarded(options, async (made, common) => ({ ...(await send(made, common)).headers }));
    },
    async mutate(options, mutation, variables) {
      await guarded(options, (made, { request }) => made.graphql(mutation, { ...variables, request }));
    },
    async query(schema, options, query, variables) {
      const { data, failed } = await guarded(options, async (made, { request }) => {
        try {
          return { data: await made.graphql<unknown>(query, { ...variables, request }), failed: [] };
        } catch (error) {
          return partOf(error);
        }
      });
      return { data: parsed(schema, options, data), failed };
    },
  };
}

function notUnderstood({ what }: CallOptions, why: string): GitHubError {
  return new GitHubError(`${what} failed: GitHub's answer is not understood (${why})`, {
    status: 200,
    words: [],
    hint: "Report this with the version of your GitHub server.",
  });
}

/** Octokit with its plugins; brought in when first needed. */
async function createOctokit({
  connection,
  token,
  clock,
  waits = clock,
  onWait,
  writeSpacingMs = 1000,
  retryMs = 1000,
  timeoutMs = 30_000,
  fetch,
}: ClientOptions): Promise<Octokit> {
  const [{ Octokit }, { throttling }, { retry }, { default: Bottleneck }] = await Promise.all([
    import("@octokit/rest"),
    import("@octokit/plugin-throttling"),
    import("@octokit/plugin-retry"),
    import("bottleneck"),
  ]);
  const apart = (minTime: number) => new Bottleneck.Group({ maxConcurrent: 1, minTime });
  return new (Octokit.plugin(throttling, retry))({
    auth: token.reveal(),
    baseUrl: connection.apiUrl,
    userAgent: "milestone-tui",
    log: { debug() {}, info() {}, warn() {}, error() {} },
    request: { fetch: createTransport({ clock, waits, timeoutMs, onWait, fetch }) },
    throttle: {
      id: connection.apiUrl,
      write: apart(writeSpacingMs),
      notifications: apart(writeSpacingMs * 3),
      // The transport has waited already: what comes here is not to be waited for again.
      onRateLimit: () => false,
      onSecondaryRateLimit: () => false,
    },
    retry: { retries: 2, retryAfterBaseValue: retryMs, doNotRetry: [400, 401, 403, 404, 405, 409, 410, 422, 429, 451] },
  });
}

/** The plugins' own waits know no signal. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
