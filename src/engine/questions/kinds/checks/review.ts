import type { EvidenceOf } from "../../../model/stop.ts";
import { fixUntilExhausted, stopOf, type StopDefinition } from "../../stop-definition.ts";

/** The code review, or a review by a person on the forge, found something. */
export const review: StopDefinition<EvidenceOf<"review">> = {
  kind: "review",
  form: "review",
  ...fixUntilExhausted(),
  detect: ({ finished, review: findings }) =>
    (finished.includes("review") || finished.includes("ci")) && findings.length > 0
      ? stopOf(review, { of: "review", findings })
      : undefined,
  words: { name: "Code review", short: "code review" },
};
