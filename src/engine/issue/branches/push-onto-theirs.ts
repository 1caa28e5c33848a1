import type { Repository } from "../../git/repository.ts";
import type { Stop } from "../../model/stop.ts";
import { pushFailed } from "../../questions/kinds/forge/push-failed.ts";
import { stopOf } from "../../questions/stop-definition.ts";
import type { StepContext } from "../steps/step.ts";

export type Joined =
  | { readonly ok: true; readonly commit: string }
  /** `stop` is undefined where the push failed for another reason than the commits of others. */
  | { readonly ok: false; readonly stop: Stop | undefined };

/**
 * Finds out why the remote refused a push to a branch. Where another person pushed to it, both sides are merged and
 * pushed. Where the branch was deleted or rewritten, or both sides conflict, that is a stop. Nothing is ever
 * overwritten.
 * @param theirs the commit of the branch on the remote; undefined where the branch is not there
 */
export async function pushOntoTheirs(
  { lane: { repository }, task: { issue }, watch }: StepContext,
  branch: string,
  commit: string,
  theirs: string | undefined,
): Promise<Joined> {
  const { name } = repository.remote;
  if (theirs === issue.pushed) return { ok: false, stop: undefined };
  if (theirs === undefined)
    return refused(`${branch} was deleted on ${name} by somebody else`, "retry pushes it again.");

  await repository.fetch([branch]);
  const at = theirs.slice(0, 7);
  if (issue.pushed === undefined && !(await repository.isAncestor(theirs, commit))) {
    return refused(
      `${branch} is on ${name} already, at ${at}, with work that is not this run's`,
      "Delete or rename that branch, then retry.",
    );
  }
  if (issue.pushed !== undefined && !(await repository.isAncestor(issue.pushed, theirs))) {
    return refused(
      `${branch} was rewritten on ${name} by somebody else: ${at} does not contain ${issue.pushed.slice(0, 7)}`,
      "Restore what was there, then retry.",
    );
  }
  const joined = await join(repository, branch, theirs, commit);
  if (!joined.ok) {
    return refused(
      `Somebody else's commits on ${branch} (${at}) conflict with this change in ${joined.conflicts.join(", ")}`,
      "Merge the two there by hand, or remove their commits, then retry.",
    );
  }
  const pushed = await repository.push({ commit: joined.commit, branch, expected: theirs });
  if (!pushed.ok) {
    const { reason: message, detail } = pushed;
    return { ok: false, stop: stopOf(pushFailed, { of: "error", message, detail }) };
  }
  const text = `Somebody else pushed onto ${branch} (${at}): both are in it now`;
  watch.emit({ type: "notice", issue: issue.id, text });
  return { ok: true, commit: joined.commit };
}

async function join(repository: Repository, branch: string, theirs: string, commit: string) {
  if (await repository.isAncestor(theirs, commit)) return { ok: true, commit } as const;
  if (await repository.isAncestor(commit, theirs)) return { ok: true, commit: theirs } as const;
  return repository.merge(theirs, commit, `Merge what others pushed to ${branch}\n`);
}

function refused(message: string, hint: string): Joined {
  return { ok: false, stop: stopOf(pushFailed, { of: "error", message, hint }) };
}
