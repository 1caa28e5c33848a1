import type { ReviewFinding } from "../model/findings/review.ts";
import { sanitize } from "../text/sanitize.ts";
import type { Redact } from "../text/redact.ts";
import type { Forge } from "./forge.ts";

/** Wraps a forge so that secrets and control characters are removed from every text that it publishes. */
export function redactingForge<F extends Forge>(forge: F, redact: Redact): F {
  const clean = (text: string) => sanitize(redact(text));
  const cleanFinding = (finding: ReviewFinding): ReviewFinding => ({
    ...finding,
    title: clean(finding.title),
    detail: clean(finding.detail),
  });
  return {
    ...forge,
    openPull: (pull, signal) => forge.openPull({ ...pull, title: clean(pull.title), body: clean(pull.body) }, signal),
    updatePull: (number, change, signal) =>
      forge.updatePull(number, change.body === undefined ? change : { ...change, body: clean(change.body) }, signal),
    review: (number, findings, signal) => forge.review(number, findings.map(cleanFinding), signal),
  };
}
