import type { PullSummary } from "../model/step-result.ts";
import type { Pull } from "./forge.ts";

/** A pull request as it is recorded. */
export function summaryOf({ number, url, title, state, base }: Pull): PullSummary {
  return { number, url, title, state, base };
}
