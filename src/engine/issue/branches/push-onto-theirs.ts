import { evidenceStop } from "../../questions/pending.ts";
import type { Stop } from "../../model/stop.ts";
import type { StepContext } from "../steps/step.ts";

export type Joined =
  | { readonly ok: true; readonly commit: string }
  /** Undefined where the push failed for another reason than somebody else's commits. */
  | { readonly ok: false; readonly stop: Stop | undefined };

/**
 * Looks why a branch did not take a push: where somebody else pushed onto it, both are put together and pushed; where it was
 * deleted or rewritten, or the two do not go together, that is asked about. Nothing is ever overwritten.
 * @param theirs what the branch holds on the remote; undefined where it is not there
 */
export async function pushOntoTheirs(
  context: StepContext,
  branch: string,
  commit: string,
  theirs: string | undefined,
): Promise<Joined> {
  const { run, issue } = context;
  const { repository } = run;
  if (theirs === issue.pushed) return { ok: false, stop: undefined };
  if (theirs === undefined)
    return refused(`${branch} was deleted on ${repository.remote.name} by somebody else`, "retry pushes it again.");

  await repository.fetch([branch]);
  const at = theirs.slice(0, 7);
  if (issue.pushed === undefined && !(await repository.isAncestor(theirs, commit))) {
    return refused(
      `${branch} is on ${repository.remote.name} already, at ${at}, with work that is not this run's`,
      "Delete or rename that branch, then retry.",
    );
  }
  if (issue.pushed !== undefined && !(await repository.isAncestor(issue.pushed, theirs))) {
    return refused(
      `${branch} was rewritten on ${repository.remote.name} by somebody else: ${at} does not contain ${issue.pushed.slice(0, 7)}`,
      "Restore what was there, then retry.",
    );
  }
  const joined = await join(context, branch, theirs, commit);
  if (!joined.ok)
    return refused(
      `Somebody else's commits on ${branch} (${at}) conflict with this change in ${joined.conflicts.join(", ")}`,
      "Merge the two there by hand, or take theirs back, then retry.",
    );
  const pushed = await repository.push({ commit: joined.commit, branch, expected: theirs });
  if (!pushed.ok)
    return {
      ok: false,
      stop: evidenceStop("push-failed", { of: "error", message: pushed.reason, detail: pushed.detail }),
    };
  run.ledger.emit({
    type: "notice",
    issue: issue.id,
    text: `Somebody else pushed onto ${branch} (${at}): both are in it now`,
  });
  return { ok: true, commit: joined.commit };
}

async function join({ run: { repository } }: StepContext, branch: string, theirs: string, commit: string) {
  for (const [older, newer] of [
    [theirs, commit],
    [commit, theirs],
  ] as const) {
    if (await repository.isAncestor(older, newer)) return { ok: true, commit: newer } as const;
  }
  return repository.merge(theirs, commit, `Bring in what was pushed onto ${branch}\n`);
}

function refused(message: string, hint: string): Joined {
  return { ok: false, stop: evidenceStop("push-failed", { of: "error", message, hint }) };
}
