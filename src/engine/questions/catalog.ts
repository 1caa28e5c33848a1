// The table of product section 5: what detects each kind of stop, what is asked, and what is answered unattended.
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

/** @throws Error for a kind that is not in `stops.ts`: saved state is checked when it is read */
export function definitionOf({ kind }: Pick<Stop, "kind">): StopDefinition {
  const definition = BY_KIND.get(kind);
  if (definition === undefined) throw new Error(`There is no kind of stop called ${kind}`);
  return definition;
}

/** The stop that the results of an issue's finished steps ask for, if any. Pure, so that a restart asks the same. */
export function pendingStop(issue: IssueProgress, settings: StopSettings): Stop | undefined {
  for (const definition of STOPS) {
    const stop = definition.detect?.(issue, settings);
    if (stop !== undefined) return withFixAttempt(stop, issue, settings.fixAttempts);
  }
  return undefined;
}

/** The stop that a failure means; undefined where it is a bug, or nothing that an answer could correct. */
export function stopFromError(error: unknown, step?: StepName): Stop | undefined {
  if (!(error instanceof MilestoneError)) return undefined;
  for (const definition of STOPS) {
    const stop = definition.detectError?.(error, step);
    if (stop !== undefined) return stop;
  }
  return undefined;
}

/** Numbers the fix on offer, for the kinds of stop that a fix can answer. */
export function withFixAttempt(stop: Stop, issue: Pick<IssueProgress, "fixes">, fixAttempts: number): Stop {
  if (!definitionOf(stop).fixable) return stop;
  return { ...stop, attempt: { number: (issue.fixes[stop.kind] ?? 0) + 1, of: fixAttempts } };
}

export function isExhausted(stop: Stop): boolean {
  return stop.attempt !== undefined && stop.attempt.number > stop.attempt.of;
}

/**
 * The commands on offer for a stop: its definition's, without `fix` once the attempts are used up, and without `skip`
 * where the whole run asks and there is no issue to skip.
 */
export function commandsFor(stop: Stop, asking: "issue" | "run"): readonly Command[] {
  return definitionOf(stop).commands.filter(
    (command) => !(command === "fix" && isExhausted(stop)) && !(command === "skip" && asking === "run"),
  );
}

/**
 * The answer of `--autonomous`.
 * @param given how often each command was already answered to this kind of stop of this issue
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
