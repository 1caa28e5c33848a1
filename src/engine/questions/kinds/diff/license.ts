import type { GateFinding } from "../../../model/findings/gate-finding.ts";
import type { EvidenceOf } from "../../../model/stop.ts";
import { detectFindings } from "../../detect-findings.ts";
import { hardStop, type StopDefinition } from "../../stop-definition.ts";

const claims = ({ gate }: GateFinding) => gate === "dependencies";

/**
 * A new dependency has a license that is denied or unknown. The kind keeps its British spelling, since it is part of
 * saved state and of events.
 */
export const license: StopDefinition<EvidenceOf<"gate">> = {
  kind: "licence",
  form: "gate",
  ...hardStop(["approve", "skip", "abort"], "skip"),
  detect: detectFindings("licence", claims),
  words: {
    name: "License",
    short: "license",
    approved: "License approved",
    quotesReason: true,
    subject: ({ findings: [first] }) =>
      first?.note?.kind === "dependency" ? `License: ${dependency(first)}` : (first?.message ?? "License"),
    details: ({ findings }) => findings.slice(1).map((finding) => `- ${dependency(finding)}`),
    skipReason: ({ findings }) => reviewReason(findings),
  },
};

function dependency({ note, message }: GateFinding): string {
  return note?.kind === "dependency" ? `${note.name} v${note.version} (${note.licence})` : message;
}

/** Names the license family in the reason, e.g. `GPL dependency requires legal review`. */
function reviewReason(findings: readonly GateFinding[]): string {
  const licenses = findings.map(({ note }) => (note?.kind === "dependency" ? note.licence : "")).join(" ");
  const family = /\b[AL]?GPL|SSPL|BUSL/.exec(licenses)?.[0];
  return family === undefined
    ? "Dependency license requires legal review"
    : `${family} dependency requires legal review`;
}
