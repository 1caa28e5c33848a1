import type { GateFinding, GateName } from "../model/gate-finding.ts";
import type { Diff } from "../git/diff/diff.ts";
import type { PlannedIssue } from "../model/plan.ts";
import type { Policy } from "./policy.ts";

export type { GateFinding, GateName, GateNote, Tier } from "../model/gate-finding.ts";
export { LABEL_COLORS as LABEL_COLOURS, type Label } from "../model/labels.ts";

/** What a gate may know beside the diff. `issue` and the plan's tags are absent when gates run without a milestone. */
export interface GateContext {
  readonly policy: Policy;
  readonly milestone: string | undefined;
  readonly scopeTags: readonly string[];
  readonly issue: PlannedIssue | undefined;
  readonly signal: AbortSignal;
  /** Says which rules ran on which files; printed with `--verbose`. */
  readonly explain: (text: string) => void;
}

/** A gate reads a diff and says what it saw; it changes nothing and asks nobody. */
export interface Gate {
  readonly name: GateName;
  judge(diff: Diff, context: GateContext): Promise<readonly GateFinding[]>;
}
