import type { EvidenceOf } from "../../model/stop.ts";
import { lastLines, type EvidenceForm } from "../evidence-form.ts";

/** A test run that failed. */
export const testEvidence: EvidenceForm<EvidenceOf<"tests">> = {
  of: "tests",
  approve: "go on although it fails; recorded",
  subject: (name) => name,
  details({ result: { failed, problem, tail } }) {
    if (failed.length > 0) return ["Failed:", ...failed.map((test) => `- ${test}`)];
    return problem === undefined ? lastLines(tail) : [`Error: ${problem}`];
  },
  skipReason: ({ result: { failed, problem } }) => `Test failures - ${failed.join(", ") || (problem ?? "see the log")}`,
  exhibit: ({ result: { counts, failed, problem, tail } }) => [
    ...(counts === undefined
      ? []
      : [
          {
            kind: "title",
            text: `${counts.failed} failed`,
            aside: `, ${counts.passed} passed`,
            tone: "bad",
            asideTone: "muted",
          } as const,
        ]),
    ...(problem === undefined ? [] : [{ kind: "text", text: problem, tone: "bad" } as const]),
    ...failed.map((name) => ({ kind: "failed", text: name }) as const),
    { kind: "output", text: tail },
  ],
};
