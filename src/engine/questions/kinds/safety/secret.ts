import type { GateFinding } from "../../../model/findings/gate-finding.ts";
import type { EvidenceOf } from "../../../model/stop.ts";
import { detectFindings } from "../../detect-findings.ts";
import { fixUntilExhausted, type StopDefinition } from "../../stop-definition.ts";

const claims = ({ gate, tier }: GateFinding) => gate === "secrets" && tier === "safety";

/** The diff contains a secret. */
export const secret: StopDefinition<EvidenceOf<"gate">> = {
  kind: "secret",
  form: "gate",
  ...fixUntilExhausted(),
  tier: "safety",
  detect: detectFindings("secret", claims),
  words: { name: "Secret in the diff", short: "secrets", cause: "secret in the diff" },
};
