import type { Stamped } from "../../engine/model/events.ts";

/**
 * An event as a line of JSON, with its line end. Format 1 called the hint of an error `mend`; both names are printed,
 * so that programs written for the old name still find it.
 */
export function eventLine(event: Stamped): string {
  return `${JSON.stringify(withOldNames(event))}\n`;
}

function withOldNames(event: Stamped): unknown {
  if (event.type !== "question.asked") return event;
  const { question } = event;
  const { evidence } = question.stop;
  if (evidence.of !== "error" || evidence.hint === undefined) return event;
  const stop = { ...question.stop, evidence: { ...evidence, mend: evidence.hint } };
  return { ...event, question: { ...question, stop } };
}
