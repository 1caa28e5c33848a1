import type { EvidenceOf } from "../../../model/stop.ts";
import { hardStop, type StopDefinition } from "../../stop-definition.ts";

/** The last issue of a phase has ended. The user reviews its pull requests before the next phase begins. */
export const phaseBoundary: StopDefinition<EvidenceOf<"phase">> = {
  kind: "phase-boundary",
  form: "phase",
  ...hardStop(["continue", "skip-phase", "abort"], "continue"),
  words: { name: "Phase complete", short: "phase boundaries" },
};
