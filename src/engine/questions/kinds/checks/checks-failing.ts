import type { EvidenceOf } from "../../../model/stop.ts";
import { fixUntilExhausted, stopOf, type StopDefinition } from "../../stop-definition.ts";

/** Lint or type checks fail after auto-fix. */
export const checksFailing: StopDefinition<EvidenceOf<"checks">> = {
  kind: "checks-failing",
  form: "checks",
  ...fixUntilExhausted(),
  detect: ({ finished, failedChecks }) =>
    finished.includes("auto-fix") && failedChecks.length > 0
      ? stopOf(checksFailing, { of: "checks", failed: failedChecks })
      : undefined,
  words: { name: "Checks failing", short: "lint and types", cause: "lint or type errors" },
};
