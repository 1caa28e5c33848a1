import type { Diff } from "../git/diff/diff.ts";
import type { Gate, GateContext, GateFinding, Label, Tier } from "./gate.ts";
import { concealNames } from "./secrets/tokens.ts";
import { touchedPaths } from "./touched-paths.ts";

export interface Judgement {
  /** What stops first, then by file and line; the same order every time. */
  readonly findings: readonly GateFinding[];
  /** Each once, in the order of the findings. */
  readonly labels: readonly Label[];
}

/**
 * Runs the gates side by side. A gate that fails, fails the judgement: half a judgement is none. Every gate names files,
 * and a file's name may hold a token: it is masked in whatever any of them says.
 */
export async function judge(diff: Diff, gates: readonly Gate[], context: GateContext): Promise<Judgement> {
  context.signal.throwIfAborted();
  const conceal = await concealNames(touchedPaths(diff));
  const discreet = {
    ...context,
    explain: (text: string) => {
      context.explain(conceal(text));
    },
  };
  const seen = await Promise.all(gates.map(async (gate) => await gate.judge(diff, discreet)));
  context.signal.throwIfAborted();
  const findings = inOrder(seen.flat().map((finding) => concealed(finding, conceal)));
  const labels = findings.flatMap(({ label }) => (label === undefined ? [] : [label]));
  return { findings, labels: [...new Set(labels)] };
}

/** Whether a run has to stop and ask because of these findings. */
export function asks(findings: readonly GateFinding[]): boolean {
  return findings.some(({ tier }) => tier === "safety" || tier === "hard");
}

/** A note holds no file's name. */
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

/** By code unit: the same on every machine, whatever its locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
