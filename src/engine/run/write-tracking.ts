import { retryOnDisk } from "./retry-on-disk.ts";
import type { Run } from "./run.ts";
import { writeTracking } from "../plan/tracking/tracking.ts";
import { trackingOf } from "../plan/tracking/tracking-of.ts";

/** Writes where the milestone stands into the plan's tracking sections; every other byte of it stays. */
export async function track(run: Run): Promise<void> {
  await retryOnDisk(run, undefined, () => writeTracking(run.plan, trackingOf(run.plan, run.ledger.progress)));
}
