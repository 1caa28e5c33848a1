import { z } from "zod";
import { gateFindingSchema } from "./findings/gate-finding.ts";
import type { Immutable } from "./immutable.ts";
import { reviewFindingSchema } from "./findings/review.ts";
import { failedCheckSchema, failedRunSchema } from "./stop.ts";
import { testResultSchema } from "./findings/test-result.ts";

/** A branch and the commit that it pointed to. */
export const branchPointSchema = z.object({ branch: z.string(), commit: z.string() });

export const changeSchema = z.object({
  files: z.array(z.string()),
  lines: z.number().describe("Lines added plus lines removed."),
});

export const pullSchema = z.object({
  number: z.number(),
  url: z.string().optional(),
  title: z.string(),
  state: z.enum(["open", "closed", "merged"]),
  base: z.string().optional().describe("The branch that it goes into, as last seen."),
});

/** The result of a finished step. */
export const stepResultSchema = z.discriminatedUnion("step", [
  z.object({ step: z.literal("worktree"), branch: z.string(), base: branchPointSchema, path: z.string() }),
  z.object({ step: z.literal("implement"), change: changeSchema, done: z.array(z.string()) }),
  z.object({
    step: z.literal("fix"),
    changed: z.boolean(),
    done: z.array(z.string()),
    base: branchPointSchema.optional().describe("The base that the fix merged. Absent where it merged none."),
  }),
  z.object({ step: z.literal("auto-fix"), fixed: z.array(z.string()), failed: z.array(failedCheckSchema) }),
  z.object({ step: z.literal("gates"), findings: z.array(gateFindingSchema), change: changeSchema }),
  z.object({
    step: z.literal("tests"),
    result: testResultSchema.optional().describe("Absent where no test command is known."),
    findings: z.array(gateFindingSchema).describe("Findings of the coverage gate."),
  }),
  z.object({ step: z.literal("commit"), commit: z.string() }),
  z.object({
    step: z.literal("push"),
    commit: z.string(),
    base: branchPointSchema
      .optional()
      .describe("The base that the work was moved onto, because the base contains the dependencies by now."),
  }),
  z.object({ step: z.literal("pull-request"), pull: pullSchema, adopted: z.boolean() }),
  z.object({ step: z.literal("review"), findings: z.array(reviewFindingSchema) }),
  z.object({
    step: z.literal("ci"),
    failed: z.array(failedRunSchema),
    asked: z.array(reviewFindingSchema).describe("Changes that people requested in their own reviews."),
  }),
]);

export type BranchPoint = Immutable<z.infer<typeof branchPointSchema>>;
export type ChangeSummary = Immutable<z.infer<typeof changeSchema>>;
export type PullSummary = Immutable<z.infer<typeof pullSchema>>;
export type StepResult = Immutable<z.infer<typeof stepResultSchema>>;
