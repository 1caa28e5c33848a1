import type { ReviewFinding } from "../model/review.ts";
import { sanitize } from "../text/sanitize.ts";
import type { Redact } from "../text/redact.ts";
import type { Forge } from "./forge.ts";

/** A forge that is told no secrets: whatever people will read there is cleaned on its way out. */
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
