// The messages of Anthropic, which claude uses.
import type { ServerResponse } from "node:http";
import { z } from "zod";
import { events, sendRateLimit, type Dialect } from "./dialect.ts";

const block = z.looseObject({ type: z.string(), text: z.string().optional() });
const requestSchema = z.looseObject({
  messages: z.array(z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(block)]) })),
  tools: z.array(z.looseObject({ name: z.string().optional() })).default([]),
});

let calls = 0;

export const messages: Dialect = {
  handles: (path) => path.endsWith("/messages"),
  read(body) {
    const { messages: all, tools } = requestSchema.parse(body);
    const ofUser = all.filter(({ role }) => role === "user");
    const isResult = (content: (typeof ofUser)[number]["content"] | undefined) =>
      Array.isArray(content) && content.some(({ type }) => type === "tool_result");
    const content = ofUser.filter((message) => !isResult(message.content)).at(-1)?.content ?? "";
    const prompt = typeof content === "string" ? content : content.map(({ text }) => text ?? "").join("\n");
    return { prompt, isResult: isResult(ofUser.at(-1)?.content), tools: tools.flatMap(({ name }) => name ?? []) };
  },
  send(response: ServerResponse, answer) {
    const id = `${(calls += 1)}`;
    const usage = {
      input_tokens: 1000,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 100,
      output_tokens: 50,
    };
    const event = events(response);
    event("message_start", {
      message: {
        id: `msg_${id}`,
        type: "message",
        role: "assistant",
        model: "claude-sonnet-4-5",
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { ...usage, output_tokens: 1 },
      },
    });
    const isText = "say" in answer;
    event("content_block_start", {
      index: 0,
      content_block: isText
        ? { type: "text", text: "" }
        : { type: "tool_use", id: `toolu_${id}`, name: "Write", input: {} },
    });
    event("content_block_delta", {
      index: 0,
      delta: isText
        ? { type: "text_delta", text: answer.say }
        : {
            type: "input_json_delta",
            partial_json: JSON.stringify({ file_path: answer.write, content: answer.content }),
          },
    });
    event("content_block_stop", { index: 0 });
    event("message_delta", {
      delta: { stop_reason: isText ? "end_turn" : "tool_use", stop_sequence: null },
      usage: { output_tokens: 50 },
    });
    event("message_stop");
    response.end();
  },
  limit: (response) =>
    sendRateLimit(response, {
      type: "error",
      error: { type: "rate_limit_error", message: "Rate limit reached, try again in 2 s" },
    }),
};
