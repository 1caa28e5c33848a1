import { z } from "zod";
import type { Immutable } from "../immutable.ts";
import { LABEL_COLORS, type Label } from "./labels.ts";

const GATES = ["schema", "dependencies", "scope", "secrets", "size", "coverage", "surface"] as const;
const TIERS = ["safety", "hard", "elevated", "none"] as const;

export type GateName = (typeof GATES)[number];

/** `safety` cannot be approved, `hard` asks the user, `elevated` adds a label, `none` is information. */
export type Tier = (typeof TIERS)[number];

export const labelSchema = z.enum(Object.keys(LABEL_COLORS) as [Label, ...Label[]]);

/** Details of a finding that the transcript shows in their own words. */
const gateNoteSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("migration"), statement: z.string(), risk: z.string().optional() }),
  z.object({ kind: z.literal("dependency"), name: z.string(), version: z.string(), licence: z.string() }),
  z.object({ kind: z.literal("scope"), area: z.string(), owners: z.array(z.string()) }),
]);

/** One finding of a gate in a diff. All findings that lead to the same kind of stop share one question. */
export const gateFindingSchema = z.object({
  gate: z.enum(GATES),
  rule: z.string().describe("Stable id of the rule, e.g. `drop-column`."),
  tier: z.enum(TIERS),
  verdict: z.string().describe("The gate's judgment: `breaking`, `additive`, `unknown`, `denied`, `out-of-scope`, …"),
  file: z.string().describe("Path relative to the repository's root."),
  line: z.number().optional().describe("Line in the new file, from 1. Absent where the whole file is meant."),
  object: z.string().describe("What the finding is about, e.g. `users.legacy_status`, `weasyprint`, `billing`."),
  message: z.string().describe("One line for the user. Never contains a secret in clear text."),
  evidence: z
    .string()
    .optional()
    .describe("The text that the finding is about: a few lines at most, with secrets masked."),
  remedy: z.string().describe("How to resolve the finding, in one sentence."),
  fingerprint: z
    .string()
    .describe("Hexadecimal. It changes with the finding, not with unrelated edits. Approvals are stored with it."),
  label: labelSchema.optional().describe("Set on elevated findings."),
  note: gateNoteSchema.optional(),
});

export type GateFinding = Immutable<z.infer<typeof gateFindingSchema>>;
export type GateNote = Immutable<z.infer<typeof gateNoteSchema>>;
