// Types and helpers that all parts of the double share.
import type { BareRepository } from "./bare.ts";

export interface ApiRequest {
  readonly method: string;
  /** Path below the API root. `params` has its decoded segments. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly params: Readonly<Record<string, string>>;
  readonly body: Json;
  /** The user to whom the request's token belongs. */
  readonly login: string;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Json = Readonly<Record<string, unknown>>;

export interface Backend {
  readonly owner: string;
  readonly repo: string;
  readonly defaultBranch: string;
  /** Root of the server, e.g. `http://127.0.0.1:4711`. */
  readonly root: string;
  readonly bare: BareRepository;
  /** Sends a request to the emulator as this user. */
  emulator(method: string, path: string, body?: Json, login?: string): Promise<Answer>;
  now(): string;
}

export function failure(status: number, message: string, errors?: readonly unknown[]): Answer {
  return {
    status,
    body: {
      message,
      documentation_url: "https://docs.github.com/rest",
      status: String(status),
      ...(errors ? { errors } : {}),
    },
  };
}

/** Returns a page of a list with a Link header, whose URLs have GitHub's form `/repositories/<id>/…`. */
export function paged(backend: Backend, request: ApiRequest, items: readonly unknown[]): Answer {
  const size = Math.min(Number(request.query.get("per_page") ?? 30), 100);
  const page = Number(request.query.get("page") ?? 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const url = (number: number, rel: string) => {
    const query = new URLSearchParams(request.query);
    query.set("page", String(number));
    const path = request.path.replace(/^\/repos\/[^/]+\/[^/]+/, "/repositories/1");
    return `<${backend.root}/api/v3${path}?${query.toString()}>; rel="${rel}"`;
  };
  const links =
    page < last ? [url(page + 1, "next"), url(last, "last")] : page > 1 ? [url(page - 1, "prev"), url(1, "first")] : [];
  return {
    status: 200,
    body: items.slice((page - 1) * size, page * size),
    headers: links.length > 0 ? { link: links.join(", ") } : {},
  };
}

/** Returns the object without these fields. */
export function without<T extends object, K extends keyof T>(object: T, ...fields: readonly K[]): Omit<T, K> {
  const rest = { ...object };
  for (const field of fields) delete rest[field];
  return rest;
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
