import type { Agent, AgentWatch } from "../../agents/agent.ts";
import { fingerprint } from "../../gates/fingerprint.ts";
import type { PermissionRequest } from "../../model/stop.ts";
import { permission } from "../../questions/kinds/agent/permission.ts";
import { stopOf } from "../../questions/stop-definition.ts";
import type { StepWatch } from "../step-watch.ts";
import type { StepContext } from "../steps/step.ts";

type Attendance = Pick<AgentWatch, "signal" | "askUser">;

/**
 * Runs an agent and asks the user about its permission requests, one after the other. An answer that ends the run ends
 * the agent first. A request that is still open when the agent has ended is withdrawn.
 */
export async function withPermissionRequests<T>(
  { watch, signal }: StepContext,
  agent: Agent,
  work: (attendance: Attendance) => Promise<T>,
): Promise<T> {
  const agentEnded = new AbortController();
  const runEnding = new AbortController();
  let last: Promise<unknown> = Promise.resolve();

  async function decide(request: PermissionRequest, needed: AbortSignal): Promise<boolean> {
    await turnOrEnd(watch, needed);
    if (needed.aborted || watch.canceled.aborted || runEnding.signal.aborted) return false;
    const evidence = { of: "permission", agent: agent.name, request } as const;
    try {
      return await watch.askPermission(stopOf(permission, evidence, [permissionFingerprint(request)]), needed);
    } catch (error) {
      runEnding.abort(error);
      return false;
    }
  }

  try {
    return await work({
      signal: AbortSignal.any([signal, watch.canceled, runEnding.signal]),
      askUser(request, needed) {
        const answer = last.then(() => decide(request, AbortSignal.any([needed, agentEnded.signal])));
        last = answer;
        return answer;
      },
    });
  } finally {
    agentEnded.abort();
    await last;
    runEnding.signal.throwIfAborted();
  }
}

/** Resolves when the step may ask, or the agent no longer waits for an answer. */
function turnOrEnd(watch: StepWatch, needed: AbortSignal): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    if (needed.aborted) resolve();
    else needed.addEventListener("abort", () => resolve(), { once: true });
  });
  return Promise.race([watch.turn(), ended]);
}

/** Returns the same fingerprint for the same request, whatever title or reason the agent gives. */
function permissionFingerprint({ tool, title, command, input, paths }: PermissionRequest): string {
  return fingerprint(["permission", tool, command ?? input ?? title, ...paths]);
}
