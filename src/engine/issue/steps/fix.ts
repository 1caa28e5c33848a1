import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { IssueProgress } from "../../model/progress.ts";
import type { BranchPoint } from "../../model/step-result.ts";
import type { Stop } from "../../model/stop.ts";
import { withFixAttempt } from "../../questions/catalog.ts";
import { mergeConflict } from "../../questions/kinds/forge/merge-conflict.ts";
import { stopOf } from "../../questions/stop-definition.ts";
import { agentStop, performAgentTask } from "../agent-turn/perform-agent-task.ts";
import { branchWith } from "../branches/branch-point.ts";
import { mergeableBase } from "../branches/rebase-onto-base.ts";
import { done, NEWER_BASE, required, stop, type Step, type StepContext } from "./step.ts";

/**
 * Has the agent fix what a stop found, or build the change on that of another issue. The steps that follow judge the
 * result; what the agent says does not count.
 */
export const fix: Step = async (context) => {
  const { lane, task } = context;
  const { issue, repeated } = task;
  const asked = issue.fixing?.stop ?? restackStop(issue, lane.config.limits.fixAttempts);
  const isConflict = asked.kind === mergeConflict.kind;
  const other = isConflict ? branchToBuildOn(issue, asked) : undefined;
  if (isConflict && other === undefined && !task.isBaseFresh) return NEWER_BASE;
  await restoreJudgedState(context);
  const merged = isConflict
    ? await (other === undefined ? mergeMilestone(context) : mergeIn(context, other))
    : undefined;

  const before = (await lane.worktree.head()).commit;
  const attempt = issue.fixes[asked.kind] ?? 1;
  const outcome = await performAgentTask(context, "agent", { kind: "fix", attempt, stop: asked });
  if (!outcome.ok) return stop(outcome.stop);

  const marked = await filesWithMarkers(lane.worktree.path, merged?.conflicts ?? []);
  if (marked.length > 0) return stop(markersLeft(context, asked, marked));
  const staged = await lane.worktree.stage();
  const isChanged = staged.length > 0 || (await hasCommitted(context, before));
  const said = outcome.kind === "work" ? outcome.result.done : [];
  // Where the step is repeated, changes may have been staged before the program was killed. `stage` does not report
  // those again, and they have not been judged yet.
  const changed = repeated || merged !== undefined || isChanged;
  return done({ step: "fix", changed, done: said, base: merged?.base });
};

/** The conflict that nobody was asked about, since the agent resolves it first. */
function restackStop(issue: IssueProgress, fixAttempts: number): Stop {
  const { onto, files } = required(issue.restacking, "the stop to fix");
  return withFixAttempt(stopOf(mergeConflict, { of: "conflict", with: onto.branch, files }), issue, fixAttempts);
}

/** Returns the other change to build on; undefined where the conflict is one with the milestone branch. */
function branchToBuildOn({ restacking }: IssueProgress, { evidence }: Stop): BranchPoint | undefined {
  return evidence.of === "conflict" && evidence.with === restacking?.onto.branch ? restacking.onto : undefined;
}

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

interface Merged {
  readonly base: BranchPoint;
  readonly conflicts: readonly string[];
}

/**
 * Merges the milestone branch as it is now. Work that is built on another issue stays on it, and their common base
 * comes to contain the milestone branch.
 */
async function mergeMilestone(context: StepContext): Promise<Merged> {
  const { lane, task } = context;
  const milestone = required(task.base, "the milestone branch");
  const { base } = task.issue;
  if (base !== undefined && base.branch !== milestone.branch && !task.isBaseMerged) {
    const both = await branchWith(lane.repository, base, milestone.commit);
    if (both !== undefined) return mergeIn(context, both);
  }
  return mergeIn(context, milestone, await mergeableBase(lane.repository, task, milestone.commit));
}

/** Merges a base into the issue's work, including conflict markers for the agent to resolve. */
async function mergeIn({ lane }: StepContext, base: BranchPoint, commit = base.commit): Promise<Merged> {
  return { base, conflicts: await lane.worktree.mergeIn(commit) };
}

async function filesWithMarkers(root: string, files: readonly string[]): Promise<readonly string[]> {
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), "utf8").catch(() => "")));
  return files.filter((_, index) => /^(<{7}|>{7}) /m.test(texts[index] ?? ""));
}

/** Where nobody was asked about the conflict before, that is the question now. */
function markersLeft({ task: { issue }, watch }: StepContext, asked: Stop, files: readonly string[]): Stop {
  const text = `The agent left conflict markers in ${files.join(", ")}`;
  if (issue.fixing !== undefined) return agentStop(text);
  watch.emit({ type: "notice", issue: issue.id, text });
  return asked;
}
