import { changedLines } from "../../git/diff/diff.ts";
import { agentFailed, performTask } from "../agent-turn/agent-task.ts";
import { done, required, stop, type Step } from "./step.ts";

/** The agent implements the spec. What it changed is the evidence; without a change there is nothing to go on with. */
export const implement: Step = async (context) => {
  const { run, lane, issue, repeated } = context;
  const base = required(issue.base, "the base");
  if (repeated) await lane.worktree.start(required(issue.branch, "the branch"), base.commit);

  const outcome = await performTask(context, run.agent, { kind: "implement", attempt: 1, stop: undefined });
  if (!outcome.ok) return stop(outcome.stop);

  await lane.worktree.stage();
  const diff = await lane.worktree.diff(base.commit);
  if (diff.files.length === 0) return stop(agentFailed("The agent changed nothing"));
  return done({
    step: "implement",
    change: { files: diff.files.map((file) => file.path), lines: changedLines(diff) },
    done: outcome.kind === "work" ? outcome.result.done : [],
  });
};
