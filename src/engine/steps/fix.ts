import { agentFailed, performTask } from "./agent-task.ts";
import { tamperingStop } from "./leash.ts";
import { done, required, stop, type Step } from "./step.ts";

/** The agent mends what a stop found. Whether it did is judged by all the steps that follow, not by its word. */
export const fix: Step = async (context) => {
  const { run, lane, issue } = context;
  const asked = required(issue.fixing, "the stop to fix").stop;
  await lane.worktree.discardUnstaged();

  const outcome = await performTask(context, run.agent, { kind: "fix", attempt: issue.fixes[asked.kind] ?? 1, stop: asked });
  run.signal.throwIfAborted();
  if (!outcome.ok) return stop(agentFailed(outcome.message, outcome.detail));

  const tampering = await tamperingStop(context);
  if (tampering !== undefined) return stop(tampering);
  const changed = (await lane.worktree.stage()).length > 0;
  return done({ step: "fix", changed, done: outcome.kind === "work" ? outcome.result.done : [] });
};
