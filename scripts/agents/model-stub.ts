// A model on loopback that answers as OpenAI's (chat completions) and Gemini's do: it writes a file where something is to be
// done, gives an empty review where one is asked for, and otherwise behaves as the prompt's [word] says.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";

export interface ModelStub {
  readonly url: string;
  /** Requests that asked for work, as `Implement`, `Fix`, `Review`. */
  readonly asked: readonly string[];
  /** So many reviews find something. */
  findings: number;
  /** From now on each request is answered like this, until it is changed. */
  mode: "work" | "limited" | "slow";
  close(): void;
}

/** What to answer: words, or a file to write. */
type Answer = { readonly say: string } | { readonly write: string; readonly content: string };

const part = z.looseObject({ text: z.string().optional(), functionResponse: z.unknown().optional() });
const requestSchema = z.looseObject({
  messages: z.array(z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(part), z.null()]).optional() })).default([]),
  contents: z.array(z.looseObject({ role: z.string().optional(), parts: z.array(part) })).default([]),
  tools: z.array(z.unknown()).default([]),
});

export async function startModelStub(): Promise<ModelStub> {
  const asked: string[] = [];
  const stub: Answering & { url: string; close(): void } = { asked, mode: "work", findings: 0, url: "", close: () => server.close() };
  const server = createServer((request, response) => {
    void answer(stub, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address() as AddressInfo;
  stub.url = `http://127.0.0.1:${address.port}`;
  return stub;
}

interface Answering extends Pick<ModelStub, "mode" | "findings"> {
  readonly asked: string[];
}

async function answer(stub: Answering, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = requestSchema.parse(JSON.parse((await text(request)) || "{}"));
  const isGemini = request.url?.includes("enerateContent") === true;
  const { last, isResult } = isGemini ? geminiPrompt(body) : openAiPrompt(body);
  const whole = JSON.stringify(body);
  const [, task] = /(Implement|Fix|Review) issue #/.exec(last) ?? [];
  // Without tools it is about the conversation itself.
  if (body.tools.length === 0 || (task === undefined && !isResult)) return send(response, isGemini, { say: "A title" }, "");
  if (stub.mode === "limited") {
    response.writeHead(429, { "content-type": "application/json", "retry-after": "1" });
    response.end(JSON.stringify({ error: { code: 429, message: "Rate limit reached, try again in 2 s", status: "RESOURCE_EXHAUSTED", type: "rate_limit_error" } }));
    return;
  }
  if (!isResult && task !== undefined) stub.asked.push(task);
  if (stub.mode === "slow") await delay(600_000, undefined, { ref: false });
  const folder = /(?:Working directory: |directory: )([^\\"\n]+)/.exec(whole)?.[1] ?? "";
  const [, fence = "review"] = /```(review-\w+)/.exec(last) ?? [];
  if (isResult) return send(response, isGemini, { say: "Done." }, folder);
  if (task === "Review") {
    const findings = stub.findings-- > 0 ? [{ title: "Say more", file: "hello.txt", line: 1, severity: "warning" }] : [];
    return send(response, isGemini, { say: `\`\`\`${fence}\n${JSON.stringify({ findings })}\n\`\`\`` }, folder);
  }
  return send(response, isGemini, { write: "hello.txt", content: `${task}\n` }, folder);
}

type Body = z.infer<typeof requestSchema>;

function openAiPrompt({ messages }: Body): { readonly last: string; readonly isResult: boolean } {
  const content = messages.filter(({ role }) => role === "user").at(-1)?.content ?? "";
  const last = typeof content === "string" ? content : (content ?? []).map(({ text }) => text ?? "").join("\n");
  return { last, isResult: messages.at(-1)?.role === "tool" };
}

function geminiPrompt({ contents }: Body): { readonly last: string; readonly isResult: boolean } {
  const isAnswer = (content: Body["contents"][number]) => content.parts.some(({ functionResponse }) => functionResponse !== undefined);
  const prompt = contents.filter((content) => content.role === "user" && !isAnswer(content)).at(-1);
  const final = contents.at(-1);
  return { last: (prompt?.parts ?? []).map(({ text }) => text ?? "").join("\n"), isResult: final !== undefined && isAnswer(final) };
}

function send(response: ServerResponse, isGemini: boolean, what: Answer, folder: string): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  if (isGemini) {
    const piece = "say" in what ? { text: what.say } : { functionCall: { name: "write_file", args: { file_path: what.write, content: what.content } } };
    response.end(`data: ${JSON.stringify({ candidates: [{ content: { role: "model", parts: [piece] }, finishReason: "STOP", index: 0 }], usageMetadata: { promptTokenCount: 1000, candidatesTokenCount: 50, totalTokenCount: 1050 }, modelVersion: "stub" })}\r\n\r\n`);
    return;
  }
  const chunk = (delta: object, finish: string | null, more: object = {}) =>
    response.write(`data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "stub", choices: [{ index: 0, delta, finish_reason: finish }], ...more })}\n\n`);
  if ("say" in what) chunk({ role: "assistant", content: what.say }, null);
  else chunk({ role: "assistant", tool_calls: [{ index: 0, id: "call_1", type: "function", function: { name: "write", arguments: JSON.stringify({ filePath: `${folder}/${what.write}`, content: what.content }) } }] }, null);
  chunk({}, "say" in what ? "stop" : "tool_calls", { usage: { prompt_tokens: 1000, completion_tokens: 50, total_tokens: 1050 } });
  response.end("data: [DONE]\n\n");
}
