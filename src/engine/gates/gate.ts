import type { Diff } from "../git/diff/diff.ts";
import type { PlannedIssue } from "../model/plan.ts";
import type { Policy } from "./policy.ts";

export type GateName = "schema" | "dependencies" | "scope" | "secrets" | "size" | "coverage" | "surface";

/** `safety` never goes on, `hard` asks, `elevated` goes on with a label. `none` is told and nothing more. */
export type Tier = "safety" | "hard" | "elevated" | "none";

/** One thing a gate saw. Several findings of one stop are asked about together. */
export interface GateFinding {
  readonly gate: GateName;
  /** Stable rule id, e.g. `drop-column`, `sensitive-area`. */
  readonly rule: string;
  readonly tier: Tier;
  /** What the gate makes of it: `breaking`, `additive`, `unknown`, `denied`, `allowed`, `out-of-scope`, … */
  readonly verdict: string;
  /** Path relative to the repository's root. */
  readonly file: string;
  /** Line in the new file, from 1; undefined where the file as a whole is meant. */
  readonly line: number | undefined;
  /** What it is about, e.g. `users.legacy_status`, `weasyprint`, `billing`. */
  readonly object: string;
  /** One line for people. Never holds a secret in clear. */
  readonly message: string;
  /** The text in question, cut to a few lines; masked where it is secret. */
  readonly evidence?: string | undefined;
  /** What to do about it; one sentence. */
  readonly remedy: string;
  /** Survives unrelated edits: an approval is asked once, and falls when the finding itself changes. Hex. */
  readonly fingerprint: string;
  /** Set on an elevated finding. */
  readonly label?: Label | undefined;
  /** What the transcript says of it; see `docs/decisions.md`. */
  readonly note?: GateNote | undefined;
}

/** Facts the transcript has a line of its own for. */
export type GateNote =
  | { readonly kind: "migration"; readonly statement: string; readonly risk?: string | undefined }
  | { readonly kind: "dependency"; readonly name: string; readonly version: string; readonly licence: string }
  | { readonly kind: "scope"; readonly area: string; readonly owners: readonly string[] };

export type Label =
  | "needs-human"
  | "needs-db-review"
  | "needs-dep-review"
  | "sensitive-review"
  | "needs-test-review"
  | "lockfile-update"
  | "auto-skipped";

/** Colours as GitHub wants them: six hex digits, no `#`. */
export const LABEL_COLOURS: Readonly<Record<Label, string>> = {
  "needs-human": "B60205",
  "needs-db-review": "D93F0B",
  "needs-dep-review": "FBCA04",
  "sensitive-review": "B60205",
  "needs-test-review": "1D76DB",
  "lockfile-update": "C5DEF5",
  "auto-skipped": "FFA500",
};

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
