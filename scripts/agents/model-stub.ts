// A model on loopback that answers as those of OpenAI, Anthropic and Google do: it writes a file where something is to be
// done, gives a review where one is asked for, and otherwise behaves as its mode says.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { chat } from "./dialects/chat.ts";
import type { Answer } from "./dialects/dialect.ts";
import { gemini } from "./dialects/gemini.ts";
import { messages } from "./dialects/messages.ts";
import { responses } from "./dialects/responses.ts";

export interface Work {
  readonly task: string;
  /** It came with what was said when the issue was implemented. */
  readonly remembers: boolean;
}

export interface ModelStub {
  readonly url: string;
  /** Requests that asked for work, by task: `Implement`, `Fix`, `Review`. */
  readonly asked: Work[];
  /** How often it said that there were too many. */
  limited: number;
  /** So many reviews find something. */
  findings: number;
  /** From now on each request is answered like this, until it is changed. `stray` writes to `outside`. */
  mode: "work" | "limited" | "slow" | "stray";
  /** Where a model that misbehaves writes; absolute. */
  outside: string;
  /** Where agents work; absolute. */
  folder: string;
  close(): void;
}

const DIALECTS = [chat, responses, messages, gemini];

export async function startModelStub(): Promise<ModelStub> {
  const server = createServer((request, response) => {
    void answer(stub, request, response).catch(() => response.destroy());
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

async function answer(stub: ModelStub, request: IncomingMessage, response: ServerResponse): Promise<void> {
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
  if (!isResult && task !== undefined) stub.asked.push({ task, remembers: /Implement issue #/.test(body) });
  if (stub.mode === "slow") await delay(600_000, undefined, { ref: false });
  return dialect.send(
    response,
    isResult || task === undefined ? { say: "Done." } : answerTo(stub, task, prompt),
    tools,
  );
}

function answerTo(stub: ModelStub, task: string, prompt: string): Answer {
  if (stub.mode === "stray") return { write: stub.outside, content: "stray\n" };
  if (task !== "Review") return { write: `${stub.folder}/hello.txt`, content: `${task}\n` };
  const [, fence = "review"] = /```(review-\w+)/.exec(prompt) ?? [];
  const findings = stub.findings-- > 0 ? [{ title: "Say more", file: "hello.txt", line: 1, severity: "warning" }] : [];
  return { say: `\`\`\`${fence}\n${JSON.stringify({ findings })}\n\`\`\`` };
}
