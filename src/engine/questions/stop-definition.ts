import type { MilestoneError } from "../model/errors.ts";
import type { GateFinding } from "../model/findings/gate-finding.ts";
import type { IssueProgress } from "../model/progress.ts";
import type { StepName } from "../model/steps.ts";
import type { Command, Evidence, Stop } from "../model/stop.ts";

/**
 * Everything about one kind of stop: what detects it, which commands answer it, what `--autonomous` answers, and its
 * words. Each kind has a file in `kinds/`, and a line in `stops.ts`.
 */
export interface StopDefinition<E extends Evidence = Evidence> {
  /** Stable name, saved with every question and decision. */
  readonly kind: string;
  /** The form of its evidence. */
  readonly form: E["of"];
  /** `safety` stops are never passed by any mode. */
  readonly tier: "safety" | "hard";
  /** Commands on offer, in the order they are shown. */
  readonly commands: readonly Command[];
  /** What `--autonomous` answers: the first of these that is on offer, each at most `times` times. */
  readonly unattended: readonly UnattendedAnswer[];
  /** Whether `fix` answers it. Fixes are counted, and offered for as many attempts as the config allows. */
  readonly fixable: boolean;
  /** Finds the stop in what the finished steps recorded. Pure, so that a restart asks the same. */
  detect?(issue: IssueProgress, settings: StopSettings): Stop | undefined;
  /** Finds the stop in a failure of a step, or of work outside the steps. */
  detectError?(error: MilestoneError, step: StepName | undefined): Stop | undefined;
  /** Whether a finding of the gates belongs to this kind of stop. */
  claims?(finding: GateFinding): boolean;
  readonly words: StopWords<E>;
}

export interface StopWords<E extends Evidence> {
  /** As a heading: `Tests failing`. */
  readonly name: string;
  /** In summaries: `fix: 3 (code review, tests)`. */
  readonly short: string;
  /** As a reason for skipping: `skip: 1 (test failures)`. Default: `short`. */
  readonly cause?: string;
  /** How the phase page marks a pull request for which this was approved. */
  readonly approved?: string;
  /** What `retry` does. Default: "try again". */
  readonly retry?: string;
  /** Whether the reason for skipping is quoted in the transcript, since the stop itself does not say it. */
  readonly quotesReason?: boolean;
  /** The heading with what it is about. Default: the evidence form's own. */
  subject?(evidence: E): string;
  /** Lines of the transcript below the heading. Default: the evidence form's own. */
  details?(evidence: E): readonly string[];
  /** Why an issue is skipped, as the plan records it. Default: the evidence form's own. */
  skipReason?(evidence: E): string;
  /** What the transcript says to an answer, in place of what it says to this command elsewhere. */
  answered?(command: Command, issue: string | undefined): readonly string[] | undefined;
}

export interface UnattendedAnswer {
  readonly command: Command;
  readonly times: number;
}

export interface StopSettings {
  readonly milestone: string;
  readonly scopeTags: readonly string[];
  /** How many fixes of one kind of stop an issue gets. */
  readonly fixAttempts: number;
}

/** The policy of a kind of stop: the part of its definition that several kinds share. */
export type StopPolicy = Pick<StopDefinition, "tier" | "commands" | "unattended" | "fixable">;

/** A stop that no mode passes. Unattended runs end. */
export function safetyStop(...commands: readonly Command[]): StopPolicy {
  return { tier: "safety", commands, unattended: [always("abort")], fixable: false };
}

/** @param unattended the answer of `--autonomous` */
export function hardStop(commands: readonly Command[], unattended: Command): StopPolicy {
  return { tier: "hard", commands, unattended: [always(unattended)], fixable: false };
}

/** A failure that may pass by itself: unattended it is retried twice, then the issue is skipped. */
export function retryTwice(): StopPolicy {
  const unattended = [{ command: "retry", times: 2 } as const, always("skip")];
  return { tier: "hard", commands: ["retry", "skip", "abort"], unattended, fixable: false };
}

/** Something an agent can repair: unattended it is fixed until the attempts are used up, then the issue is skipped. */
export function fixUntilExhausted(): StopPolicy {
  const unattended = [always("fix"), always("skip")];
  return { tier: "hard", commands: ["fix", "skip", "abort"], unattended, fixable: true };
}

/** A stop whose evidence is its only identity: no approval of it is remembered. */
export function stopOf<E extends Evidence>(
  { kind }: StopDefinition<E>,
  evidence: E,
  fingerprints: readonly string[] = [],
): Stop {
  return { kind, evidence, fingerprints };
}

export function always(command: Command): UnattendedAnswer {
  return { command, times: Infinity };
}
