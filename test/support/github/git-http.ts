// Git's smart HTTP, by git's own server program.
import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Faults } from "./faults.ts";

export interface GitServer {
  /** Folder of the repositories: `<root>/<owner>/<repo>.git`. */
  readonly root: string;
  /** The user the request's token belongs to; undefined is refused with 401. */
  readonly login: string | undefined;
  readonly faults: Faults;
  /** What GitHub does after a push, before it answers. */
  readonly pushed: () => Promise<void>;
}

/** Answers one request through `git http-backend`, or spoils it. Faults that come after the effect cut the answer off. */
export async function answerGit(
  { root, login, faults, pushed }: GitServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://double");
  const fault = faults.next(request.method ?? "GET", url.pathname);
  if (fault?.delayMs) await new Promise((later) => setTimeout(later, fault.delayMs));
  // Git would wait for ten minutes.
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
  backend.stdin.on("error", () => {}); // It may end before it read everything.
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

/** The login behind `Authorization: Basic`, whose password is a token. */
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
