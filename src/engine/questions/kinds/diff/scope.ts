import type { GateFinding } from "../../../model/findings/gate-finding.ts";
import type { EvidenceOf } from "../../../model/stop.ts";
import { detectFindings } from "../../detect-findings.ts";
import { hardStop, type StopDefinition } from "../../stop-definition.ts";

const claims = ({ gate }: GateFinding) => gate === "scope";

/** The diff changes code of a sensitive area outside the milestone's scope. */
export const scope: StopDefinition<EvidenceOf<"gate">> = {
  kind: "scope",
  form: "gate",
  ...hardStop(["approve", "skip", "abort"], "skip"),
  detect: detectFindings("scope", claims),
  words: {
    name: "Scope creep",
    short: "scope creep",
    approved: "Scope approved",
    subject({ findings, scopeTags: [tag = "no scope tags"], milestone }) {
      return `Scope creep: ${findings.map(area).join(", ")} code in ${milestone.toUpperCase()} (${tag})`;
    },
    details: ({ findings, scopeTags }) => [
      ...findings.map(({ file, evidence }) => `Modified: ${evidence ?? file}`),
      `Scope tags: [${scopeTags.join(", ")}]`,
    ],
    answered: (command, issue) =>
      command === "approve" && issue !== undefined
        ? ["✓ Approved (recorded)", "", `→ Continuing Issue #${issue}`, ""]
        : undefined,
  },
};

function area({ note, object }: GateFinding): string {
  return note?.kind === "scope" ? note.area : object;
}
