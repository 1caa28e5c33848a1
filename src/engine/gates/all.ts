import type { Gate } from "./gate.ts";
import { scopeGate } from "./scope/scope-gate.ts";
import { sizeGate } from "./size/size-gate.ts";
import { surfaceGate } from "./surface/surface-gate.ts";

/** The gates that judge what is staged. */
export function allGates(): readonly Gate[] {
  return [scopeGate, sizeGate, surfaceGate];
}
