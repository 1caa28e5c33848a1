import type { EvidenceOf } from "../../model/stop.ts";
import type { EvidenceForm } from "../evidence-form.ts";

/** Files that two branches changed differently. */
export const conflictEvidence: EvidenceForm<EvidenceOf<"conflict">> = {
  of: "conflict",
  subject: (name, evidence) => `${name} with ${evidence.with}`,
  details: ({ files }) => files.map((file) => `- ${file}`),
  skipReason: (evidence) => `Merge conflict with ${evidence.with}: ${evidence.files.join(", ")}`,
  exhibit: (evidence) => [
    { kind: "field", name: "Changed on both sides, here and on", value: evidence.with, valueTone: "accent" },
    ...evidence.files.map((file) => ({ kind: "item", text: file }) as const),
  ],
  place: ({ files: [file] }) => (file === undefined ? undefined : { file }),
};
