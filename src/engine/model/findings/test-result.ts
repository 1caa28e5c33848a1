import { z } from "zod";
import type { Immutable } from "../immutable.ts";

const countsSchema = z.object({ passed: z.number(), failed: z.number(), skipped: z.number() });

/** The result of a test run. */
export const testResultSchema = z.object({
  passed: z.boolean(),
  counts: countsSchema.optional().describe("Absent where only the exit code could be read."),
  failed: z.array(z.string()).describe("Names of the failed tests, in the order they ran."),
  tail: z.string().describe("The end of the command's output."),
  problem: z.string().optional().describe("Why there is no result: the command is missing, or it timed out."),
});

export type TestResult = Immutable<z.infer<typeof testResultSchema>>;
export type TestCounts = Immutable<z.infer<typeof countsSchema>>;
