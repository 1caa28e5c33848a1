/** The part of `fetch` that the dependency gate uses. */
export type Fetch = (
  url: string,
  init: { method?: string; headers?: Record<string, string>; body?: string; signal: AbortSignal },
) => Promise<FetchAnswer>;

export interface FetchAnswer {
  readonly status: number;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A store for answers that never change (the license of a published version), kept between runs. */
export interface Cache {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
}

/** The registry gave no answer, which differs from an answer without a license. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/**
 * Milliseconds for one request, and for all requests of a judgment. Answers that arrived in time count, the rest is
 * unknown.
 */
const LIMITS = { one: 5_000, all: 20_000 };

/**
 * One registry server during one judgment. After the first connection failure all requests fail at once, so that a gate
 * without network reports that immediately and not once per package.
 */
export class Server {
  readonly base: string;
  readonly #fetch: Fetch;
  readonly #signal: AbortSignal;
  readonly #limits: typeof LIMITS;
  #end: AbortSignal | undefined;
  #failure: Unreachable | undefined;

  constructor(base: string, fetch: Fetch, signal: AbortSignal, limits = LIMITS) {
    this.base = base.replace(/\/+$/, "");
    this.#fetch = fetch;
    this.#signal = signal;
    this.#limits = limits;
  }

  /**
   * @returns undefined where the path does not exist (404, 410)
   * @throws Unreachable where the server does not answer, or answers with another status than 200
   */
  async get(path: string): Promise<FetchAnswer | undefined> {
    const answer = await this.#ask(path, {});
    if (answer.status === 404 || answer.status === 410) return undefined;
    if (answer.status !== 200) throw new Unreachable(`${this.base} answered ${answer.status}`);
    return answer;
  }

  /** @throws Unreachable where the server does not answer, or answers with another status than 200 */
  async post(path: string, body: unknown): Promise<FetchAnswer> {
    const answer = await this.#ask(path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
    if (answer.status !== 200) throw new Unreachable(`${this.base} answered ${answer.status}`);
    return answer;
  }

  async #ask(
    path: string,
    init: { method?: string; headers?: Record<string, string>; body?: string },
  ): Promise<FetchAnswer> {
    this.#end ??= AbortSignal.timeout(this.#limits.all);
    const signal = AbortSignal.any([this.#signal, this.#end, AbortSignal.timeout(this.#limits.one)]);
    const headers = { "user-agent": "milestone-tui (dependency gate)", ...init.headers };
    const answer = await this.#reached(
      async () => await this.#fetch(`${this.base}${path}`, { ...init, headers, signal }),
    );
    return {
      status: answer.status,
      text: async () => await this.#reached(async () => await answer.text()),
      arrayBuffer: async () => await this.#reached(async () => await answer.arrayBuffer()),
    };
  }

  /** Used for the request and for reading the body, since a connection may fail during both. */
  async #reached<T>(attempt: () => Promise<T>): Promise<T> {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return await attempt();
    } catch (error) {
      this.#signal.throwIfAborted();
      const why =
        this.#end?.aborted === true ? `did not answer everything in ${this.#limits.all / 1000} s` : "cannot be reached";
      this.#failure ??= new Unreachable(`${this.base} ${why}`, { cause: error });
      throw this.#failure;
    }
  }
}
