// The responses of OpenAI, which codex uses.
import { z } from "zod";
import { events, sendRateLimit, type Dialect } from "./dialect.ts";

const item = z.looseObject({
  type: z.string().optional(),
  role: z.string().optional(),
  content: z.unknown().optional(),
});
const requestSchema = z.looseObject({
  input: z.array(item),
  tools: z.array(z.looseObject({ type: z.string(), name: z.string().optional() })).default([]),
});
const textPart = z.array(z.looseObject({ text: z.string().optional() }));

let calls = 0;

export const responses: Dialect = {
  handles: (path) => path.endsWith("/responses"),
  read(body) {
    const { input, tools } = requestSchema.parse(body);
    const content = textPart.safeParse(input.filter(({ role }) => role === "user").at(-1)?.content).data ?? [];
    return {
      prompt: content.map(({ text }) => text ?? "").join("\n"),
      isResult: /output/.test(input.at(-1)?.type ?? ""),
      tools: tools.map(({ name, type }) => name ?? type),
    };
  },
  send(response, answer, tools) {
    const id = `${(calls += 1)}`;
    const event = events(response);
    event("response.created", { response: { id: `resp_${id}`, status: "in_progress" } });
    const done = "say" in answer ? message(id, answer.say) : command(id, answer, tools);
    if ("say" in answer) {
      event("response.output_item.added", { output_index: 0, item: message(id) });
      event("response.output_text.delta", { item_id: `m${id}`, output_index: 0, content_index: 0, delta: answer.say });
    } else event("response.output_item.added", { output_index: 0, item: done });
    event("response.output_item.done", { output_index: 0, item: done });
    const usage = {
      input_tokens: 1000,
      input_tokens_details: { cached_tokens: 100 },
      output_tokens: 50,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 1050,
    };
    event("response.completed", { response: { id: `resp_${id}`, status: "completed", usage } });
    response.end();
  },
  limit: (response) =>
    sendRateLimit(response, {
      error: { message: "Rate limit reached, try again in 2 s", type: "rate_limit_error", code: "rate_limit_exceeded" },
    }),
};

function message(id: string, text?: string): object {
  return {
    type: "message",
    role: "assistant",
    id: `m${id}`,
    content: text === undefined ? [] : [{ type: "output_text", text }],
  };
}

/** Builds a call of a shell tool that writes the file, since codex has no tool for that. */
function command(
  id: string,
  { write, content }: { readonly write: string; readonly content: string },
  tools: readonly string[],
): object {
  const line = `printf '%s' '${content.trimEnd()}' > '${write}'`;
  const call = (name: string, args: object) => ({
    type: "function_call",
    id: `fc${id}`,
    call_id: `call_${id}`,
    name,
    arguments: JSON.stringify(args),
  });
  if (tools.includes("exec_command")) return call("exec_command", { cmd: line });
  if (tools.includes("shell_command")) return call("shell_command", { command: line });
  return call("shell", { command: ["bash", "-lc", line] });
}
