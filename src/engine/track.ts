import { outlastingDiskTrouble } from "./disk-trouble.ts";
import type { Run } from "./run.ts";
import { writeTracking } from "./plan/tracking.ts";
import { trackingOf } from "./tracking-of.ts";

/** Writes where the milestone stands into the plan's tracking sections; every other byte of it stays. */
export async function track(run: Run): Promise<void> {
  await outlastingDiskTrouble(run, undefined, () => writeTracking(run.plan, trackingOf(run.plan, run.ledger.progress)));
}
