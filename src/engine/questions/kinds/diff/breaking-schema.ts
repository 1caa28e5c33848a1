import type { GateFinding } from "../../../model/findings/gate-finding.ts";
import type { EvidenceOf } from "../../../model/stop.ts";
import { detectFindings } from "../../detect-findings.ts";
import { hardStop, type StopDefinition } from "../../stop-definition.ts";

const claims = ({ gate }: GateFinding) => gate === "schema";

/** A migration may lose data or break running code. */
export const breakingSchema: StopDefinition<EvidenceOf<"gate">> = {
  kind: "breaking-schema",
  form: "gate",
  ...hardStop(["approve", "skip", "abort"], "skip"),
  detect: detectFindings("breaking-schema", claims),
  words: {
    name: "Breaking schema",
    short: "breaking schema",
    approved: "Breaking change approved",
    subject: ({ findings }) => `Breaking schema: ${[...new Set(findings.map(operation))].join(", ")}`,
    details: ({ findings }) => findings.flatMap((finding) => [`File: ${finding.file}`, risk(finding)]),
  },
};

/** `DROP COLUMN "legacy_status"` → `DROP COLUMN`: the words before the object. */
function operation({ note, message }: GateFinding): string {
  if (note?.kind !== "migration") return message;
  return /^[A-Z][A-Z ]*[A-Z]/.exec(note.statement)?.[0] ?? note.statement;
}

function risk({ note, message }: GateFinding): string {
  return note?.kind === "migration" && note.risk !== undefined ? `Risk: ${note.risk}` : message;
}
