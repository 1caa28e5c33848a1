// A model server on loopback with the interfaces of OpenAI, Anthropic and Google. It writes a file for an
// implementation or a fix, and returns findings for a review. Its mode changes that.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { chat } from "./dialects/chat.ts";
import type { Answer } from "./dialects/dialect.ts";
import { gemini } from "./dialects/gemini.ts";
import { messages } from "./dialects/messages.ts";
import { responses } from "./dialects/responses.ts";

/** A request that asked for work. */
export interface Work {
  /** `Implement`, `Fix` or `Review`. */
  readonly task: string;
  /** Whether the request contains the conversation of the implementation. */
  readonly hasHistory: boolean;
}

export interface ModelStub {
  readonly url: string;
  /** The requests that asked for work, in order. */
  readonly asked: Work[];
  /** How many requests got a rate limit. */
  limited: number;
  /** How many of the next reviews have a finding. */
  findings: number;
  /** How requests are answered. `slow` delays the answer for ten minutes; `outside` writes to the path `outside`. */
  mode: "work" | "limited" | "slow" | "outside";
  /** Absolute path of the file that is written in mode `outside`. */
  outside: string;
  /** Absolute path of the worktree, for files that the model writes. */
  folder: string;
  close(): void;
}

const DIALECTS = [chat, responses, messages, gemini];

export async function startModelStub(): Promise<ModelStub> {
  const server = createServer((request, response) => {
    void respond(stub, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address() as AddressInfo;
  const stub: ModelStub = {
    url: `http://127.0.0.1:${address.port}`,
    asked: [],
    limited: 0,
    findings: 0,
    mode: "work",
    outside: "",
    folder: "",
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return stub;
}

async function respond(stub: ModelStub, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const path = (request.url ?? "").split("?")[0] ?? "";
  const dialect = DIALECTS.find(({ handles }) => handles(path));
  if (dialect === undefined || request.method !== "POST") {
    response.writeHead(path.includes("/models") || path.endsWith("/count_tokens") ? 200 : 404, {
      "content-type": "application/json",
    });
    response.end(JSON.stringify({ object: "list", data: [], models: [], input_tokens: 1000 }));
    return;
  }
  const { prompt, isResult, tools } = dialect.read(JSON.parse(body));
  const [, task] = /(Implement|Fix|Review) issue #/.exec(prompt) ?? [];
  if (tools.length === 0 || (task === undefined && !isResult)) return dialect.send(response, { say: "A title" }, tools);
  if (stub.mode === "limited") {
    stub.limited += 1;
    return dialect.limit(response);
  }
  if (!isResult && task !== undefined) stub.asked.push({ task, hasHistory: /Implement issue #/.test(body) });
  if (stub.mode === "slow") await delay(600_000, undefined, { ref: false });
  return dialect.send(
    response,
    isResult || task === undefined ? { say: "Done." } : answerTo(stub, task, prompt),
    tools,
  );
}

function answerTo(stub: ModelStub, task: string, prompt: string): Answer {
  if (stub.mode === "outside") return { write: stub.outside, content: "outside\n" };
  if (task !== "Review") return { write: `${stub.folder}/hello.txt`, content: `${task}\n` };
  const [, fence = "review"] = /```(review-\w+)/.exec(prompt) ?? [];
  const findings = stub.findings-- > 0 ? [{ title: "Say more", file: "hello.txt", line: 1, severity: "warning" }] : [];
  return { say: `\`\`\`${fence}\n${JSON.stringify({ findings })}\n\`\`\`` };
}
