import type { Prices } from "../../config/config-schema.ts";
import type { Clock } from "../../model/ports.ts";
import type { Processes } from "../../process/processes.ts";
import type { Confinement } from "../confinement.ts";
import type { AgentProfile } from "./profiles.ts";

export interface AcpAgentOptions {
  readonly profile: AgentProfile;
  readonly processes: Processes;
  readonly confinement: Confinement;
  /** Command lines of the config, which the agent may run even without a sandbox. */
  readonly commands: readonly string[];
  readonly clock: Pick<Clock, "now">;
  readonly prices: Prices;
}
