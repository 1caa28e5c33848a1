import type { EvidenceOf } from "../../model/stop.ts";
import type { EvidenceForm } from "../evidence-form.ts";

/** A phase whose last issue has ended. Each renderer creates the page of the phase from the progress. */
export const phaseEvidence: EvidenceForm<EvidenceOf<"phase">> = {
  of: "phase",
  continue: "go on with the next phase",
  subject: (_, { phase }) => `Phase ${phase} complete`,
  details: () => [],
  skipReason: (_, kind) => kind,
  exhibit: () => [],
};
