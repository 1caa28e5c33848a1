import { z } from "zod";
import type { Immutable } from "../immutable.ts";

const SEVERITIES = ["critical", "warning", "info"] as const;

export type PlanSeverity = (typeof SEVERITIES)[number];

/** One finding of the plan review. */
export const planFindingSchema = z.object({
  rule: z.string().describe("Stable id of the rule, e.g. `unknown-dependency`."),
  severity: z.enum(SEVERITIES),
  file: z.string().describe("Path relative to the milestone folder."),
  line: z.number().optional(),
  text: z.string().describe("One line, as the transcript prints it."),
  fix: z.string().describe("How to resolve the finding, in one sentence."),
  issue: z.string().optional(),
});

export type PlanFinding = Immutable<z.infer<typeof planFindingSchema>>;
