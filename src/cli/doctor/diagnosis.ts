import type { Processes } from "../../engine/process/processes.ts";
import type { Flags } from "../arguments.ts";
import type { Platform } from "../composition/platform.ts";

/** The state of one thing that a run needs. */
export interface Diagnosis {
  readonly state: "good" | "warning" | "missing";
  readonly text: string;
  /** How to fix it; one sentence. */
  readonly hint?: string | undefined;
}

export interface DoctorContext {
  readonly flags: Flags;
  readonly platform: Platform;
  readonly processes: Processes;
  readonly signal: AbortSignal;
  readonly nodeVersion: string;
}
