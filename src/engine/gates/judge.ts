import type { Diff } from "../git/diff/diff.ts";
import type { Gate, GateContext } from "./gate.ts";
import type { GateFinding, Tier } from "../model/findings/gate-finding.ts";
import type { Label } from "../model/findings/labels.ts";
import { maskTokensInNames } from "./secrets/tokens.ts";
import { touchedPaths } from "./touched-paths.ts";

export interface Judgment {
  /** Ordered by tier, the most serious first, then by file and line; the order is always the same. */
  readonly findings: readonly GateFinding[];
  /** Without duplicates, in the order of the findings. */
  readonly labels: readonly Label[];
}

/**
 * Runs the gates concurrently. Where one gate fails, the judgment fails, since it would be incomplete. Findings name
 * files, and the name of a file may contain a token, so tokens in file names are masked in everything that the gates
 * report.
 * @throws the error of a gate that failed, or the signal's reason where it aborts
 */
export async function judge(diff: Diff, gates: readonly Gate[], context: GateContext): Promise<Judgment> {
  context.signal.throwIfAborted();
  const conceal = await maskTokensInNames(touchedPaths(diff));
  const masked = {
    ...context,
    explain: (text: string) => {
      context.explain(conceal(text));
    },
  };
  const results = await Promise.all(gates.map(async (gate) => await gate.judge(diff, masked)));
  context.signal.throwIfAborted();
  const findings = inOrder(results.flat().map((finding) => concealed(finding, conceal)));
  const labels = findings.flatMap(({ label }) => (label === undefined ? [] : [label]));
  return { findings, labels: [...new Set(labels)] };
}

/** Whether a run has to stop because of these findings. */
export function asks(findings: readonly GateFinding[]): boolean {
  return findings.some(({ tier }) => tier === "safety" || tier === "hard");
}

/** Masks file names in a finding. Its note contains no file name. */
function concealed(finding: GateFinding, conceal: (text: string) => string): GateFinding {
  const { file, object, message, evidence, remedy } = finding;
  return {
    ...finding,
    file: conceal(file),
    object: conceal(object),
    message: conceal(message),
    remedy: conceal(remedy),
    evidence: evidence === undefined ? undefined : conceal(evidence),
  };
}

const RANK: Readonly<Record<Tier, number>> = { safety: 0, hard: 1, elevated: 2, none: 3 };

function inOrder(findings: readonly GateFinding[]): readonly GateFinding[] {
  return findings.toSorted(
    (a, b) =>
      RANK[a.tier] - RANK[b.tier] ||
      compare(a.file, b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      compare(a.gate, b.gate) ||
      compare(a.rule, b.rule) ||
      compare(a.object, b.object) ||
      compare(a.fingerprint, b.fingerprint),
  );
}

/** Compares by code unit, which gives the same order in every locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
