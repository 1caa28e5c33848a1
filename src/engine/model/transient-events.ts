// Transient events are shown and written to the log of their issue. The journal does not keep them.
import { z } from "zod";
import type { Immutable } from "./immutable.ts";
import { commandSchema } from "./stop.ts";

const planEntrySchema = z.object({ text: z.string(), state: z.enum(["pending", "running", "done"]) });

/** What an agent does, as its protocol reports it. */
export const activitySchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.enum(["message", "thought"]), text: z.string() }),
  z.object({
    kind: z.literal("tool"),
    id: z.string(),
    title: z.string(),
    tool: z.string(),
    state: z.enum(["pending", "running", "done", "failed"]),
    files: z.array(z.string()),
  }),
  z.object({ kind: z.literal("plan"), entries: z.array(planEntrySchema) }),
  z.object({ kind: z.literal("usage"), tokens: z.number().optional(), usd: z.number().optional() }),
  z.object({ kind: z.literal("permission"), title: z.string(), allowed: z.boolean() }),
]);

const issue = z.string().optional().describe("Absent where the event is about the run as a whole.");

export const TRANSIENT_EVENTS = [
  z
    .object({
      type: z.literal("log"),
      issue,
      source: z.enum(["agent", "setup", "lint", "typecheck", "test", "git", "forge", "engine"]),
      text: z.string().describe("One line, or several lines that arrived together."),
    })
    .describe("Output of an agent, a check or git."),
  z
    .object({ type: z.literal("activity"), issue: z.string(), activity: activitySchema })
    .describe("An agent's message, thought, tool call, plan, usage or permission request."),
  z
    .object({ type: z.literal("explained"), issue, text: z.string() })
    .describe("A reason or a detail that is printed with `--verbose` only."),
  z.object({ type: z.literal("notice"), issue, text: z.string() }).describe("Something the user should know."),
  z
    .object({
      type: z.literal("waiting"),
      issue,
      until: z.string().describe("ISO 8601: when the run tries again."),
      reason: z.string().describe("What the run waits for, in one line."),
      commands: z
        .array(commandSchema)
        .describe("The commands accepted during the wait: `retry` ends the wait for a rate limit."),
    })
    .describe("The run waits for something and tries again later."),
  z.object({ type: z.literal("retrying"), issue }).describe("The user ended a wait with `retry`."),
] as const;

export const transientEventSchema = z.discriminatedUnion("type", [...TRANSIENT_EVENTS]);

export type TransientEvent = Immutable<z.infer<typeof transientEventSchema>>;
export type Activity = Immutable<z.infer<typeof activitySchema>>;
export type LogSource = Extract<TransientEvent, { readonly type: "log" }>["source"];
