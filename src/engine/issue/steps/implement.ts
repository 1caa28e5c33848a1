import { changedLines } from "../../git/diff/diff.ts";
import { agentStop, performAgentTask } from "../agent-turn/perform-agent-task.ts";
import { stagedDiff } from "./judge-diff.ts";
import { done, required, stop, type Step } from "./step.ts";

/** Has the agent implement the spec. Only a change counts as success, whatever the agent reports. */
export const implement: Step = async (context) => {
  const { lane, task } = context;
  const { issue, repeated } = task;
  const base = required(issue.base, "the base");
  if (repeated) await lane.worktree.start(required(issue.branch, "the branch"), base.commit);

  const outcome = await performAgentTask(context, "agent", { kind: "implement", attempt: 1, stop: undefined });
  if (!outcome.ok) return stop(outcome.stop);

  await lane.worktree.stage();
  const diff = await stagedDiff(context);
  if (diff.files.length === 0) return stop(agentStop("The agent changed nothing"));
  const change = { files: diff.files.map((file) => file.path), lines: changedLines(diff) };
  return done({ step: "implement", change, done: outcome.kind === "work" ? outcome.result.done : [] });
};
