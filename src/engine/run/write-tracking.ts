import type { Plan } from "../model/plan.ts";
import type { Ledger } from "../model/ports.ts";
import { trackingOf } from "../plan/tracking/tracking-of.ts";
import { writeTracking } from "../plan/tracking/tracking.ts";
import type { Retry } from "./retry.ts";
import { singleFlight } from "../concurrency/single-flight.ts";

/**
 * Returns a function that writes the progress into the plan's tracking sections and keeps every other byte of the plan.
 * Calls during a write share the next one.
 */
export function createTracking(ledger: Ledger, plan: Plan, retry: Retry): () => Promise<void> {
  return singleFlight(() => retry.onDisk(() => writeTracking(plan, trackingOf(plan, ledger.progress))));
}
