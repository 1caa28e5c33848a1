import { createDependencyGate, type DependencyPorts } from "./dependencies/dependency-gate.ts";
import type { Gate } from "./gate.ts";
import { schemaGate } from "./schema/schema-gate.ts";
import { scopeGate } from "./scope/scope-gate.ts";
import { secretsGate } from "./secrets/secrets-gate.ts";
import { sizeGate } from "./size/size-gate.ts";
import { surfaceGate } from "./surface/surface-gate.ts";

/** The gates that judge the staged diff. The coverage gate is not among them, since it runs after the tests. */
export function allGates(ports: DependencyPorts): readonly Gate[] {
  return [secretsGate, schemaGate, createDependencyGate(ports), scopeGate, sizeGate, surfaceGate];
}
