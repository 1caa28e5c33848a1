import type { Agent, AgentWatch } from "../../agents/agent.ts";
import { fingerprint } from "../../gates/fingerprint.ts";
import type { Progress } from "../../model/progress.ts";
import { askWhile } from "../../run/run.ts";
import type { PermissionRequest, Stop } from "../../model/stop.ts";
import type { StepContext } from "../steps/step.ts";

type Attendance = Pick<AgentWatch, "signal" | "askUser">;

/**
 * Lets an agent work with somebody to ask: what no rule decides is put to the user, one thing after the other and each once
 * in an issue. An answer that ends the run ends the agent first. What is still open when it has ended is taken back.
 */
export async function attended<T>(
  { run, issue }: StepContext,
  agent: Agent,
  work: (attendance: Attendance) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const ending = new AbortController();
  let last: Promise<unknown> = Promise.resolve();

  async function decide(request: PermissionRequest, needed: AbortSignal): Promise<boolean> {
    if (needed.aborted || ending.signal.aborted) return false;
    const stop: Stop = {
      kind: "permission",
      evidence: { of: "permission", agent: agent.name, request },
      fingerprints: [permissionFingerprint(request)],
    };
    const known = answered(run.ledger.progress, issue.id, stop, run.decider.by);
    try {
      return (known ?? (await askWhile(run, stop, issue.id, needed))) === "allow";
    } catch (error) {
      ending.abort(error);
      return false;
    }
  }

  try {
    return await work({
      signal: AbortSignal.any([run.signal, ending.signal]),
      askUser(request, needed) {
        const answer = last.then(() => decide(request, AbortSignal.any([needed, over.signal])));
        last = answer;
        return answer;
      },
    });
  } finally {
    over.abort();
    await last;
    ending.signal.throwIfAborted();
  }
}

/** The same for the same thing asked for again, whatever it is called and whatever was said of it. */
function permissionFingerprint({ tool, title, command, input, paths }: PermissionRequest): string {
  return fingerprint(["permission", tool, command ?? input ?? title, ...paths]);
}

/** What was answered to the same thing in this issue. What nobody decided since nobody was there, the user may still decide. */
function answered(
  { decisions }: Progress,
  issue: string,
  { kind, fingerprints }: Stop,
  by: "user" | "unattended",
): string | undefined {
  return decisions.findLast(
    (decision) =>
      decision.stop === kind &&
      decision.issue === issue &&
      decision.command !== "abort" &&
      fingerprints.every((print) => decision.fingerprints.includes(print)) &&
      (decision.by === "user" || by === "unattended"),
  )?.command;
}
