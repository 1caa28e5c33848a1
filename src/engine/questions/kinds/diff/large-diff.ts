import type { GateFinding } from "../../../model/findings/gate-finding.ts";
import type { EvidenceOf } from "../../../model/stop.ts";
import { detectFindings } from "../../detect-findings.ts";
import { hardStop, type StopDefinition } from "../../stop-definition.ts";

const claims = ({ gate }: GateFinding) => gate === "size";

/** The diff has more files or lines than the config's limits. */
export const largeDiff: StopDefinition<EvidenceOf<"gate">> = {
  kind: "large-diff",
  form: "gate",
  ...hardStop(["approve", "skip", "abort"], "skip"),
  detect: detectFindings("large-diff", claims),
  words: {
    name: "Large diff",
    short: "large diff",
    approved: "Large diff approved",
    subject: ({ findings: [first] }) => first?.message ?? "Large diff",
    details: () => [],
  },
};
