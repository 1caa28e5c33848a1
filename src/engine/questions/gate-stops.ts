import type { GateFinding } from "../gates/gate.ts";
import type { IssueProgress } from "../model/progress.ts";
import type { Stop, StopKind } from "../model/stop.ts";

/** Which stop a finding belongs to; undefined where it stops nothing. */
export function stopKindOf(finding: GateFinding): StopKind | undefined {
  if (finding.tier !== "hard" && finding.tier !== "safety") return undefined;
  switch (finding.gate) {
    // What cannot be searched is no secret found: a person may look and accept it.
    case "secrets":
      return finding.tier === "safety" ? "secret" : "unread-file";
    case "schema":
      return "breaking-schema";
    case "dependencies":
      return "licence";
    case "scope":
      return "scope";
    case "size":
      return "large-diff";
    case "surface":
      return "protected-surface";
    case "coverage":
      return undefined;
  }
}

/** The order in which stops of one diff are asked: what may never go on first, what only wants a look last. */
const ORDER: readonly StopKind[] = [
  "secret",
  "breaking-schema",
  "licence",
  "scope",
  "large-diff",
  "unread-file",
  "protected-surface",
];

/** The stops that a diff's findings still ask for: one a kind, about the findings nobody has approved. */
export function gateStops(
  issue: Pick<IssueProgress, "findings" | "approvals">,
  about: { readonly milestone: string; readonly scopeTags: readonly string[] },
): readonly Stop[] {
  return ORDER.flatMap((kind) => {
    const approved = new Set(
      issue.approvals.filter(({ stop }) => stop === kind).flatMap(({ fingerprints }) => fingerprints),
    );
    const findings = issue.findings.filter(
      (finding) => stopKindOf(finding) === kind && !approved.has(finding.fingerprint),
    );
    if (findings.length === 0) return [];
    return [
      {
        kind,
        evidence: { of: "gate" as const, findings, ...about },
        fingerprints: findings.map(({ fingerprint }) => fingerprint),
      },
    ];
  });
}
