import type { GateFinding, GateName } from "../../engine/gates/gate.ts";

const SOFT: Readonly<Record<GateName, (finding: GateFinding) => string>> = {
  schema: ({ verdict, message }) => (verdict === "additive" ? "Additive schema change" : message),
  dependencies: ({ label, message }) =>
    label === "needs-dep-review" ? "Routine dependency addition" : message,
  scope: ({ message }) => message,
  secrets: ({ message }) => message,
  size: ({ message }) => message,
  coverage: ({ message }) => message,
  surface: ({ message }) => message,
};

/** What a gate saw, as lines: facts first, then each soft stop with the label it leaves. */
export function gateLines(findings: readonly GateFinding[]): readonly string[] {
  const facts = findings.flatMap(({ note }) => {
    switch (note?.kind) {
      case "migration": return [`✓ Migration: ${note.statement}`];
      case "dependency": return [`⚠️ New dependency: ${note.name} v${note.version} (${note.licence})`];
      default: return [];
    }
  });
  const soft = new Map<string, string>();
  for (const finding of findings) {
    if (finding.tier === "elevated" && finding.label !== undefined && !soft.has(finding.label)) {
      soft.set(finding.label, SOFT[finding.gate](finding));
    }
  }
  return [...facts, ...[...soft].flatMap(([label, text]) => ["", `⚠️ ${text}`, `✓ Label: ${label}`])];
}
