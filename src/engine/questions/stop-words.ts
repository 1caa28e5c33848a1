// The texts of a stop: those of its kind, or else those of its evidence.
import type { Evidence, Stop, StopKind } from "../model/stop.ts";
import { definitionOf, isExhausted } from "./catalog.ts";
import type { FilePlace } from "./evidence-form.ts";
import { formOf } from "./evidence-forms.ts";
import type { StopWords } from "./stop-definition.ts";

/** The stop in a few words, with the number of the attempt where there is one: `Tests failing (attempt 1/2)`. */
export function headline(stop: Stop): string {
  const { attempt, evidence } = stop;
  const suffix =
    attempt !== undefined && attempt.of > 0 && !isExhausted(stop) ? ` (attempt ${attempt.number}/${attempt.of})` : "";
  const { name } = definitionOf(stop).words;
  return (ownWords(stop)?.subject?.(evidence) ?? formOf(evidence).subject(name, evidence)) + suffix;
}

/** The lines that the transcript shows below the headline. */
export function detailLines(stop: Stop): readonly string[] {
  return ownWords(stop)?.details?.(stop.evidence) ?? formOf(stop.evidence).details(stop.evidence);
}

/** Why an issue is skipped, as the plan records it. */
export function skipReason(stop: Stop): string {
  return ownWords(stop)?.skipReason?.(stop.evidence) ?? formOf(stop.evidence).skipReason(stop.evidence, stop.kind);
}

/** The kind in a word or two, for summaries: `fix: 3 (code review, tests)`. */
export function shortName(kind: StopKind): string {
  return definitionOf({ kind }).words.short;
}

/** The kind as a reason for skipping: `skip: 1 (test failures)`. */
export function causeName(kind: StopKind): string {
  const { cause, short } = definitionOf({ kind }).words;
  return cause ?? short;
}

/** Returns the first place in a file that the evidence names, for the editor. */
export function placeIn({ evidence }: Stop): FilePlace | undefined {
  return formOf(evidence).place?.(evidence);
}

/**
 * Returns the texts of the kind. Undefined where the evidence has another form than the kind, which saved state can
 * contain.
 */
function ownWords(stop: Stop): StopWords<Evidence> | undefined {
  const { form, words } = definitionOf(stop);
  return form === stop.evidence.of ? words : undefined;
}
