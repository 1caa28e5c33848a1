import type { EvidenceOf } from "../../model/stop.ts";
import type { ReviewFinding } from "../../model/findings/review.ts";
import { count } from "../../text/count.ts";
import { placeText, type EvidenceForm, type ExhibitItem } from "../evidence-form.ts";

/** Findings of a code review, or of people's reviews on the forge. */
export const reviewEvidence: EvidenceForm<EvidenceOf<"review">> = {
  of: "review",
  subject(name, { findings }) {
    const allCritical = findings.every(({ severity }) => severity === "critical");
    return `${name}: ${count(findings.length, allCritical ? "critical issue" : "issue")}`;
  },
  details: ({ findings }) =>
    findings.map(
      ({ title, file, line }, index) => `${index + 1}. ${title}${file === "" ? "" : ` — ${placeText({ file, line })}`}`,
    ),
  skipReason: ({ findings }) => `Code review: ${findings.map(({ title }) => title).join("; ")}`,
  exhibit: ({ findings }) => findings.flatMap(reviewExhibit),
  place: ({ findings }) => findings.find(({ file }) => file !== ""),
};

export function reviewExhibit(
  { title, file, line, severity, detail }: ReviewFinding,
  index: number,
): readonly ExhibitItem[] {
  return [
    {
      kind: "title",
      text: title,
      number: index + 1,
      aside: `  ${severity}`,
      asideTone: severity === "critical" ? "bad" : "warn",
    },
    { kind: "place", file, line },
    ...(detail === "" ? [] : detail.split("\n").map((text) => ({ kind: "text", text: `   ${text}` }) as const)),
  ];
}
