import type { MilestoneError } from "../model/errors.ts";
import type { IssueProgress } from "../model/progress.ts";
import type { StepName } from "../model/steps.ts";
import type { Command, Evidence, Stop } from "../model/stop.ts";

/**
 * Everything about one kind of stop: what detects it, which commands answer it, what `--autonomous` answers, and its
 * texts. Each kind has a file in `kinds/` and a line in `stops.ts`.
 */
export interface StopDefinition<E extends Evidence = Evidence> {
  /** The stable name, saved with every question and decision. */
  readonly kind: string;
  /** The form of its evidence. */
  readonly form: E["of"];
  /** A `safety` stop is never approved: its work is fixed or skipped, or the run ends. */
  readonly tier: "safety" | "hard";
  /** Commands on offer, in the order they are shown. */
  readonly commands: readonly Command[];
  /** The answers of `--autonomous`: the first that is on offer and was given fewer than `times` times. */
  readonly unattended: readonly UnattendedAnswer[];
  /** Whether an agent can fix it. `fix` is offered for as many attempts as the config allows. */
  readonly fixable: boolean;
  /** Detects the stop in the results of the finished steps. Pure, so that a restart detects the same. */
  detect?(issue: IssueProgress, settings: StopSettings): Stop | undefined;
  /** Detects the stop in a failure of a step, or of work outside the steps. */
  detectError?(error: MilestoneError, step: StepName | undefined): Stop | undefined;
  readonly words: StopWords<E>;
}

export interface StopWords<E extends Evidence> {
  /** As a heading: `Tests failing`. */
  readonly name: string;
  /** In summaries: `fix: 3 (code review, tests)`. */
  readonly short: string;
  /** As a reason for skipping: `skip: 1 (test failures)`. Default: `short`. */
  readonly cause?: string;
  /** The mark of the phase page on a pull request for which this kind of stop was approved. */
  readonly approved?: string;
  /** What `retry` does. Default: "try again". */
  readonly retry?: string;
  /** Whether the transcript quotes the reason for skipping, since the question does not show it. */
  readonly quotesReason?: boolean;
  /** The heading, with what the stop is about. Default: that of the evidence form. */
  subject?(evidence: E): string;
  /** The lines of the transcript below the heading. Default: those of the evidence form. */
  details?(evidence: E): readonly string[];
  /** Why an issue is skipped, as the plan records it. Default: that of the evidence form. */
  skipReason?(evidence: E): string;
  /** The lines of the transcript after an answer, instead of the usual lines of that command. */
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

/** A stop that nobody can approve. Unattended runs end at it. */
export function safetyStop(...commands: readonly Command[]): StopPolicy {
  return { tier: "safety", commands, unattended: [always("abort")], fixable: false };
}

/** @param unattended the answer of `--autonomous` */
export function hardStop(commands: readonly Command[], unattended: Command): StopPolicy {
  return { tier: "hard", commands, unattended: [always(unattended)], fixable: false };
}

/** A failure that may be temporary. Unattended, it is retried twice, then the issue is skipped. */
export function retryTwice(): StopPolicy {
  const unattended = [{ command: "retry", times: 2 } as const, always("skip")];
  return { tier: "hard", commands: ["retry", "skip", "abort"], unattended, fixable: false };
}

/**
 * Something that an agent can fix. Unattended, it is fixed until the attempts are used up, then the issue is skipped.
 */
export function fixUntilExhausted(): StopPolicy {
  const unattended = [always("fix"), always("skip")];
  return { tier: "hard", commands: ["fix", "skip", "abort"], unattended, fixable: true };
}

/**
 * Creates a stop of a kind.
 * @param fingerprints what an approval is stored with; without them no approval of the stop is remembered
 */
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
