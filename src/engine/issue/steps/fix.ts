import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { followBase } from "../../run/milestone-branch.ts";
import type { BranchPoint } from "../../model/events.ts";
import type { Stop } from "../../model/stop.ts";
import { agentFailed, performTask } from "../agent-turn/agent-task.ts";
import { aheadOf } from "../branches/moved-base.ts";
import { done, required, stop, type Step, type StepContext } from "./step.ts";

/** The agent mends what a stop found. Whether it did is judged by all the steps that follow, not by its word. */
export const fix: Step = async (context) => {
  const { run, lane, issue, repeated } = context;
  const asked = required(issue.fixing, "the stop to fix").stop;
  await putBack(context);
  const base = asked.kind === "merge-conflict" ? await mergeInBase(context) : undefined;

  const before = (await lane.worktree.head()).commit;
  const outcome = await performTask(context, run.agent, {
    kind: "fix",
    attempt: issue.fixes[asked.kind] ?? 1,
    stop: asked,
  });
  if (!outcome.ok) return stop(outcome.stop);

  const marked = await filesWithMarkers(lane.worktree.path, asked);
  if (marked.length > 0) return stop(agentFailed(`The agent left conflict markers in ${marked.join(", ")}`));
  const staged = await lane.worktree.stage();
  const isChanged = staged.length > 0 || (await hasCommitted(context, before));
  const said = outcome.kind === "work" ? outcome.result.done : [];
  // What was staged before the program was killed is not staged anew, and nobody has judged it yet.
  return done({ step: "fix", changed: repeated || base !== undefined || isChanged, done: said, base });
};

/** Some agents commit what they do: then nothing is left to be staged, and it is a change all the same. */
async function hasCommitted({ lane: { worktree } }: StepContext, before: string): Promise<boolean> {
  return (await worktree.head()).commit !== before && (await worktree.diff(before)).files.length > 0;
}

/** What was judged is what a fix begins from: the commit where there is one and all of it was committed, else what is staged. */
async function putBack({ lane: { worktree }, issue, run }: StepContext): Promise<void> {
  const committed = issue.finished.includes("commit") && worktree.path !== run.repository.root;
  if (committed) await worktree.start(required(issue.branch, "the branch"), required(issue.commit, "the commit"));
  else await worktree.discardUnstaged();
}

/** Puts the base as it is now and the issue's work together, conflict markers and all, for the agent to sort out. */
async function mergeInBase({ run, lane, issue }: StepContext): Promise<BranchPoint> {
  await followBase(run);
  const base = required(run.ledger.progress.base, "the milestone branch");
  await lane.worktree.mergeIn(await aheadOf(run, issue, base.commit));
  return base;
}

async function filesWithMarkers(root: string, { evidence }: Stop): Promise<readonly string[]> {
  if (evidence.of !== "conflict") return [];
  const texts = await Promise.all(evidence.files.map((file) => readFile(join(root, file), "utf8").catch(() => "")));
  return evidence.files.filter((_, index) => /^(<{7}|>{7}) /m.test(texts[index] ?? ""));
}
