import type { Command, Question, Stop, StopKind } from "../model/stop.ts";

/** What the program does about one kind of stop. */
export interface StopRule {
  readonly tier: "safety" | "hard";
  /** Commands on offer, in the order they are shown. */
  readonly commands: readonly Command[];
  /** What `--autonomous` answers: the first of these that is on offer, each at most as often as it says. */
  readonly unattended: readonly { readonly command: Command; readonly times: number }[];
  /** Answered by a fix, which is counted: `fix` is on offer for as many attempts as the config allows. */
  readonly fixable: boolean;
}

const always = (command: Command) => ({ command, times: Infinity });

/** The table of product section 5: the one place that says what is asked and what is answered when nobody is there. */
export const CATALOGUE: Readonly<Record<StopKind, StopRule>> = {
  "protected-branch": safety("abort"),
  "outside-worktree": safety("abort"),
  "git-tampering": safety("abort"),
  secret: { ...safety("fix", "skip", "abort"), unattended: [always("fix"), always("skip")], fixable: true },
  "quality-gate": hard(["approve", "abort"], [always("abort")]),
  "setup-failed": hard(["retry", "approve", "abort"], [always("abort")]),
  "baseline-failing": hard(["retry", "approve", "abort"], [always("abort")]),
  "spec-problem": hard(["skip", "abort"], [always("skip")]),
  "agent-failed": retryTwice(),
  "breaking-schema": hard(["approve", "skip", "abort"], [always("skip")]),
  licence: hard(["approve", "skip", "abort"], [always("skip")]),
  scope: hard(["approve", "skip", "abort"], [always("skip")]),
  "large-diff": hard(["approve", "skip", "abort"], [always("skip")]),
  "unread-file": hard(["approve", "skip", "abort"], [always("skip")]),
  "protected-surface": hard(["continue", "skip", "abort"], [always("continue")]),
  "tests-failing": fixUntilExhausted(),
  "checks-failing": fixUntilExhausted(),
  review: fixUntilExhausted(),
  "ci-failing": fixUntilExhausted(),
  "push-failed": retryTwice(),
  "pull-request-failed": retryTwice(),
  "forge-error": retryTwice(),
  "merge-conflict": { ...hard(["fix", "skip", "abort"], [always("skip")]), fixable: true },
  "phase-boundary": hard(["continue", "skip-phase", "abort"], [always("continue")]),
  permission: hard(["allow", "deny", "abort"], [always("deny")]),
};

/**
 * The commands on offer for a stop: its rule's, without `fix` once the attempts are used up, and without `skip` where
 * the whole run asks and there is no issue to skip.
 */
export function commandsFor(stop: Stop, asking: "issue" | "run"): readonly Command[] {
  return CATALOGUE[stop.kind].commands.filter(
    (command) => !(command === "fix" && isExhausted(stop)) && !(command === "skip" && asking === "run"),
  );
}

export function isExhausted(stop: Stop): boolean {
  return stop.attempt !== undefined && stop.attempt.number > stop.attempt.of;
}

/**
 * The answer where nobody is asked.
 * @param given how often each command was already answered to this kind of stop of this issue
 */
export function unattendedAnswer(question: Question, given: Partial<Record<Command, number>>): Command {
  const { evidence } = question.stop;
  const final = evidence.of === "error" ? evidence.final : undefined;
  if (final !== undefined && question.commands.includes(final)) return final;
  const choice = CATALOGUE[question.stop.kind].unattended.find(
    ({ command, times }) => question.commands.includes(command) && (given[command] ?? 0) < times,
  );
  return choice?.command ?? "abort";
}

function safety(...commands: Command[]): StopRule {
  return { tier: "safety", commands, unattended: [always("abort")], fixable: false };
}

function hard(commands: readonly Command[], unattended: StopRule["unattended"]): StopRule {
  return { tier: "hard", commands, unattended, fixable: false };
}

function retryTwice(): StopRule {
  return hard(["retry", "skip", "abort"], [{ command: "retry", times: 2 }, always("skip")]);
}

function fixUntilExhausted(): StopRule {
  return { ...hard(["fix", "skip", "abort"], [always("fix"), always("skip")]), fixable: true };
}
