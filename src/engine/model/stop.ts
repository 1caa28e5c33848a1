import { z } from "zod";
import { gateFindingSchema } from "./findings/gate-finding.ts";
import type { Immutable } from "./immutable.ts";
import { planFindingSchema } from "./findings/plan-finding.ts";
import { reviewFindingSchema } from "./findings/review.ts";
import { testResultSchema } from "./findings/test-result.ts";

const COMMANDS = ["fix", "skip", "abort", "retry", "continue", "skip-phase", "approve", "allow", "deny"] as const;

/** An answer to a question. */
export type Command = (typeof COMMANDS)[number];

export const commandSchema = z.enum(COMMANDS);

/** The name of a kind of stop. `questions/stops.ts` lists all of them. */
export type StopKind = string;

/** A lint or type check that failed after auto-fix. */
export const failedCheckSchema = z.object({
  name: z.enum(["lint", "typecheck"]),
  command: z.string(),
  tail: z.string(),
  problem: z.string().optional(),
});

/** A check run that failed on the forge. */
export const failedRunSchema = z.object({
  name: z.string(),
  step: z.string().optional(),
  url: z.string().optional(),
  logTail: z.string().optional(),
});

/** What an agent asks permission for, as the agent describes it. */
export const permissionRequestSchema = z.object({
  tool: z.string().describe("Kind of tool: `execute`, `fetch`, `edit` and the like."),
  title: z.string().describe("The agent's name for the action."),
  command: z.string().optional().describe("The whole command line. Absent where no command is to be run."),
  input: z.string().optional().describe("The input of the tool as JSON. Absent where there is a command line."),
  paths: z.array(z.string()),
  words: z.string().describe("The agent's last message before the request."),
});

const errorEvidenceSchema = z.object({
  of: z.literal("error"),
  message: z.string(),
  hint: z.string().optional(),
  detail: z.string().optional(),
  final: z.enum(["skip", "abort"]).optional().describe("The answer of `--autonomous` where a retry cannot help."),
});

/** What a stop is about. `of` names the form of the evidence. */
export const evidenceSchema = z.discriminatedUnion("of", [
  z.object({ of: z.literal("plan"), findings: z.array(planFindingSchema) }),
  z.object({
    of: z.literal("gate"),
    findings: z.array(gateFindingSchema),
    scopeTags: z.array(z.string()),
    milestone: z.string(),
  }),
  z.object({ of: z.literal("tests"), result: testResultSchema }),
  z.object({ of: z.literal("checks"), failed: z.array(failedCheckSchema) }),
  z.object({ of: z.literal("review"), findings: z.array(reviewFindingSchema) }),
  errorEvidenceSchema,
  z.object({ of: z.literal("conflict"), with: z.string(), files: z.array(z.string()) }),
  z.object({ of: z.literal("ci"), failed: z.array(failedRunSchema) }),
  z.object({ of: z.literal("phase"), phase: z.number() }),
  z.object({ of: z.literal("permission"), agent: z.string(), request: permissionRequestSchema }),
]);

/**
 * A reason to stop, with its evidence. A stop is serializable: it is saved and shown by every renderer, and after a
 * restart the user is asked about the saved stop without another detection.
 */
export const stopSchema = z.object({
  kind: z.string(),
  evidence: evidenceSchema,
  attempt: z
    .object({ number: z.number(), of: z.number() })
    .optional()
    .describe(
      "The number of the next fix, from 1, and how many are allowed. Past `of`, `fix` is not offered. " +
        "Set on kinds of stop that a fix can answer.",
    ),
  fingerprints: z
    .array(z.string())
    .describe(
      "One for each thing that the question is about. It changes with that thing. Approvals are stored with it.",
    ),
});

/** A stop that the user is asked about. */
export const questionSchema = z.object({
  id: z.string().describe("`q1`, `q2`, … Assigned when the question is recorded, and unique in a milestone."),
  issue: z
    .string()
    .optional()
    .describe("Absent where the question is about the run: the quality gate, a phase boundary."),
  stop: stopSchema,
  commands: z.array(commandSchema).describe("The commands on offer, in the order they are shown."),
  askedAt: z.string(),
});

export type FailedCheck = Immutable<z.infer<typeof failedCheckSchema>>;
export type FailedRun = Immutable<z.infer<typeof failedRunSchema>>;
export type PermissionRequest = Immutable<z.infer<typeof permissionRequestSchema>>;
export type Evidence = Immutable<z.infer<typeof evidenceSchema>>;
export type Stop = Immutable<z.infer<typeof stopSchema>>;
export type Question = Immutable<z.infer<typeof questionSchema>>;

/** A question before it is recorded. Its id is set only where an open question is asked again. */
export type QuestionDraft = Omit<Question, "id"> & { readonly id?: string | undefined };

/** Evidence of one form, e.g. `EvidenceOf<"tests">`. */
export type EvidenceOf<Form extends Evidence["of"]> = Extract<Evidence, { readonly of: Form }>;
