import type { GateFinding, Label, Tier } from "../../engine/gates/gate.ts";
import { sanitizeLine } from "../../engine/text/sanitize.ts";
import { count } from "../../engine/text/count.ts";

const MARKS: Readonly<Record<Tier, string>> = { safety: "⛔", hard: "🛑", elevated: "⚠️", none: "·" };

/**
 * `milestone-tui gate` for people: what would stop first, each with its place and what to do about it.
 * @param asides what is to be known of what was judged and what was not
 */
export function gateReport(
  findings: readonly GateFinding[],
  labels: readonly Label[],
  base: string,
  asides: readonly string[],
): readonly string[] {
  const stops = findings.filter(({ tier }) => tier === "safety" || tier === "hard").length;
  return [
    sanitizeLine(`🔍 Gates against ${base}`),
    ...asides.map((aside) => sanitizeLine(`   ${aside}`)),
    "",
    ...findings.flatMap(({ tier, gate, rule, message, file, line, remedy }) => [
      sanitizeLine(`${MARKS[tier]} ${message}`),
      sanitizeLine(`   ${file}${line === undefined ? "" : `:${line}`} · ${gate}/${rule}`),
      ...(tier === "none" ? [] : [sanitizeLine(`   → ${remedy}`)]),
    ]),
    ...(findings.length > 0 ? [""] : []),
    ...(labels.length > 0 ? [`Labels: ${labels.join(", ")}`] : []),
    stops === 0 ? "✓ Nothing would stop" : `✗ ${count(stops, "finding")} would stop`,
  ];
}
