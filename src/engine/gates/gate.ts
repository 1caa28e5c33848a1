import type { GateFinding, GateName } from "../model/findings/gate-finding.ts";
import type { Diff } from "../git/diff/diff.ts";
import type { PlannedIssue } from "../model/plan.ts";
import type { Policy } from "./policy.ts";

/**
 * What a gate gets besides the diff. `milestone`, `issue` and the plan's tags are absent where gates run without a
 * milestone.
 */
export interface GateContext {
  readonly policy: Policy;
  readonly milestone: string | undefined;
  readonly scopeTags: readonly string[];
  readonly issue: PlannedIssue | undefined;
  readonly signal: AbortSignal;
  /** Reports which rules ran on which files; printed with `--verbose`. */
  readonly explain: (text: string) => void;
}

/** A gate reads a diff and returns its findings. It changes nothing and asks no questions. */
export interface Gate {
  readonly name: GateName;
  judge(diff: Diff, context: GateContext): Promise<readonly GateFinding[]>;
}
