import type { EvidenceOf } from "../../model/stop.ts";
import { count } from "../../text/count.ts";
import type { EvidenceForm } from "../evidence-form.ts";

/** Critical findings of the plan review. */
export const planEvidence: EvidenceForm<EvidenceOf<"plan">> = {
  of: "plan",
  approve: "go on with the plan as it is; recorded",
  subject: (name, { findings }) => `${name}: ${count(findings.length, "critical issue")}`,
  details: ({ findings }) => findings.map(({ text }, index) => `${index + 1}. ${text}`),
  skipReason: (_, kind) => kind,
  exhibit: ({ findings }) =>
    findings
      .filter(({ severity }) => severity === "critical")
      .flatMap(({ text, file, line, fix }, index) => [
        { kind: "title", text, number: index + 1 },
        { kind: "place", file, line },
        { kind: "advice", text: fix },
      ]),
};
