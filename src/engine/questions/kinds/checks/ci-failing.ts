import type { EvidenceOf } from "../../../model/stop.ts";
import { fixUntilExhausted, stopOf, type StopDefinition } from "../../stop-definition.ts";

/** Checks fail on the forge after the push. */
export const ciFailing: StopDefinition<EvidenceOf<"ci">> = {
  kind: "ci-failing",
  form: "ci",
  ...fixUntilExhausted(),
  detect: ({ finished, failedRuns }) =>
    finished.includes("ci") && failedRuns.length > 0 ? stopOf(ciFailing, { of: "ci", failed: failedRuns }) : undefined,
  words: { name: "CI checks failing", short: "CI", cause: "CI failures" },
};
