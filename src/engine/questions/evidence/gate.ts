import type { EvidenceOf } from "../../model/stop.ts";
import type { GateFinding } from "../../model/findings/gate-finding.ts";
import { placeText, type EvidenceForm, type ExhibitItem } from "../evidence-form.ts";

/** Findings of the gates. */
export const gateEvidence: EvidenceForm<EvidenceOf<"gate">> = {
  of: "gate",
  subject: (name) => name,
  details: ({ findings }) =>
    findings.map(({ message, file, line }, index) => `${index + 1}. ${message} — ${placeText({ file, line })}`),
  skipReason: ({ findings }) => findings.map(({ message }) => message).join("; "),
  exhibit: ({ findings, scopeTags }) => [
    ...findings.flatMap(gateExhibit),
    ...(scopeTags.length === 0
      ? []
      : [{ kind: "field", name: "Scope tags", value: `[${scopeTags.join(", ")}]`, tone: "muted" } as const]),
  ],
  place: ({ findings }) => findings.find(({ file }) => file !== ""),
};

export function gateExhibit({ message, file, line, evidence, remedy, note }: GateFinding): readonly ExhibitItem[] {
  return [
    { kind: "title", text: message },
    { kind: "place", file, line },
    ...(note?.kind === "migration" && note.risk !== undefined
      ? [{ kind: "field", name: "Risk", value: note.risk, tone: "warn", isDetail: true } as const]
      : []),
    { kind: "output", text: evidence ?? "", isDiff: true },
    ...(remedy === "" ? [] : [{ kind: "advice", text: remedy } as const]),
  ];
}
