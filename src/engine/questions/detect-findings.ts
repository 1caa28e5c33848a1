import type { GateFinding } from "../model/findings/gate-finding.ts";
import type { StopDefinition } from "./stop-definition.ts";

/**
 * Creates a detector of stops about gate findings. It returns one stop about all findings that belong to the kind and
 * are not approved yet.
 */
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

/** Returns whether a finding leads to a stop. Findings of other tiers add labels or are information. */
export function isStop({ tier }: GateFinding): boolean {
  return tier === "hard" || tier === "safety";
}
