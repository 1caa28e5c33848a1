import type { EvidenceOf } from "../../model/stop.ts";
import { lastLines, type EvidenceForm } from "../evidence-form.ts";

/** Lint or type checks that failed. */
export const checkEvidence: EvidenceForm<EvidenceOf<"checks">> = {
  of: "checks",
  subject: (name, { failed }) => `${name}: ${failed.map((check) => check.name).join(", ")}`,
  details: ({ failed }) =>
    failed.flatMap(({ problem, tail }) => (problem === undefined ? lastLines(tail) : [`Error: ${problem}`])),
  skipReason: ({ failed }) => `Checks failing: ${failed.map(({ name }) => name).join(", ")}`,
  exhibit: ({ failed }) =>
    failed.flatMap(({ name, command, tail, problem }) => [
      { kind: "title", text: name, aside: `  ${command}`, tone: "bad", asideTone: "muted" } as const,
      ...(problem === undefined ? [] : [{ kind: "text", text: problem } as const]),
      { kind: "output", text: tail } as const,
    ]),
};
