import { changedLines } from "../../git/diff/diff.ts";
import { judge } from "../../gates/judge.ts";
import { done, required, type Step } from "./step.ts";

/** The gates judge what is staged; soft findings leave their labels here, hard ones are asked about afterwards. */
export const judgeGates: Step = async ({ run, lane, planned, issue }) => {
  const diff = await lane.worktree.diff(required(issue.base, "the base").commit);
  const { findings } = await judge(diff, run.gates, {
    policy: run.policyFor(lane.worktree.path),
    milestone: run.plan.milestone,
    scopeTags: run.plan.scopeTags,
    issue: planned,
    signal: run.signal,
    explain: (text) => run.ledger.emit({ type: "explained", issue: issue.id, text }),
  });
  return done({
    step: "gates",
    findings,
    change: { files: diff.files.map((file) => file.path), lines: changedLines(diff) },
  });
};
