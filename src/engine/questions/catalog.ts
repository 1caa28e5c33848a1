// Looks up kinds of stop: what detects them, what is asked, and what `--autonomous` answers.
import { MilestoneError } from "../model/errors.ts";
import type { IssueProgress } from "../model/progress.ts";
import type { StepName } from "../model/steps.ts";
import type { Command, Question, Stop } from "../model/stop.ts";
import type { StopDefinition, StopSettings } from "./stop-definition.ts";
import { STOPS } from "./stops.ts";

const BY_KIND: ReadonlyMap<string, StopDefinition> = new Map(STOPS.map((definition) => [definition.kind, definition]));

export function isStopKind(kind: string): boolean {
  return BY_KIND.has(kind);
}

/** @throws Error for a kind that is not in `stops.ts`, which is a bug, since saved state is checked when it is read */
export function definitionOf({ kind }: Pick<Stop, "kind">): StopDefinition {
  const definition = BY_KIND.get(kind);
  if (definition === undefined) throw new Error(`There is no kind of stop called ${kind}`);
  return definition;
}

/**
 * Returns the stop that the results of an issue's finished steps lead to, if any. Pure, so that a restart leads to the
 * same stop.
 */
export function pendingStop(issue: IssueProgress, settings: StopSettings): Stop | undefined {
  for (const definition of STOPS) {
    const stop = definition.detect?.(issue, settings);
    if (stop !== undefined) return withFixAttempt(stop, issue, settings.fixAttempts);
  }
  return undefined;
}

/** Returns the stop for a failure. Undefined for a bug, and for a failure that no answer can resolve. */
export function stopFromError(error: unknown, step?: StepName): Stop | undefined {
  if (!(error instanceof MilestoneError)) return undefined;
  for (const definition of STOPS) {
    const stop = definition.detectError?.(error, step);
    if (stop !== undefined) return stop;
  }
  return undefined;
}

/** Adds the number of the next fix to a stop that a fix can answer. */
export function withFixAttempt(stop: Stop, issue: Pick<IssueProgress, "fixes">, fixAttempts: number): Stop {
  if (!definitionOf(stop).fixable) return stop;
  return { ...stop, attempt: { number: (issue.fixes[stop.kind] ?? 0) + 1, of: fixAttempts } };
}

export function isExhausted(stop: Stop): boolean {
  return stop.attempt !== undefined && stop.attempt.number > stop.attempt.of;
}

/**
 * Returns the commands on offer for a stop: those of its definition, without `fix` once the attempts are used up, and
 * without `skip` where the question is about the run, which has no issue to skip.
 */
export function commandsFor(stop: Stop, asking: "issue" | "run"): readonly Command[] {
  return definitionOf(stop).commands.filter(
    (command) => !(command === "fix" && isExhausted(stop)) && !(command === "skip" && asking === "run"),
  );
}

/**
 * Returns the answer of `--autonomous`.
 * @param given how often each command was already given to this kind of stop, for the same issue
 */
export function unattendedAnswer(
  { stop, commands }: Pick<Question, "stop" | "commands">,
  given: Partial<Record<Command, number>>,
): Command {
  const final = stop.evidence.of === "error" ? stop.evidence.final : undefined;
  if (final !== undefined && commands.includes(final)) return final;
  const choice = definitionOf(stop).unattended.find(
    ({ command, times }) => commands.includes(command) && (given[command] ?? 0) < times,
  );
  return choice?.command ?? "abort";
}
