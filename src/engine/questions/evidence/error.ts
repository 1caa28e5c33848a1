import type { EvidenceOf } from "../../model/stop.ts";
import type { EvidenceForm } from "../evidence-form.ts";

/** A failure with a message, and often a hint. */
export const errorEvidence: EvidenceForm<EvidenceOf<"error">> = {
  of: "error",
  approve: "go on although it fails; recorded",
  subject: (name) => name,
  details: ({ message, hint }) => [`Error: ${message}`, ...(hint === undefined ? [] : [hint])],
  skipReason: ({ message }) => message,
  exhibit: ({ message, hint, detail }) => [
    { kind: "text", text: message },
    ...(hint === undefined ? [] : [{ kind: "advice", text: hint } as const]),
    { kind: "output", text: detail ?? "" },
  ],
};
