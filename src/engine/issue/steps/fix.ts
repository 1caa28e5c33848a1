import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { BranchPoint } from "../../model/step-result.ts";
import type { Stop } from "../../model/stop.ts";
import { mergeConflict } from "../../questions/kinds/forge/merge-conflict.ts";
import { agentStop, performAgentTask } from "../agent-turn/perform-agent-task.ts";
import { mergeableBase } from "../branches/rebase-onto-base.ts";
import { done, NEWER_BASE, required, stop, type Step, type StepContext } from "./step.ts";

/** Has the agent fix what a stop found. The steps that follow judge the result; what the agent says does not count. */
export const fix: Step = async (context) => {
  const { lane, task } = context;
  const { issue, repeated } = task;
  const asked = required(issue.fixing, "the stop to fix").stop;
  const isConflict = asked.kind === mergeConflict.kind;
  if (isConflict && !task.isBaseFresh) return NEWER_BASE;
  await restoreJudgedState(context);
  const base = isConflict ? await mergeBase(context) : undefined;

  const before = (await lane.worktree.head()).commit;
  const attempt = issue.fixes[asked.kind] ?? 1;
  const outcome = await performAgentTask(context, "agent", { kind: "fix", attempt, stop: asked });
  if (!outcome.ok) return stop(outcome.stop);

  const marked = await filesWithMarkers(lane.worktree.path, asked);
  if (marked.length > 0) return stop(agentStop(`The agent left conflict markers in ${marked.join(", ")}`));
  const staged = await lane.worktree.stage();
  const isChanged = staged.length > 0 || (await hasCommitted(context, before));
  const said = outcome.kind === "work" ? outcome.result.done : [];
  // Where the step is repeated, changes may have been staged before the program was killed. `stage` does not report
  // those again, and they have not been judged yet.
  return done({ step: "fix", changed: repeated || base !== undefined || isChanged, done: said, base });
};

/** Returns whether the agent committed a change itself, so that nothing was left to stage. */
async function hasCommitted({ lane: { worktree } }: StepContext, before: string): Promise<boolean> {
  return (await worktree.head()).commit !== before && (await worktree.diff(before)).files.length > 0;
}

/** Resets the worktree to what was judged: the commit, where everything was committed, or else what is staged. */
async function restoreJudgedState({ lane: { worktree, repository }, task: { issue } }: StepContext): Promise<void> {
  const isCommitted = issue.finished.includes("commit") && worktree.path !== repository.root;
  if (isCommitted) await worktree.start(required(issue.branch, "the branch"), required(issue.commit, "the commit"));
  else await worktree.discardUnstaged();
}

/** Merges the current base into the issue's work, including conflict markers for the agent to resolve. */
async function mergeBase({ lane, task }: StepContext): Promise<BranchPoint> {
  const base = required(task.base, "the milestone branch");
  await lane.worktree.mergeIn(await mergeableBase(lane.repository, task, base.commit));
  return base;
}

async function filesWithMarkers(root: string, { evidence }: Stop): Promise<readonly string[]> {
  if (evidence.of !== "conflict") return [];
  const texts = await Promise.all(evidence.files.map((file) => readFile(join(root, file), "utf8").catch(() => "")));
  return evidence.files.filter((_, index) => /^(<{7}|>{7}) /m.test(texts[index] ?? ""));
}
