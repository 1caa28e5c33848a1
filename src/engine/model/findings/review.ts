import { z } from "zod";
import type { Immutable } from "../immutable.ts";

const SEVERITIES = ["critical", "warning"] as const;

/** One finding of a code review. */
export const reviewFindingSchema = z.object({
  title: z.string(),
  file: z.string().describe("Path relative to the repository's root. Empty where the review names no file."),
  line: z.number().optional(),
  severity: z.enum(SEVERITIES),
  detail: z.string(),
});

export type ReviewFinding = Immutable<z.infer<typeof reviewFindingSchema>>;

/** The answer of an agent that implemented or fixed something. It is never taken as evidence of success. */
export const workResultSchema = z.object({
  summary: z.string().default(""),
  done: z.array(z.string()).default([]),
});

/** The answer of a reviewer. An empty list means that the review passed. An answer that does not match is no review. */
export const reviewResultSchema = z.object({
  findings: z.array(
    z.object({
      title: z.string().min(1),
      file: z.string().default(""),
      line: z.int().positive().optional(),
      severity: z.enum(SEVERITIES),
      detail: z.string().default(""),
    }),
  ),
});

export type WorkResult = z.infer<typeof workResultSchema>;
export type ReviewResult = z.infer<typeof reviewResultSchema>;
