/** The network as the dependency gate may use it. */
export type Fetch = (url: string, init: { method?: string; headers?: Record<string, string>; body?: string; signal: AbortSignal }) => Promise<FetchAnswer>;

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

/**
 * One registry server for one judgement. The first failure of the connection stands for all: a gate without network is
 * to say so at once and not once a package.
 */
export class Server {
  readonly base: string;
  readonly #fetch: Fetch;
  readonly #signal: AbortSignal;
  readonly #milliseconds: number;
  #failure: Unreachable | undefined;

  constructor(base: string, fetch: Fetch, signal: AbortSignal, milliseconds = 5_000) {
    this.base = base.replace(/\/+$/, "");
    this.#fetch = fetch;
    this.#signal = signal;
    this.#milliseconds = milliseconds;
  }

  /** @returns undefined where there is no such thing (404, 410) */
  async get(path: string): Promise<FetchAnswer | undefined> {
    const answer = await this.#ask(path, {});
    if (answer.status === 404 || answer.status === 410) return undefined;
    if (answer.status !== 200) throw new Unreachable(`${this.base} answered ${answer.status}`);
    return answer;
  }

  async post(path: string, body: unknown): Promise<FetchAnswer> {
    const answer = await this.#ask(path, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });
    if (answer.status !== 200) throw new Unreachable(`${this.base} answered ${answer.status}`);
    return answer;
  }

  async #ask(path: string, init: { method?: string; headers?: Record<string, string>; body?: string }): Promise<FetchAnswer> {
    if (this.#failure !== undefined) throw this.#failure;
    const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(this.#milliseconds)]);
    try {
      const headers = { "user-agent": "milestone-tui (dependency gate)", ...init.headers };
      return await this.#fetch(`${this.base}${path}`, { ...init, headers, signal });
    } catch (error) {
      this.#signal.throwIfAborted();
      this.#failure = new Unreachable(`${this.base} cannot be reached`, { cause: error });
      throw this.#failure;
    }
  }
}
