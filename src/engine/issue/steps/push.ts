import { MilestoneError } from "../../model/errors.ts";
import { evidenceStop, withFixAttempt } from "../../questions/pending.ts";
import { adoptOwnPush } from "../branches/adopt-push.ts";
import { messageFor } from "./commit-message.ts";
import { rebaseOntoBase } from "../branches/moved-base.ts";
import { pushOntoTheirs } from "../branches/push-onto-theirs.ts";
import { done, required, stop, type Step, type StepContext } from "./step.ts";

/** Pushes the commit to the issue's branch; never by force, and never to a protected branch. */
export const push: Step = async (context) => {
  const { run, lane, issue } = context;
  const branch = required(issue.branch, "the branch");
  const rebased = await rebaseOntoBase(run, issue, required(issue.commit, "the commit"), messageFor(context));
  if (!rebased.ok) {
    const conflict = evidenceStop("merge-conflict", {
      of: "conflict",
      with: run.plan.milestoneBranch,
      files: rebased.conflicts,
    });
    return stop(withFixAttempt(conflict, issue, run.config.limits.fixAttempts));
  }
  const { commit, base } = rebased;
  if (commit === issue.pushed) return done({ step: "push", commit });
  const result = await run.repository.push({ commit, branch, expected: await expectedOn(context, branch) });
  if (!result.ok) {
    run.ledger.emit({ type: "log", issue: issue.id, source: "git", text: result.detail });
    const refused = evidenceStop("push-failed", { of: "error", message: result.reason, detail: result.detail });
    const there = await standsAt(context, branch);
    if (there === "unknown") return stop(refused);
    const adopted = base === undefined ? await adoptOwnPush(context, branch, commit, there) : undefined;
    if (adopted !== undefined) return done({ step: "push", commit: adopted });
    const joined = await pushOntoTheirs(context, branch, commit, there);
    if (!joined.ok) return stop(joined.stop ?? refused);
    await lane.worktree.start(branch, joined.commit);
    return done({ step: "push", commit: joined.commit, base });
  }
  if (base !== undefined) await lane.worktree.start(branch, commit);
  return done({ step: "push", commit, base });
};

/** What kept the push from going through may keep this from it too, and was told already: then it is unknown. */
async function standsAt({ run }: StepContext, branch: string): Promise<string | undefined> {
  try {
    return (await run.repository.remoteHeads([branch])).get(branch);
  } catch (error) {
    if (error instanceof MilestoneError) return "unknown";
    throw error;
  }
}

/** What the branch held when it was last pushed. Asked to try again, somebody knows that it is gone: it is made anew. */
async function expectedOn({ run, issue, repeated }: StepContext, branch: string): Promise<string | undefined> {
  if (issue.pushed === undefined || !repeated) return issue.pushed;
  return (await run.repository.remoteHeads([branch])).has(branch) ? issue.pushed : undefined;
}
