import { z } from "zod";

/** One finding of a code review. */
export interface ReviewFinding {
  readonly title: string;
  readonly file: string;
  readonly line: number | undefined;
  readonly severity: "critical" | "warning";
  readonly detail: string;
}

/** What an agent writes after implementing or fixing. Never evidence of success. */
export const workResultSchema = z.object({
  summary: z.string().default(""),
  done: z.array(z.string()).default([]),
});

/** What a reviewer writes. An empty list is a pass; anything that does not fit is no review at all. */
export const reviewResultSchema = z.object({
  findings: z.array(
    z.object({
      title: z.string().min(1),
      file: z.string().default(""),
      line: z.int().positive().optional(),
      severity: z.enum(["critical", "warning"]),
      detail: z.string().default(""),
    }),
  ),
});

export type WorkResult = z.infer<typeof workResultSchema>;
export type ReviewResult = z.infer<typeof reviewResultSchema>;
