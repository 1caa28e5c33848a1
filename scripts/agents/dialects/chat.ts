// The chat completions of OpenAI, which opencode uses with most providers.
import { z } from "zod";
import { sendRateLimit, type Dialect } from "./dialect.ts";

const textPart = z.looseObject({ text: z.string().optional() });
const requestSchema = z.looseObject({
  messages: z.array(
    z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(textPart), z.null()]).optional() }),
  ),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).default([]),
});

export const chat: Dialect = {
  handles: (path) => path.endsWith("/chat/completions"),
  read(body) {
    const { messages, tools } = requestSchema.parse(body);
    const content = messages.filter(({ role }) => role === "user").at(-1)?.content ?? "";
    const prompt = typeof content === "string" ? content : content.map(({ text }) => text ?? "").join("\n");
    return { prompt, isResult: messages.at(-1)?.role === "tool", tools: tools.map((tool) => tool.function.name) };
  },
  send(response, answer) {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const chunk = (delta: object, finish: string | null, more: object = {}) =>
      response.write(
        `data: ${JSON.stringify({
          id: "c",
          object: "chat.completion.chunk",
          created: 1,
          model: "stub",
          choices: [{ index: 0, delta, finish_reason: finish }],
          ...more,
        })}\n\n`,
      );
    if ("say" in answer) chunk({ role: "assistant", content: answer.say }, null);
    else
      chunk(
        {
          role: "assistant",
          tool_calls: [
            {
              index: 0,
              id: "call_1",
              type: "function",
              function: {
                name: "write",
                arguments: JSON.stringify({ filePath: answer.write, content: answer.content }),
              },
            },
          ],
        },
        null,
      );
    chunk({}, "say" in answer ? "stop" : "tool_calls", {
      usage: { prompt_tokens: 1000, completion_tokens: 50, total_tokens: 1050 },
    });
    response.end("data: [DONE]\n\n");
  },
  limit: (response) =>
    sendRateLimit(response, {
      error: { message: "Rate limit reached, try again in 2 s", type: "rate_limit_error", code: "rate_limit_exceeded" },
    }),
};
