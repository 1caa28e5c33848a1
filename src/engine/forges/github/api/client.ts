// The client for GitHub's API. Every request to the API goes through it.
import type { Octokit } from "@octokit/rest";
import type { z } from "zod";
import type { Clock } from "../../../model/ports.ts";
import type { GitHubConnection } from "./connection.ts";
import { toGitHubError, GitHubError, partialAnswerOf } from "./github-failure.ts";
import { memoizeAsync } from "./memoize-async.ts";
import type { Token } from "./token.ts";
import { createTransport, type Fetch } from "./transport.ts";

export interface ClientOptions {
  readonly connection: GitHubConnection;
  readonly token: Token;
  readonly clock: Clock;
  /**
   * Sleeps until a rate limit ends. The user can end the wait early; default: the clock, which cannot be interrupted.
   */
  readonly waits?: Pick<Clock, "sleep"> | undefined;
  readonly onWait: (until: Date, reason: string) => void;
  /** Milliseconds between two writes; three times as many between writes that notify people. Default 1000. */
  readonly writeSpacingMs?: number | undefined;
  /**
   * Milliseconds before the first retry of a request that met a 5xx or a broken connection; four times as many before
   * the second. Default 1000.
   */
  readonly retryMs?: number | undefined;
  /** Limit for one attempt in milliseconds. Default 30 000. */
  readonly timeoutMs?: number | undefined;
  readonly fetch?: Fetch | undefined;
}

/** Parameters that all calls share. */
export interface CommonParameters {
  readonly owner: string;
  readonly repo: string;
  readonly request: { readonly signal: AbortSignal; readonly retries?: number };
}

export interface CallOptions {
  /** The operation, for the error message, e.g. `Reading the labels`. */
  readonly what: string;
  readonly signal: AbortSignal;
  /** Never retries the request here: repeating it could double its effect, so the caller must check first. */
  readonly once?: boolean;
}

export interface GitHubClient {
  readonly connection: GitHubConnection;
  readonly token: Token;
  /**
   * Sends one request and parses its answer with the schema.
   * @throws GitHubError
   */
  call<T>(
    schema: z.ZodType<T>,
    options: CallOptions,
    send: (octokit: Octokit, common: CommonParameters) => Promise<{ data: unknown }>,
  ): Promise<T>;
  /** Reads all pages of a list by following GitHub's links. */
  list<T>(
    schema: z.ZodType<T>,
    options: CallOptions,
    pages: (octokit: Octokit, common: CommonParameters) => Promise<unknown[]>,
  ): Promise<T[]>;
  /** Sends one request and returns the headers of its answer. */
  headers(
    options: CallOptions,
    send: (octokit: Octokit, common: CommonParameters) => Promise<{ headers: object }>,
  ): Promise<Readonly<Record<string, unknown>>>;
  /** Sends a GraphQL mutation. Throws where any part of it fails. */
  mutate(options: CallOptions, mutation: string, variables: Readonly<Record<string, unknown>>): Promise<void>;
  /** Sends a GraphQL query, parts of which may fail. The failed fields are null, and their paths are in `failed`. */
  query<T>(
    schema: z.ZodType<T>,
    options: CallOptions,
    query: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly data: T; readonly failed: readonly (readonly string[])[] }>;
}

export function createClient(options: ClientOptions): GitHubClient {
  const { connection, token } = options;
  const octokit = memoizeAsync(() => createOctokit(options));
  const common = (signal: AbortSignal, once: boolean): CommonParameters => ({
    owner: connection.owner,
    repo: connection.repo,
    request: { signal, ...(once ? { retries: 0 } : {}) },
  });
  async function guarded<T>(
    options: CallOptions,
    work: (octokit: Octokit, common: CommonParameters) => Promise<T>,
  ): Promise<T> {
    const { what, signal, once = false } = options;
    signal.throwIfAborted();
    try {
      return await untilAborted(
        octokit().then((made) => work(made, common(signal, once))),
        signal,
      );
    } catch (error) {
      signal.throwIfAborted();
      // Octokit throws a TypeError for answers of a form that it does not expect, such as `null` from GraphQL.
      throw error instanceof TypeError ? unexpectedAnswer(options, error.message) : toGitHubError(error, what, token);
    }
  }
  const parsed = <T>(schema: z.ZodType<T>, options: CallOptions, data: unknown): T => {
    const result = schema.safeParse(data);
    if (result.success) return result.data;
    const issue = result.error.issues[0];
    throw unexpectedAnswer(options, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
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
          // Octokit's pagination throws a TypeError where a page is not a list.
          throw error instanceof TypeError ? unexpectedAnswer(options, "it is no list") : error;
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
          return partialAnswerOf(error);
        }
      });
      return { data: parsed(schema, options, data), failed };
    },
  };
}

function unexpectedAnswer({ what }: CallOptions, why: string): GitHubError {
  return new GitHubError(`${what} failed: GitHub's answer is not understood (${why})`, {
    status: 200,
    words: [],
    hint: "Report this with the version of your GitHub server.",
  });
}

/** Creates octokit with its plugins. Imports them on first use. */
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
  const spaced = (minTime: number) => new Bottleneck.Group({ maxConcurrent: 1, minTime });
  return new (Octokit.plugin(throttling, retry))({
    auth: token.reveal(),
    baseUrl: connection.apiUrl,
    userAgent: "milestone-tui",
    log: { debug() {}, info() {}, warn() {}, error() {} },
    request: { fetch: createTransport({ clock, waits, timeoutMs, onWait, fetch }) },
    throttle: {
      id: connection.apiUrl,
      write: spaced(writeSpacingMs),
      notifications: spaced(writeSpacingMs * 3),
      // The transport has waited already, so the plugin must not wait again.
      onRateLimit: () => false,
      onSecondaryRateLimit: () => false,
    },
    retry: { retries: 2, retryAfterBaseValue: retryMs, doNotRetry: [400, 401, 403, 404, 405, 409, 410, 422, 429, 451] },
  });
}

/** Rejects when the signal aborts, since the plugins' own waits ignore it. */
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
