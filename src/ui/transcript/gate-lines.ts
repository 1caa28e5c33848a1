import type { GateFinding } from "../../engine/model/findings/gate-finding.ts";

/** The lines of gate findings: their notes first, then the elevated findings with the labels that they add. */
export function gateLines(findings: readonly GateFinding[]): readonly string[] {
  const notes = findings.flatMap(({ note }) => {
    switch (note?.kind) {
      case "migration":
        return [`✓ Migration: ${note.statement}`];
      case "dependency":
        return [`⚠️ New dependency: ${note.name} v${note.version} (${note.licence})`];
      default:
        return [];
    }
  });
  const elevated = Map.groupBy(
    findings.filter(({ tier, label }) => tier === "elevated" && label !== undefined),
    ({ label }) => label,
  );
  return [
    ...notes,
    ...[...elevated].flatMap(([label, of]) => [
      "",
      ...new Set(of.map((finding) => `⚠️ ${elevatedLine(finding)}`)),
      `✓ Label: ${label}`,
    ]),
  ];
}

/** Common findings have a fixed text. All others show their message. */
function elevatedLine({ gate, rule, verdict, message }: GateFinding): string {
  if (gate === "schema" && verdict === "additive") return "Additive schema change";
  if (rule === "new-dependency") return "Routine dependency addition";
  return message;
}
