import type { GateFinding } from "../../../model/findings/gate-finding.ts";
import type { EvidenceOf } from "../../../model/stop.ts";
import { detectFindings } from "../../detect-findings.ts";
import { hardStop, type StopDefinition } from "../../stop-definition.ts";

const claims = ({ gate, tier }: GateFinding) => gate === "secrets" && tier === "hard";

/** A file cannot be searched for secrets. No secret was found in it, so the user may look and accept it. */
export const unreadFile: StopDefinition<EvidenceOf<"gate">> = {
  kind: "unread-file",
  form: "gate",
  ...hardStop(["approve", "skip", "abort"], "skip"),
  detect: detectFindings("unread-file", claims),
  words: { name: "File that cannot be judged", short: "unread file", approved: "Unread file approved" },
};
