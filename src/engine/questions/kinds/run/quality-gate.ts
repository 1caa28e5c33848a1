import type { EvidenceOf } from "../../../model/stop.ts";
import { hardStop, type StopDefinition } from "../../stop-definition.ts";

/** The plan review found critical issues. */
export const qualityGate: StopDefinition<EvidenceOf<"plan">> = {
  kind: "quality-gate",
  form: "plan",
  ...hardStop(["approve", "abort"], "abort"),
  words: { name: "Quality gate", short: "quality gate" },
};
