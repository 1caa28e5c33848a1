import type { PhaseOutline } from "../../src/engine/model/facts.ts";

const TITLES = [
  "Add user login endpoint",
  "Add password hashing",
  "Add API key service",
  "Add API keys migration",
  "Add auth middleware",
  "Add caching layer",
  "Add tenant isolation",
  "Add rate limiting",
  "Remove legacy fields",
  "Add permissions matrix",
  "Add PDF generation",
  "Write the operator's handbook",
];
const PHASES = ["Foundations", "Isolation and limits", "Clean-up and delivery", "Hardening", "Observability"];

/**
 * Returns a plan with the given number of issues. Their titles repeat after the twelfth.
 * @param independent whether most issues depend on no other one, so that several can be worked on at the same time
 */
export function simulatedOutline(count: number, independent = false): readonly PhaseOutline[] {
  const perPhase = Math.max(1, Math.ceil(count / Math.max(3, Math.ceil(count / 20))));
  return Array.from({ length: Math.ceil(count / perPhase) }, (_, phase) => ({
    number: phase + 1,
    name: PHASES[phase % PHASES.length] ?? "",
    issues: Array.from({ length: Math.min(perPhase, count - phase * perPhase) }, (_, at) =>
      issue(phase * perPhase + at + 1, independent),
    ),
  }));
}

function issue(number: number, independent: boolean): PhaseOutline["issues"][number] {
  return {
    id: id(number),
    title: TITLES[(number - 1) % TITLES.length] ?? "",
    github: 100 + number,
    priority: number % 5 === 0 ? "P1" : "P0",
    dependencies: independent
      ? number % 5 === 0
        ? [id(number - 4)]
        : []
      : number % 3 === 0 && number > 2
        ? [id(number - 1), id(number - 2)]
        : number % 2 === 0
          ? [id(number - 1)]
          : [],
  };
}

function id(number: number): string {
  return String(number).padStart(2, "0");
}
