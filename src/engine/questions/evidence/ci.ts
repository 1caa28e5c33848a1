import type { EvidenceOf } from "../../model/stop.ts";
import { lastLines, type EvidenceForm } from "../evidence-form.ts";

/** Check runs that failed on the forge. */
export const ciEvidence: EvidenceForm<EvidenceOf<"ci">> = {
  of: "ci",
  subject: (name) => name,
  details: ({ failed }) =>
    failed.flatMap(({ name, step, url, logTail }) => [
      `- ${[name, step, url].filter((part) => part !== undefined).join(" — ")}`,
      ...(logTail === undefined ? [] : lastLines(logTail).map((line) => `  ${line}`)),
    ]),
  skipReason: ({ failed }) => `CI checks failing: ${failed.map(({ name }) => name).join(", ")}`,
  exhibit: ({ failed }) =>
    failed.flatMap(({ name, step, url, logTail }) => [
      {
        kind: "title",
        text: name,
        aside: step === undefined ? undefined : `  ${step}`,
        tone: "bad",
        asideTone: "muted",
      } as const,
      ...(url === undefined ? [] : [{ kind: "link", url } as const]),
      { kind: "output", text: logTail ?? "" } as const,
    ]),
};
