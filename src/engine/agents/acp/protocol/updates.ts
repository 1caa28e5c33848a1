// Parses the updates of an agent that are used. Unknown or malformed fields are ignored, since agents may implement an
// older or a newer schema.
import { z } from "zod";

const optional = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const listOf = <T extends z.ZodType>(schema: T) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((items) =>
      items.flatMap((item) => {
        const parsed = schema.safeParse(item);
        return parsed.success ? [parsed.data] : [];
      }),
    );

const textChunk = z.object({ content: z.object({ type: z.literal("text"), text: z.string() }) });

/** A tool call, or a part of one. Fields that an update leaves out keep their earlier value. */
export const toolCallSchema = z.object({
  toolCallId: z.string(),
  title: optional(z.string()),
  kind: optional(z.string()),
  status: optional(z.enum(["pending", "in_progress", "completed", "failed"])),
  locations: optional(listOf(z.object({ path: z.string() }))),
  content: optional(listOf(z.object({ type: z.literal("diff"), path: z.string() }))),
  rawInput: z.unknown().optional(),
});
export type ToolCallPart = z.infer<typeof toolCallSchema>;

const planEntry = z.object({
  content: z.string(),
  status: z.enum(["pending", "in_progress", "completed"]).catch("pending"),
});

const usageUpdate = z.object({
  used: optional(z.number()),
  cost: optional(z.object({ amount: z.number().min(0), currency: z.string() })),
});

export type Update =
  | { readonly of: "message" | "thought"; readonly text: string }
  | { readonly of: "tool"; readonly call: ToolCallPart }
  | { readonly of: "plan"; readonly entries: readonly z.infer<typeof planEntry>[] }
  | { readonly of: "usage"; readonly usd: number | undefined };

/** Parses the update of a `session/update`. Returns undefined for updates that are not used, and for malformed ones. */
export function readUpdate(update: Readonly<Record<string, unknown>>): Update | undefined {
  switch (update["sessionUpdate"]) {
    case "agent_message_chunk":
    case "agent_thought_chunk": {
      const { data } = textChunk.safeParse(update);
      if (data === undefined) return undefined;
      return { of: update["sessionUpdate"] === "agent_message_chunk" ? "message" : "thought", text: data.content.text };
    }
    case "tool_call":
    case "tool_call_update": {
      const { data } = toolCallSchema.safeParse(update);
      return data === undefined ? undefined : { of: "tool", call: data };
    }
    case "plan":
      return { of: "plan", entries: listOf(planEntry).parse(update["entries"]) };
    case "usage_update": {
      const { data } = usageUpdate.safeParse(update);
      return data?.cost?.currency === "USD" ? { of: "usage", usd: data.cost.amount } : undefined;
    }
    default:
      return undefined;
  }
}

const notificationSchema = z.object({ sessionId: z.string(), update: z.record(z.string(), z.unknown()) });

/** Returns the update in the parameters of a notification, or undefined where it belongs to another session. */
export function updateOf(
  params: unknown,
  sessionId: string | undefined,
): Readonly<Record<string, unknown>> | undefined {
  const { data } = notificationSchema.safeParse(params);
  return data?.sessionId === sessionId ? data?.update : undefined;
}
