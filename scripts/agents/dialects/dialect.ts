import type { ServerResponse } from "node:http";

/** What a request comes to, whoever's model it is meant for. */
export interface Asked {
  /** The last thing its user said. */
  readonly prompt: string;
  /** It brings the result of a tool that was called. */
  readonly isResult: boolean;
  /** Empty where it is about the conversation itself, a title for example. */
  readonly tools: readonly string[];
}

/** What to answer: words, or a file to write. */
export type Answer = { readonly say: string } | { readonly write: string; readonly content: string };

/** How one maker's models are spoken to. */
export interface Dialect {
  handles(path: string): boolean;
  read(body: unknown): Asked;
  /** @param tools on offer */
  send(response: ServerResponse, answer: Answer, tools: readonly string[]): void;
  /** Says that there were too many requests, and that there may be another in two seconds. */
  limit(response: ServerResponse): void;
}

export function events(response: ServerResponse): (type: string, more?: object) => void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  return (type, more = {}) => response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`);
}

export function tooMany(response: ServerResponse, body: object): void {
  response.writeHead(429, { "content-type": "application/json", "retry-after": "1" });
  response.end(JSON.stringify(body));
}
