import type { EvidenceOf } from "../../../model/stop.ts";
import { errorEvidence } from "../../evidence/error.ts";
import { lastLines } from "../../evidence-form.ts";
import { hardStop, type StopDefinition } from "../../stop-definition.ts";

/** The setup command failed in a worktree. */
export const setupFailed: StopDefinition<EvidenceOf<"error">> = {
  kind: "setup-failed",
  form: "error",
  ...hardStop(["retry", "approve", "abort"], "abort"),
  words: {
    name: "Setup failed",
    short: "setup",
    retry: "run the setup again",
    details: (evidence) => [
      ...errorEvidence.details(evidence),
      ...(evidence.detail === undefined ? [] : lastLines(evidence.detail)),
    ],
  },
};
