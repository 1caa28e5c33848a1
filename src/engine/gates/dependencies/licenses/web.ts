/** The network as the dependency gate may use it. */
export type Fetch = (
  url: string,
  init: { method?: string; headers?: Record<string, string>; body?: string; signal: AbortSignal },
) => Promise<FetchAnswer>;

export interface FetchAnswer {
  readonly status: number;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Answers that never change (a published version's licence), kept between runs. */
export interface Cache {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
}

/** The registry gave no answer, as opposed to an answer without a licence. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** Milliseconds for one question, and for all of a judgement: what is left then is unknown, and known answers are kept. */
const LIMITS = { one: 5_000, all: 20_000 };

/**
 * One registry server for one judgement. The first failure of the connection stands for all: a gate without network is
 * to say so at once and not once a package.
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

  /** @returns undefined where there is no such thing (404, 410) */
  async get(path: string): Promise<FetchAnswer | undefined> {
    const answer = await this.#ask(path, {});
    if (answer.status === 404 || answer.status === 410) return undefined;
    if (answer.status !== 200) throw new Unreachable(`${this.base} answered ${answer.status}`);
    return answer;
  }

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

  /** A connection may fail before the answer begins and in the middle of it. */
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
