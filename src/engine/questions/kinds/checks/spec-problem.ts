import type { EvidenceOf } from "../../../model/stop.ts";
import { hardStop, type StopDefinition } from "../../stop-definition.ts";

/** The spec is missing, empty or without acceptance criteria. */
export const specProblem: StopDefinition<EvidenceOf<"error">> = {
  kind: "spec-problem",
  form: "error",
  ...hardStop(["skip", "abort"], "skip"),
  words: { name: "Issue spec problem", short: "issue spec", cause: "issue spec problem" },
};
