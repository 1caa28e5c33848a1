import { join } from "node:path";
import type { AgentOutcome, AgentTask, Agent } from "../agents/agent.ts";
import { promptFor } from "../agents/prompts.ts";
import { evidenceStop } from "../stops/pending.ts";
import type { Stop } from "../stops/stop.ts";
import { required, type StepContext } from "./step.ts";

const MINUTE = 60_000;

/** Has an agent do a task in the lane, its output going to the issue's log. */
export async function performTask(
  { run, lane, planned, issue }: StepContext,
  agent: Agent,
  task: Pick<AgentTask, "kind" | "attempt" | "stop">,
): Promise<AgentOutcome> {
  const { limits } = run.config;
  const brief = {
    ...task,
    milestone: run.plan.milestone,
    planPath: run.plan.path,
    issue: planned,
    baseCommit: required(issue.base, "the base").commit,
    cwd: lane.worktree.path,
    scratch: join(run.stateFolder, "scratch", `${issue.id}-${task.kind}`),
    timeoutMs: (task.kind === "review" ? limits.reviewMinutes : limits.agentMinutes) * MINUTE,
    idleMs: limits.idleMinutes * MINUTE,
  };
  return agent.perform({ ...brief, prompt: await promptFor(brief) }, {
    signal: run.signal,
    onLine: (text) => run.ledger.tell({ type: "log", issue: issue.id, source: "agent", text }),
    onActivity: (activity) => run.ledger.tell({ type: "activity", issue: issue.id, activity }),
  });
}

export function agentFailed(message: string, detail = ""): Stop {
  return evidenceStop("agent-failed", { of: "error", message, detail });
}
