// Serves git's smart HTTP protocol with git's own server program.
import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Faults } from "./faults.ts";

export interface GitServer {
  /** Folder of the repositories: `<root>/<owner>/<repo>.git`. */
  readonly root: string;
  /** The user to whom the request's token belongs; undefined is rejected with 401. */
  readonly login: string | undefined;
  readonly faults: Faults;
  /** Called after a push, before the answer. */
  readonly pushed: () => Promise<void>;
}

/** Answers one request with `git http-backend`, or with a fault. A fault `after` the effect cuts off the answer. */
export async function answerGit(
  { root, login, faults, pushed }: GitServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://double");
  const fault = faults.next(request.method ?? "GET", url.pathname);
  if (fault?.delayMs) await new Promise((later) => setTimeout(later, fault.delayMs));
  // A hang is a cut here, since git would wait for ten minutes.
  if (fault?.reset === "before" || fault?.hang) return void request.socket.destroy();
  if (fault?.status !== undefined && !fault.done) return void response.writeHead(fault.status, fault.headers).end();
  if (login === undefined) {
    response.writeHead(401, { "www-authenticate": 'Basic realm="GitHub"' }).end();
    return;
  }
  const backend = spawn("git", ["http-backend"], {
    env: cgiEnvironment(root, login, request, url),
    stdio: ["pipe", "pipe", "ignore"],
  });
  backend.stdin.on("error", () => {}); // The process may end before it has read everything.
  request.pipe(backend.stdin);
  const output = await buffer(backend.stdout);
  const split = output.indexOf("\r\n\r\n");
  const headers = Object.fromEntries(
    output
      .subarray(0, split)
      .toString()
      .split("\r\n")
      .map((line) => line.split(/: (.*)/s).slice(0, 2)),
  );
  if (url.pathname.endsWith("/git-receive-pack")) await pushed();
  if (fault?.reset === "after") return void request.socket.destroy();
  if (fault?.status !== undefined) return void response.writeHead(fault.status, fault.headers).end();
  const { Status: status, ...rest } = headers;
  response.writeHead(Number.parseInt(status ?? "200", 10), rest).end(output.subarray(split + 4));
}

/** Returns the login for the token that is the password of `Authorization: Basic`. */
export function gitLogin(request: IncomingMessage, tokens: Readonly<Record<string, string>>): string | undefined {
  const [scheme, value] = (request.headers.authorization ?? "").split(" ");
  if (scheme !== "Basic" || !value) return undefined;
  return tokens[Buffer.from(value, "base64").toString().split(":")[1] ?? ""];
}

function cgiEnvironment(root: string, login: string, request: IncomingMessage, url: URL): Record<string, string> {
  const length = request.headers["content-length"];
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: process.env["HOME"] ?? "",
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: url.pathname,
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method ?? "GET",
    CONTENT_TYPE: request.headers["content-type"] ?? "",
    HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
    GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    REMOTE_USER: login,
    REMOTE_ADDR: "127.0.0.1",
    ...(length ? { CONTENT_LENGTH: length } : {}),
  };
}
