import type { Evidence, EvidenceOf } from "../model/stop.ts";
import type { EvidenceForm } from "./evidence-form.ts";
import { checkEvidence } from "./evidence/checks.ts";
import { ciEvidence } from "./evidence/ci.ts";
import { conflictEvidence } from "./evidence/conflict.ts";
import { errorEvidence } from "./evidence/error.ts";
import { gateEvidence } from "./evidence/gate.ts";
import { permissionEvidence } from "./evidence/permission.ts";
import { phaseEvidence } from "./evidence/phase.ts";
import { planEvidence } from "./evidence/plan.ts";
import { reviewEvidence } from "./evidence/review.ts";
import { testEvidence } from "./evidence/tests.ts";

const FORMS: { readonly [Form in Evidence["of"]]: EvidenceForm<EvidenceOf<Form>> } = {
  plan: planEvidence,
  gate: gateEvidence,
  tests: testEvidence,
  checks: checkEvidence,
  review: reviewEvidence,
  error: errorEvidence,
  conflict: conflictEvidence,
  ci: ciEvidence,
  phase: phaseEvidence,
  permission: permissionEvidence,
};

/** Returns the form of a piece of evidence. */
export function formOf({ of }: Evidence): EvidenceForm {
  return FORMS[of];
}
