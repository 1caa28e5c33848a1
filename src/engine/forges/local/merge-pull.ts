import { MilestoneError } from "../../model/errors.ts";
import { withLock } from "../../files/exclusive.ts";
import type { OpenedRepository } from "../../git/open-repository.ts";
import type { MergeResult } from "../../git/repository.ts";
import { changePull, notOpen, type PullStore, type StoredPull } from "./pull-store.ts";

export type MergingRepository = Pick<
  OpenedRepository,
  "isProtected" | "remoteHeads" | "fetch" | "resolve" | "squash" | "rebaseOnto" | "push" | "isAncestor"
>;

export interface MergeRequest {
  readonly store: PullStore;
  readonly repository: MergingRepository;
  /** Locked during a merge, so that a repository has one merge at a time. */
  readonly lockFile: string;
  readonly number: number;
  readonly signal: AbortSignal;
}

/**
 * Squashes a pull request onto its base and pushes the base, which must not have moved in the meantime.
 * @throws MilestoneError `forge` where the pull request is not open, where it conflicts (with the files), or with the
 *   remote's own reason; `push` for a protected base
 */
export async function mergePull(request: MergeRequest): Promise<void> {
  await withLock(request.lockFile, request.signal, () => merge(request));
}

async function merge({ store, repository, number, signal }: MergeRequest): Promise<void> {
  const pull = await changePull(store, number, signal, (pull) => pull);
  if (pull.state !== "open") throw notOpen(pull);
  const { base, head } = await fetchBoth(repository, pull);

  // An interrupted merge may have pushed its commit without recording it.
  const before = pull.mergeCommit === null ? undefined : await repository.resolve(pull.mergeCommit);
  const isMerged = before !== undefined && (await repository.isAncestor(before, base));
  if (!isMerged) await squashAndPush({ store, repository, signal }, pull, base, head);
  await changePull(store, number, signal, (pull) => ({ ...pull, state: "merged", head }));
}

async function fetchBoth(repository: MergingRepository, pull: StoredPull) {
  const heads = await repository.remoteHeads([pull.base, pull.branch]);
  const base = heads.get(pull.base);
  const head = heads.get(pull.branch);
  const gone = base === undefined ? pull.base : pull.branch;
  if (base === undefined || head === undefined) {
    throw new MilestoneError("forge", `PR #${pull.number} cannot be merged: the remote has no branch ${gone}`, {
      hint: `Push ${gone} again, or close the pull request.`,
    });
  }
  await repository.fetch([pull.base, pull.branch]);
  return { base, head };
}

async function squashAndPush(
  { store, repository, signal }: Pick<MergeRequest, "store" | "repository" | "signal">,
  pull: StoredPull,
  base: string,
  head: string,
): Promise<void> {
  const message = `${pull.title} (#${pull.number})\n`;
  const plain = await repository.squash(base, head, message);
  const squashed = plain.ok ? plain : ((await squashAbove({ store, repository }, pull, base, head, message)) ?? plain);
  if (!squashed.ok) {
    throw new MilestoneError(
      "forge",
      `PR #${pull.number} conflicts with ${pull.base} in ${squashed.conflicts.join(", ")}`,
      {
        hint: `Merge ${pull.base} into ${pull.branch}, resolve the conflicts and push it.`,
      },
    );
  }
  await changePull(store, pull.number, signal, (pull) => ({ ...pull, mergeCommit: squashed.commit }));
  const pushed = await repository.push({ commit: squashed.commit, branch: pull.base, expected: base });
  if (!pushed.ok) {
    throw new MilestoneError("forge", `PR #${pull.number} could not be merged: ${pushed.reason}`, {
      hint: "Try again.",
      cause: pushed.detail,
    });
  }
}

/**
 * Squashes a pull request that was built on another one, which was squashed into the same base before: its branch has
 * the other's commits and the base has not, so that both would conflict.
 * @returns undefined where the pull request was not built on a merged one, or conflicts all the same
 */
async function squashAbove(
  { store, repository }: Pick<MergeRequest, "store" | "repository">,
  pull: StoredPull,
  base: string,
  head: string,
  message: string,
): Promise<MergeResult | undefined> {
  const merged = (await store.read()).filter((other) => other.state === "merged" && other.base === pull.base);
  for (const below of merged.toReversed()) {
    if (!(await repository.isAncestor(below.head, head))) continue;
    const moved = await repository.rebaseOnto({ head, from: below.head, onto: base, keepHistory: false, message });
    if (moved.ok) return moved;
  }
  return undefined;
}
