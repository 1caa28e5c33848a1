import type { GateFinding, Tier } from "../../engine/model/findings/gate-finding.ts";
import type { Label } from "../../engine/model/findings/labels.ts";
import { sanitizeLine } from "../../engine/text/sanitize.ts";
import { count } from "../../engine/text/count.ts";

const SYMBOLS: Readonly<Record<Tier, string>> = { safety: "⛔", hard: "🛑", elevated: "⚠️", none: "·" };

/**
 * Returns the lines that `milestone-tui gate` prints: each finding with its location and remedy, then the labels.
 * @param base the branch or commit that the change is compared with
 * @param notes remarks on which changes were checked and which were not
 */
export function gateReport(
  findings: readonly GateFinding[],
  labels: readonly Label[],
  base: string,
  notes: readonly string[],
): readonly string[] {
  const stops = findings.filter(({ tier }) => tier === "safety" || tier === "hard").length;
  return [
    sanitizeLine(`🔍 Gates against ${base}`),
    ...notes.map((note) => sanitizeLine(`   ${note}`)),
    "",
    ...findings.flatMap(({ tier, gate, rule, message, file, line, remedy }) => [
      sanitizeLine(`${SYMBOLS[tier]} ${message}`),
      sanitizeLine(`   ${file}${line === undefined ? "" : `:${line}`} · ${gate}/${rule}`),
      ...(tier === "none" ? [] : [sanitizeLine(`   → ${remedy}`)]),
    ]),
    ...(findings.length > 0 ? [""] : []),
    ...(labels.length > 0 ? [`Labels: ${labels.join(", ")}`] : []),
    stops === 0 ? "✓ Nothing would stop" : `✗ ${count(stops, "finding")} would stop`,
  ];
}
