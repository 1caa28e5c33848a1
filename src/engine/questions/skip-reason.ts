import type { GateFinding } from "../gates/gate.ts";
import type { Stop } from "../model/stop.ts";

/** Why an issue is skipped, as the plan records it: the stop's own reason. */
export function skipReason({ kind, evidence }: Stop): string {
  switch (evidence.of) {
    case "tests":
      return `Test failures - ${evidence.result.failed.join(", ") || (evidence.result.problem ?? "see the log")}`;
    case "checks":
      return `Checks failing: ${evidence.failed.map(({ name }) => name).join(", ")}`;
    case "review":
      return `Code review: ${evidence.findings.map(({ title }) => title).join("; ")}`;
    case "gate":
      if (kind === "licence") return licenceReason(evidence.findings);
      return evidence.findings.map(({ message }) => message).join("; ");
    case "ci":
      return `CI checks failing: ${evidence.failed.map(({ name }) => name).join(", ")}`;
    case "conflict":
      return `Merge conflict with ${evidence.with}: ${evidence.files.join(", ")}`;
    case "error":
      return evidence.message;
    case "plan":
    case "phase":
    case "permission":
      return kind;
  }
}

/** The family that lawyers ask about, e.g. `GPL dependency requires legal review`. */
function licenceReason(findings: readonly GateFinding[]): string {
  const licences = findings.map(({ note }) => (note?.kind === "dependency" ? note.licence : "")).join(" ");
  const family = /\b[AL]?GPL|SSPL|BUSL/.exec(licences)?.[0];
  return family === undefined
    ? "Dependency license requires legal review"
    : `${family} dependency requires legal review`;
}
