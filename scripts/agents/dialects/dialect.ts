import type { ServerResponse } from "node:http";

/** A request to a model, in the same form for all dialects. */
export interface ModelRequest {
  /** The last message of the user. */
  readonly prompt: string;
  /** Whether the request carries the result of a tool call. */
  readonly isResult: boolean;
  /** Names of the tools on offer. Empty for requests about the conversation itself, for example for its title. */
  readonly tools: readonly string[];
}

/** An answer of the model: text, or a file to write. */
export type Answer = { readonly say: string } | { readonly write: string; readonly content: string };

/** The interface of one provider. */
export interface Dialect {
  /** Whether requests to this path belong to the dialect. */
  handles(path: string): boolean;
  /** @throws ZodError where the body is not a request of the dialect */
  read(body: unknown): ModelRequest;
  /**
   * Sends an answer as a stream.
   * @param tools names of the tools on offer
   */
  send(response: ServerResponse, answer: Answer, tools: readonly string[]): void;
  /** Sends a rate limit that is lifted in two seconds. */
  limit(response: ServerResponse): void;
}

/** Begins a stream of server-sent events, and returns a function that sends one. */
export function events(response: ServerResponse): (type: string, more?: object) => void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  return (type, more = {}) => response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`);
}

/** Sends status 429. */
export function sendRateLimit(response: ServerResponse, body: object): void {
  response.writeHead(429, { "content-type": "application/json", "retry-after": "1" });
  response.end(JSON.stringify(body));
}
