// The interface of Gemini.
import { z } from "zod";
import { sendRateLimit, type Dialect } from "./dialect.ts";

const part = z.looseObject({ text: z.string().optional(), functionResponse: z.unknown().optional() });
const requestSchema = z.looseObject({
  contents: z.array(z.looseObject({ role: z.string().optional(), parts: z.array(part) })),
  tools: z
    .array(z.looseObject({ functionDeclarations: z.array(z.looseObject({ name: z.string() })).default([]) }))
    .default([]),
});

export const gemini: Dialect = {
  handles: (path) => path.includes("enerateContent"),
  read(body) {
    const { contents, tools } = requestSchema.parse(body);
    const isResult = (content: (typeof contents)[number] | undefined) =>
      content?.parts.some(({ functionResponse }) => functionResponse !== undefined) === true;
    const prompt = contents.filter((content) => content.role === "user" && !isResult(content)).at(-1);
    return {
      prompt: (prompt?.parts ?? []).map(({ text }) => text ?? "").join("\n"),
      isResult: isResult(contents.at(-1)),
      tools: tools.flatMap(({ functionDeclarations }) => functionDeclarations.map(({ name }) => name)),
    };
  },
  send(response, answer) {
    const piece =
      "say" in answer
        ? { text: answer.say }
        : { functionCall: { name: "write_file", args: { file_path: answer.write, content: answer.content } } };
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(
      `data: ${JSON.stringify({
        candidates: [{ content: { role: "model", parts: [piece] }, finishReason: "STOP", index: 0 }],
        usageMetadata: { promptTokenCount: 1000, candidatesTokenCount: 50, totalTokenCount: 1050 },
        modelVersion: "stub",
      })}\r\n\r\n`,
    );
  },
  limit: (response) =>
    sendRateLimit(response, {
      error: {
        code: 429,
        message: "Rate limit reached, try again in 2 s",
        status: "RESOURCE_EXHAUSTED",
        details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "1s" }],
      },
    }),
};
