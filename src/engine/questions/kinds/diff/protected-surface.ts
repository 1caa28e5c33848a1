import type { GateFinding } from "../../../model/findings/gate-finding.ts";
import type { EvidenceOf } from "../../../model/stop.ts";
import { detectFindings } from "../../detect-findings.ts";
import { hardStop, type StopDefinition } from "../../stop-definition.ts";

const claims = ({ gate }: GateFinding) => gate === "surface";

/** The diff changes files that need a human's review, such as CI workflows. */
export const protectedSurface: StopDefinition<EvidenceOf<"gate">> = {
  kind: "protected-surface",
  form: "gate",
  ...hardStop(["continue", "skip", "abort"], "continue"),
  detect: detectFindings("protected-surface", claims),
  words: {
    name: "Protected surface modified",
    short: "protected surface",
    details: ({ findings }) => findings.map(({ file, evidence }) => `Modified: ${evidence ?? file}`),
    answered: (command) => (command === "continue" ? ["✓ Label: needs-human"] : undefined),
  },
};
