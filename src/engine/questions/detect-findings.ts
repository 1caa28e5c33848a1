import type { GateFinding } from "../model/findings/gate-finding.ts";
import type { StopDefinition } from "./stop-definition.ts";

/** Finds the stop that the gates' findings ask for: one stop a kind, about the findings that nobody has approved. */
export function detectFindings(
  kind: string,
  claims: (finding: GateFinding) => boolean,
): NonNullable<StopDefinition["detect"]> {
  return ({ finished, findings: all, approvals }, { milestone, scopeTags }) => {
    if (!finished.includes("gates")) return undefined;
    const approved = new Set(approvals.filter(({ stop }) => stop === kind).flatMap(({ fingerprints }) => fingerprints));
    const findings = all.filter((finding) => isStop(finding) && claims(finding) && !approved.has(finding.fingerprint));
    if (findings.length === 0) return undefined;
    return {
      kind,
      evidence: { of: "gate", findings, milestone, scopeTags },
      fingerprints: findings.map(({ fingerprint }) => fingerprint),
    };
  };
}

/** Findings of the other tiers are labels or information. */
export function isStop({ tier }: GateFinding): boolean {
  return tier === "hard" || tier === "safety";
}
