// One API request from the socket to the answer: fault, token, route, judge, ETag, fault again.
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { failure, type Answer, type Json } from "./backend.ts";
import type { Checks } from "./checks.ts";
import type { Fault, Faults } from "./faults.ts";
import { answerGraphql } from "./graphql.ts";
import { violations } from "./openapi.ts";
import type { Routes } from "./routes.ts";

export interface ApiParts {
  readonly tokens: Readonly<Record<string, string>>;
  readonly scopes: string | undefined;
  readonly checks: Checks;
  readonly graphql: Parameters<typeof answerGraphql>[0];
  readonly routes: Routes;
  readonly faults: Faults;
  readonly requests: LoggedRequest[];
  readonly violations: string[];
}

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  /** Undefined where the connection was cut. */
  readonly status: number | undefined;
}

export async function answerApi(parts: ApiParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://double");
  if (url.pathname.startsWith("/_logs/"))
    return void response.end(parts.checks.logOf(Number(url.pathname.slice("/_logs/".length))));
  const path = url.pathname === "/api/graphql" ? "/graphql" : url.pathname.replace(/^\/api\/v3(?=\/|$)/, "");
  const method = request.method ?? "GET";
  const body = await readJson(request);
  const ours = request.headers["x-double"] === undefined;
  const fault = ours ? parts.faults.next(method, path) : undefined;
  if (fault?.delayMs) await new Promise((later) => setTimeout(later, fault.delayMs));
  const log = (status: number | undefined) =>
    void (ours && parts.requests.push({ method, path: path + url.search, status }));
  if (fault && (await spoiled(fault, request, response, log))) return;

  const { answer, judged } = await perform(parts, {
    method,
    path,
    query: url.searchParams,
    body,
    authorization: request.headers.authorization,
  });
  if (judged)
    parts.violations.push(
      ...violations({
        method,
        path: path.replace(/^\/repositories\/1\//, "/repos/o/r/"),
        query: url.searchParams,
        requestBody: body,
        status: answer.status,
        body: answer.body,
      }),
    );
  if (fault?.reset === "after") {
    log(undefined);
    return void request.socket.destroy();
  }
  if (fault?.done)
    return reply(response, { status: fault.status ?? 500, body: fault.body, headers: fault.headers }, log);
  reply(response, method === "GET" ? conditional(answer, request.headers["if-none-match"]) : answer, log, parts.scopes);
}

/** The faults that keep the request from being done; true where the answer was given, or never will be. */
async function spoiled(
  fault: Fault,
  request: IncomingMessage,
  response: ServerResponse,
  log: (status: number | undefined) => void,
): Promise<boolean> {
  if (fault.hang) {
    log(undefined);
    await new Promise((gone) => request.socket.once("close", gone));
    return true;
  }
  if (fault.reset === "before") {
    log(undefined);
    request.socket.destroy();
    return true;
  }
  if (fault.status === undefined || fault.done) return false;
  reply(
    response,
    { status: fault.status, body: fault.body ?? { message: "Server Error" }, headers: fault.headers },
    log,
  );
  return true;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Json | undefined;
  readonly authorization: string | undefined;
}

async function perform(
  parts: ApiParts,
  { method, path, query, body, authorization }: Asked,
): Promise<{ answer: Answer; judged: boolean }> {
  const login = parts.tokens[authorization?.replace(/^(bearer|token) /i, "") ?? ""];
  if (login === undefined)
    return { answer: failure(401, authorization ? "Bad credentials" : "Requires authentication"), judged: false };
  if (path === "/graphql") return { answer: await answerGraphql(parts.graphql, body ?? {}), judged: false };
  return {
    answer: await parts.routes.answer({ method, path, query, params: {}, body: body ?? {}, login }),
    judged: true,
  };
}

/** GitHub answers a question whose answer did not change with 304, which costs nothing of the hourly limit. */
function conditional(answer: Answer, known: string | undefined): Answer {
  if (answer.status !== 200) return answer;
  const etag = `W/"${createHash("sha256").update(JSON.stringify(answer.body)).digest("hex")}"`;
  return known === etag ? { status: 304, headers: { etag } } : { ...answer, headers: { ...answer.headers, etag } };
}

function reply(response: ServerResponse, answer: Answer, log: (status: number) => void, scopes?: string): void {
  log(answer.status);
  response.writeHead(answer.status, {
    "x-ratelimit-limit": "5000",
    "x-ratelimit-remaining": "4900",
    ...(scopes === undefined ? {} : { "x-oauth-scopes": scopes }),
    ...(answer.body === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
    ...answer.headers,
  });
  response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
}

async function readJson(request: IncomingMessage): Promise<Json | undefined> {
  const bytes = await buffer(request);
  return bytes.length === 0 ? undefined : (JSON.parse(bytes.toString()) as Json);
}
