import { join } from "node:path";
import type { Agent, AgentFailed, AgentFailure, AgentOutcome, AgentTask } from "../../agents/agent.ts";
import { promptFor } from "../../agents/prompts.ts";
import { logSink } from "../../model/log-sink.ts";
import { allowancesFor, usedUp } from "../../model/budget.ts";
import { evidenceStop } from "../../questions/pending.ts";
import type { Stop } from "../../model/stop.ts";
import { outsideWorktree, startTamperCheck } from "../tamper-check/tamper-check.ts";
import { metered } from "./meter-usage.ts";
import { attended } from "./permissions.ts";
import { BEGUN_BY_ANOTHER, switchToFallback, activeAgent } from "./fallback-agent.ts";
import { required, type StepContext } from "../steps/step.ts";
import { limitMs, waitForLimit } from "./rate-limit.ts";

const MINUTE = 60_000;

/** What came of a task: the agent's work, or the stop to ask about. */
export type Performed =
  | Extract<AgentOutcome, { ok: true }>
  | { readonly ok: false; readonly reason: AgentFailure | "tampering"; readonly stop: Stop };

type Task = Pick<AgentTask, "kind" | "attempt" | "stop">;
type Brief = Omit<AgentTask, "prompt" | "allowances">;

/**
 * Has an agent do a task in the lane. A rate limit is waited out, unless the fallback takes over; and whether it kept its
 * hands off everything else is looked at, however it ended.
 */
export async function performTask(context: StepContext, named: Agent, task: Task): Promise<Performed> {
  const { run } = context;
  const brief = briefFor(context, task);
  let prompt = await promptFor(brief);
  let waitedMs = 0;
  for (let limited = 0; ; limited += 1) {
    const agent = await activeAgent(context, named);
    const { outcome, tampering } = await performOnce(context, agent, { ...brief, prompt });
    if (tampering !== undefined) return { ok: false, reason: "tampering", stop: tampering };
    run.signal.throwIfAborted();
    if (outcome.ok) return outcome;
    const ms = limitMs(outcome, limited, run.clock.now());
    if (agent === named && (await switchToFallback(context, agent, outcome, waitedMs + ms))) {
      prompt = `${prompt.trimEnd()}\n\n${BEGUN_BY_ANOTHER}\n`;
      limited = -1;
      continue;
    }
    if (outcome.reason !== "rate-limit") return failed(outcome);
    await waitForLimit(context, agent.name, outcome, ms);
    waitedMs += ms;
  }
}

interface Once {
  readonly outcome: AgentOutcome;
  readonly tampering?: Stop | undefined;
}

/** Its output goes to the issue's log, what it cost is recorded. */
async function performOnce(context: StepContext, agent: Agent, task: Omit<AgentTask, "allowances">): Promise<Once> {
  const { run, issue } = context;
  const { confinement } = agent;
  const allowances = allowancesFor(run.config.limits, run.ledger.progress, issue.id);
  const limit = usedUp(allowances);
  if (limit !== undefined) return { outcome: limit };
  const isCheckoutKept = (await confinement?.keepsCheckout(task)) === true;
  if (confinement !== undefined) {
    const more = isCheckoutKept && !confinement.isInForce ? "; it can only read your checkout" : "";
    run.ledger.emit({
      type: "log",
      issue: issue.id,
      source: "engine",
      text: `${agent.name} is confined by ${confinement.describe()}${more}`,
    });
  }
  const tamperCheck = await startTamperCheck(context, isCheckoutKept, task.kind);
  const outcome = await metered(context, agent, task.kind, (onUsage) =>
    attended(context, agent, (attendance) =>
      agent.perform(
        { ...task, allowances },
        {
          ...attendance,
          onUsage,
          output: logSink(run.ledger, issue.id, "agent"),
          onActivity: (activity) => run.ledger.emit({ type: "activity", issue: issue.id, activity }),
        },
      ),
    ),
  );
  return { outcome, tampering: (await tamperCheck()) ?? outOfTreeStop(outcome) };
}

export function agentFailed(message: string, detail = ""): Stop {
  return evidenceStop("agent-failed", { of: "error", message, detail });
}

function briefFor({ run, lane, planned, issue }: StepContext, task: Task): Brief {
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

function outOfTreeStop(outcome: AgentOutcome): Stop | undefined {
  const outOfTreeEdits = outcome.ok && outcome.kind === "work" ? (outcome.outOfTreeEdits ?? []) : [];
  return outOfTreeEdits.length === 0
    ? undefined
    : outsideWorktree(`The agent changed files outside its worktree: ${outOfTreeEdits.join(", ")}`);
}

/** Unattended, a failure that would only repeat itself is not tried again: without a login or money no issue can go on. */
const FINAL: Partial<Record<AgentFailure, "skip" | "abort">> = { auth: "abort", budget: "abort", refusal: "skip" };

function failed({ reason, message, detail, hint, final }: AgentFailed): Performed {
  return {
    ok: false,
    reason,
    stop: evidenceStop("agent-failed", { of: "error", message, detail, hint, final: final ?? FINAL[reason] }),
  };
}
