import type { Log, ReportingDescriptor, Result } from "sarif";
import type { GateFinding, Tier } from "../../engine/model/findings/gate-finding.ts";

/** A finding that stops the run is an error, one that only adds a label is a warning, any other is a note. */
const LEVELS: Readonly<Record<Tier, "error" | "warning" | "note">> = {
  safety: "error",
  hard: "error",
  elevated: "warning",
  none: "note",
};

/**
 * Converts findings to SARIF 2.1.0, for code scanning and editors. The results keep the order of the findings. Each has
 * the fingerprint of its finding as partial fingerprint, by which code scanning recognizes it in later uploads.
 */
export function sarifLog(findings: readonly GateFinding[]): Log {
  const rules = [...new Map(findings.map((finding) => [ruleIdOf(finding), ruleOf(finding)])).values()];
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "milestone-tui", rules } },
        originalUriBaseIds: { SRCROOT: { description: { text: "The root of the repository." } } },
        results: findings.map((finding) => resultOf(finding, indexes.get(ruleIdOf(finding)) ?? -1)),
        columnKind: "utf16CodeUnits",
      },
    ],
  };
}

function ruleIdOf({ gate, rule }: GateFinding): string {
  return `${gate}/${rule}`;
}

function ruleOf(finding: GateFinding): ReportingDescriptor {
  return {
    id: ruleIdOf(finding),
    shortDescription: { text: `${finding.rule.replaceAll("-", " ")} (${finding.gate})` },
    help: { text: finding.remedy },
    defaultConfiguration: { level: LEVELS[finding.tier] },
  };
}

function resultOf(finding: GateFinding, ruleIndex: number): Result {
  const { file, line, tier, verdict, object, message, evidence, label, fingerprint } = finding;
  return {
    ruleId: ruleIdOf(finding),
    ruleIndex,
    level: LEVELS[tier],
    message: { text: evidence === undefined ? message : `${message}\n${evidence}` },
    locations:
      file === ""
        ? []
        : [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(file), uriBaseId: "SRCROOT" },
                ...(line === undefined ? {} : { region: { startLine: line } }),
              },
            },
          ],
    partialFingerprints: { "milestoneTui/v1": fingerprint },
    properties: { tier, verdict, object, ...(label === undefined ? {} : { label }) },
  };
}

/**
 * Converts a path to a relative URI. Special and non-ASCII characters are encoded, including the colon, which would
 * otherwise end a URI scheme.
 */
function uriOf(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
