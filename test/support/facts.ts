import * as fc from "fast-check";
import type { Fact } from "../../src/engine/model/facts.ts";
import type { Stamped } from "../../src/engine/model/events.ts";

/** Stamps facts with numbers from `first` and times a second apart. */
export function stamped(facts: readonly Fact[], first = 1): Stamped<Fact>[] {
  return facts.map((fact, index) => ({
    ...fact,
    v: 1,
    seq: first + index,
    at: new Date(Date.UTC(2026, 0, 1, 0, 0, first + index)).toISOString(),
  }));
}

export const runStarted: Fact = {
  type: "run.started",
  milestone: "m3",
  resumed: false,
  version: "1.0.0",
  autonomous: false,
};

export function issueStarted(issue: string, title = `Issue ${issue}`): Fact {
  return { type: "issue.started", issue, title, github: 100 + Number(issue), phase: 1 };
}

/** Random facts whose texts have multi-byte characters, line ends and lone surrogates. */
export const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  fc.constant(runStarted),
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.string({ unit: "binary" }))
    .map(([id, title]) => issueStarted(`0${id}`, title)),
  fc.integer({ min: 1, max: 9 }).map((id): Fact => ({ type: "issue.done", issue: `0${id}` })),
  fc.integer({ min: 1, max: 3 }).map((phase): Fact => ({ type: "phase.approved", phase })),
);
