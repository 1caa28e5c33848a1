// Answers one API request: fault, token, route, validation, ETag, and faults that come after the effect.
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
  const isByProgram = request.headers["x-double"] === undefined;
  const fault = isByProgram ? parts.faults.next(method, path) : undefined;
  if (fault?.delayMs) await new Promise((later) => setTimeout(later, fault.delayMs));
  const log = (status: number | undefined) =>
    void (isByProgram && parts.requests.push({ method, path: path + url.search, status }));
  if (fault && (await failsBefore(fault, request, response, log))) return;

  const { answer, isValidated } = await perform(parts, {
    method,
    path,
    query: url.searchParams,
    body,
    authorization: request.headers.authorization,
  });
  if (isValidated)
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

/** Applies a fault that prevents the request from being handled. Returns whether it did. */
async function failsBefore(
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

interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Json | undefined;
  readonly authorization: string | undefined;
}

async function perform(
  parts: ApiParts,
  { method, path, query, body, authorization }: ApiCall,
): Promise<{ answer: Answer; isValidated: boolean }> {
  const login = parts.tokens[authorization?.replace(/^(bearer|token) /i, "") ?? ""];
  if (login === undefined)
    return { answer: failure(401, authorization ? "Bad credentials" : "Requires authentication"), isValidated: false };
  if (path === "/graphql") return { answer: await answerGraphql(parts.graphql, body ?? {}), isValidated: false };
  return {
    answer: await parts.routes.answer({ method, path, query, params: {}, body: body ?? {}, login }),
    isValidated: true,
  };
}

/** Answers 304 where the client has the current ETag. GitHub does not count a 304 against the hourly limit. */
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
