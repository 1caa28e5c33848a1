// A server on loopback that answers as the registries of all ecosystems do.
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { ConfigInput } from "../../../../src/engine/config/config-schema.ts";

export interface LoopbackRegistry {
  readonly registries: NonNullable<ConfigInput["registries"]>;
  /** Requested paths, in order. */
  readonly asked: readonly string[];
}

/**
 * Starts the server for one test.
 * @param answers by path: text and bytes as they are, a number as the status, anything else as JSON; a function gets
 * the request's body
 */
export async function loopbackRegistry(answers: Readonly<Record<string, unknown>>): Promise<LoopbackRegistry> {
  const asked: string[] = [];
  const server = createServer((request, response) => void answerTo(request, response));
  const answerTo = async (request: IncomingMessage, response: ServerResponse) => {
    const path = decodeURIComponent(request.url ?? "");
    asked.push(path);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
    const given = answers[path];
    const answer: unknown = typeof given === "function" ? given(Buffer.concat(chunks).toString()) : given;
    response.statusCode = answer === undefined ? 404 : typeof answer === "number" ? answer : 200;
    response.end(typeof answer === "string" || Buffer.isBuffer(answer) ? answer : JSON.stringify(answer ?? {}));
  };
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const names = ["npm", "pypi", "cargo", "go", "rubygems", "composer", "maven", "osv"];
  return { asked, registries: Object.fromEntries(names.map((name) => [name, base])) };
}
