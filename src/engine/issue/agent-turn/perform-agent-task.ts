import { join } from "node:path";
import type { Agent, AgentFailed, AgentFailure, AgentOutcome, AgentTask } from "../../agents/agent.ts";
import { promptFor } from "../../agents/prompts.ts";
import { requireDiskSpace } from "../../files/disk-space.ts";
import type { Reservation } from "../../model/budget.ts";
import type { AgentRole } from "../../model/facts.ts";
import type { Stop } from "../../model/stop.ts";
import { agentFailed } from "../../questions/kinds/agent/agent-failed.ts";
import { stopOf } from "../../questions/stop-definition.ts";
import { logSink } from "../log-sink.ts";
import { required, type StepContext } from "../steps/step.ts";
import { outsideWorktreeStop, withTamperCheck } from "../tamper-check/tamper-check.ts";
import { withPermissionRequests } from "./permission-requests.ts";
import { activeAgent, CONTINUATION_NOTE, switchToFallback } from "./fallback-agent.ts";
import { withUsageMetering } from "./meter-usage.ts";
import { limitMs, waitForLimit } from "./rate-limit.ts";

const MINUTE = 60_000;

/** The outcome of an agent's task: its result, or the stop to ask about. */
export type Performed =
  | Extract<AgentOutcome, { ok: true }>
  | { readonly ok: false; readonly reason: AgentFailure | "tampering"; readonly stop: Stop };

type Task = Pick<AgentTask, "kind" | "attempt" | "stop">;
type Brief = Omit<AgentTask, "prompt" | "allowances">;

/**
 * Has the agent of a role perform a task in the lane. Waits for the end of a rate limit, unless the fallback takes
 * over. However the task ends, the tamper check looks for other changes by the agent.
 */
export async function performAgentTask(context: StepContext, requestedRole: AgentRole, task: Task): Promise<Performed> {
  const { lane, watch, signal } = context;
  // One agent for both roles is replaced in both at once.
  const role = lane.agents.reviewer === lane.agents.agent ? "agent" : requestedRole;
  const configured = lane.agents[role];
  // The disk may be the reason why the step begins again.
  if (context.task.repeated) await requireDiskSpace(lane.stateFolder);
  const brief = briefFor(context, task);
  let agent = context.activeAgents.get(role) ?? (await activeAgent(context, role));
  context.activeAgents.set(role, agent);
  let prompt = await promptFor(brief);
  let waitedMs = 0;
  for (let limitCount = 0; ; limitCount += 1) {
    const { outcome, tampering } = await performOnce(context, agent, { ...brief, prompt });
    if (tampering !== undefined) return { ok: false, reason: "tampering", stop: tampering };
    signal.throwIfAborted();
    if (outcome.ok) return outcome;
    await watch.turn();
    if (watch.canceled.aborted) return failed(outcome);
    const ms = limitMs(outcome, limitCount, lane.clock.now());
    const fallback = agent === configured ? await switchToFallback(context, role, outcome, waitedMs + ms) : undefined;
    if (fallback !== undefined) {
      agent = fallback;
      context.activeAgents.set(role, fallback);
      prompt = `${prompt.trimEnd()}\n\n${CONTINUATION_NOTE}\n`;
      // The loop makes it 0: the waits of the fallback are counted from the start.
      limitCount = -1;
      continue;
    }
    if (outcome.reason !== "rate-limit") {
      // On a full disk the agent is not at fault. The error has the step repeated once there is space.
      await requireDiskSpace(lane.stateFolder);
      return failed(outcome);
    }
    await waitForLimit(context, agent.name, outcome, ms);
    waitedMs += ms;
  }
}

/** Creates the stop for a failed task about which the agent itself reported no error. */
export function agentStop(message: string, detail = ""): Stop {
  return stopOf(agentFailed, { of: "error", message, detail });
}

interface Once {
  readonly outcome: AgentOutcome;
  readonly tampering?: Stop | undefined;
}

/** Runs an agent once, within the limits of the run. */
async function performOnce(context: StepContext, agent: Agent, task: Omit<AgentTask, "allowances">): Promise<Once> {
  const { watch, signal } = context;
  const ending = AbortSignal.any([signal, watch.canceled]);
  const reservation = await watch.reserve({ agent: agent.name, kind: task.kind }, ending);
  if (!reservation.ok) return { outcome: reservation };
  try {
    return await performWithin(context, agent, task, reservation);
  } finally {
    reservation.end();
  }
}

/** Runs an agent once, logs its output, and records what the task cost. */
async function performWithin(
  context: StepContext,
  agent: Agent,
  task: Omit<AgentTask, "allowances">,
  reservation: Reservation,
): Promise<Once> {
  const { task: step, watch, signal } = context;
  const issue = step.issue.id;
  const isCheckoutReadOnly = (await agent.confinement?.keepsCheckout(task)) === true;
  reportConfinement(context, agent, isCheckoutReadOnly);
  const { result: outcome, stop } = await withTamperCheck(context, isCheckoutReadOnly, task.kind, () =>
    withUsageMetering(context, agent, task.kind, reservation, (onUsage) =>
      withPermissionRequests(context, agent, (attendance) =>
        agent
          .perform(
            { ...task, allowances: reservation.allowances },
            {
              ...attendance,
              onUsage,
              output: logSink(watch, issue, "agent"),
              onActivity: (activity) => watch.emit({ type: "activity", issue, activity }),
            },
          )
          .catch((error: unknown) => {
            // What it did by then is checked all the same.
            if (watch.canceled.aborted && !signal.aborted) return CANCELED;
            throw error;
          }),
      ),
    ),
  );
  return { outcome, tampering: stop ?? outOfTreeStop(outcome) };
}

const CANCELED: AgentFailed = { ok: false, reason: "crash", message: "Canceled", detail: "" };

function reportConfinement({ task, watch }: StepContext, agent: Agent, isCheckoutReadOnly: boolean): void {
  const { confinement } = agent;
  if (confinement === undefined) return;
  const more = isCheckoutReadOnly && !confinement.isInForce ? "; it can only read your checkout" : "";
  const text = `${agent.name} is confined by ${confinement.describe()}${more}`;
  watch.emit({ type: "log", issue: task.issue.id, source: "engine", text });
}

function briefFor({ lane, task: { milestone, planned, issue } }: StepContext, task: Task): Brief {
  const { limits } = lane.config;
  return {
    ...task,
    milestone: milestone.id,
    planPath: milestone.planPath,
    issue: planned,
    baseCommit: required(issue.base, "the base").commit,
    cwd: lane.worktree.path,
    environment: lane.variables,
    scratch: join(lane.stateFolder, "scratch", `${issue.id}-${task.kind}`),
    timeoutMs: (task.kind === "review" ? limits.reviewMinutes : limits.agentMinutes) * MINUTE,
    idleMs: limits.idleMinutes * MINUTE,
    changed: issue.change?.files,
  };
}

function outOfTreeStop(outcome: AgentOutcome): Stop | undefined {
  const edits = outcome.ok && outcome.kind === "work" ? (outcome.outOfTreeEdits ?? []) : [];
  if (edits.length === 0) return undefined;
  return outsideWorktreeStop(`The agent changed files outside its worktree: ${edits.join(", ")}`);
}

/**
 * Failures that a retry cannot resolve, with the answer of `--autonomous`. Without a login or funds no issue can
 * continue.
 */
const FINAL: Partial<Record<AgentFailure, "skip" | "abort">> = { auth: "abort", budget: "abort", refusal: "skip" };

function failed({ reason, message, detail, hint, final }: AgentFailed): Performed {
  const evidence = { of: "error", message, detail, hint, final: final ?? FINAL[reason] } as const;
  return { ok: false, reason, stop: stopOf(agentFailed, evidence) };
}
