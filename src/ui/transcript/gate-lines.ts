import type { GateFinding } from "../../engine/model/findings/gate-finding.ts";

/** What a gate saw, as lines: facts first, then each soft stop with the label it leaves. */
export function gateLines(findings: readonly GateFinding[]): readonly string[] {
  const facts = findings.flatMap(({ note }) => {
    switch (note?.kind) {
      case "migration":
        return [`✓ Migration: ${note.statement}`];
      case "dependency":
        return [`⚠️ New dependency: ${note.name} v${note.version} (${note.licence})`];
      default:
        return [];
    }
  });
  const soft = Map.groupBy(
    findings.filter(({ tier, label }) => tier === "elevated" && label !== undefined),
    ({ label }) => label,
  );
  return [
    ...facts,
    ...[...soft].flatMap(([label, of]) => [
      "",
      ...new Set(of.map((finding) => `⚠️ ${softLine(finding)}`)),
      `✓ Label: ${label}`,
    ]),
  ];
}

/** The everyday ones are said in the same words every time; what is out of the ordinary says what it is. */
function softLine({ gate, rule, verdict, message }: GateFinding): string {
  if (gate === "schema" && verdict === "additive") return "Additive schema change";
  if (rule === "new-dependency") return "Routine dependency addition";
  return message;
}
