import { z } from "zod";
import type { Progress } from "../../engine/model/progress.ts";

const list = z.array(z.unknown());

/** Checks only what readers of the progress depend on. The checksum covers the rest. */
const shape = z.looseObject({
  milestone: z.string(),
  title: z.string(),
  starts: z.int().min(0),
  outline: z.array(z.looseObject({ number: z.int(), name: z.string(), issues: list })),
  scopeTags: z.array(z.string()),
  issues: z.record(
    z.string(),
    z.looseObject({
      id: z.string(),
      state: z.enum(["active", "done", "skipped"]),
      round: z.int().min(0),
      finished: z.array(z.string()),
      labels: list,
      findings: list,
      review: list,
      approvals: list,
    }),
  ),
  phases: z.record(z.string(), z.enum(["running", "complete", "approved", "skipped"])),
  questions: z.array(z.looseObject({ id: z.string(), commands: list })),
  decisions: z.array(z.looseObject({ stop: z.string(), command: z.string() })),
  spent: z.record(
    z.string(),
    z.looseObject({ turns: z.number(), unreported: z.looseObject({ tokens: z.number(), usd: z.number() }) }),
  ),
  completed: z.boolean(),
  validated: z.boolean(),
});

export function isProgress(value: unknown): value is Progress {
  return shape.safeParse(value).success;
}
