import { type Limits } from "../../process/limits.ts";
import type { OpenProcess } from "../../process/processes.ts";
import type { AgentTask, AgentWatch } from "../agent.ts";
import { type TaskHalt } from "./task-halt.ts";

/** What the parts of one task share. */
export interface TaskContext extends Pick<Limits, "seen" | "pauseUntil" | "waitFor"> {
  readonly task: AgentTask;
  readonly watch: AgentWatch;
  readonly process: OpenProcess;
  readonly halt: TaskHalt;
}
