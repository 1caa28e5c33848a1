import { changedLines } from "../../git/diff/diff.ts";
import { judgeDiff, stagedDiff } from "./judge-diff.ts";
import { done, type Step } from "./step.ts";

/**
 * Has the gates judge what is staged. Elevated findings become labels; the user is asked about hard ones afterwards.
 */
export const runGates: Step = async (context) => {
  const diff = await stagedDiff(context);
  const findings = await judgeDiff(context, diff, context.lane.judges.gates);
  const change = { files: diff.files.map((file) => file.path), lines: changedLines(diff) };
  return done({ step: "gates", findings, change });
};
