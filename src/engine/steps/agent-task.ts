import { join } from "node:path";
import type { Agent, AgentFailed, AgentFailure, AgentOutcome, AgentTask } from "../agents/agent.ts";
import { promptFor } from "../agents/prompts.ts";
import { logSink } from "../log-sink.ts";
import { allowancesFor, usedUp } from "../spending.ts";
import { evidenceStop } from "../stops/pending.ts";
import type { Stop } from "../stops/stop.ts";
import { outsideWorktree, putOnLeash } from "./leash.ts";
import { metered } from "./metered.ts";
import { required, type StepContext } from "./step.ts";
import { waitForLimit } from "./wait-for-limit.ts";

const MINUTE = 60_000;

/** What came of a task: the agent's work, or the stop to ask about. */
export type Performed =
  | Extract<AgentOutcome, { ok: true }>
  | { readonly ok: false; readonly reason: AgentFailure | "tampering"; readonly stop: Stop };

/**
 * Has an agent do a task in the lane, its output going to the issue's log. A rate limit is waited out; what it cost is
 * recorded; and whether it kept its hands off everything else is looked at, however it ended.
 */
export async function performTask(context: StepContext, agent: Agent, task: Pick<AgentTask, "kind" | "attempt" | "stop">): Promise<Performed> {
  const { run, issue } = context;
  const brief = briefFor(context, task);
  const prompt = await promptFor(brief);
  const { confinement } = agent;
  if (confinement !== undefined) run.ledger.tell({ type: "log", issue: issue.id, source: "engine", text: `${agent.name} is confined by ${confinement.describe()}` });
  for (let limited = 0; ; limited += 1) {
    const allowances = allowancesFor(run.config.limits, run.ledger.progress, issue.id);
    const limit = usedUp(allowances);
    if (limit !== undefined) return failed(limit);
    const leash = await putOnLeash(context, confinement?.isInForce === true);
    const outcome = await metered(context, agent, task.kind, (onUsage) => agent.perform({ ...brief, prompt, allowances }, {
      signal: run.signal,
      onUsage,
      output: logSink(run.ledger, issue.id, "agent"),
      onActivity: (activity) => run.ledger.tell({ type: "activity", issue: issue.id, activity }),
    }));
    const tampering = (await leash()) ?? strayFiles(outcome);
    if (tampering !== undefined) return { ok: false, reason: "tampering", stop: tampering };
    run.signal.throwIfAborted();
    if (outcome.ok) return outcome;
    if (outcome.reason !== "rate-limit") return failed(outcome);
    await waitForLimit(context, agent.name, outcome, limited);
  }
}

export function agentFailed(message: string, detail = ""): Stop {
  return evidenceStop("agent-failed", { of: "error", message, detail });
}

function briefFor({ run, lane, planned, issue }: StepContext, task: Pick<AgentTask, "kind" | "attempt" | "stop">): Omit<AgentTask, "prompt"> {
  const { limits } = run.config;
  return {
    ...task,
    milestone: run.plan.milestone,
    planPath: run.plan.path,
    issue: planned,
    baseCommit: required(issue.base, "the base").commit,
    cwd: lane.worktree.path,
    scratch: join(run.stateFolder, "scratch", `${issue.id}-${task.kind}`),
    timeoutMs: (task.kind === "review" ? limits.reviewMinutes : limits.agentMinutes) * MINUTE,
    idleMs: limits.idleMinutes * MINUTE,
    changed: issue.change?.files,
  };
}

function strayFiles(outcome: AgentOutcome): Stop | undefined {
  const strays = outcome.ok && outcome.kind === "work" ? (outcome.strays ?? []) : [];
  return strays.length === 0 ? undefined : outsideWorktree(`The agent changed files outside its worktree: ${strays.join(", ")}`);
}

/** Unattended, a failure that would only repeat itself is not tried again: without a login or money no issue can go on. */
const FINAL: Partial<Record<AgentFailure, "skip" | "abort">> = { auth: "abort", budget: "abort", refusal: "skip" };

function failed({ reason, message, detail, mend, final }: AgentFailed): Performed {
  return { ok: false, reason, stop: evidenceStop("agent-failed", { of: "error", message, detail, mend, final: final ?? FINAL[reason] }) };
}
