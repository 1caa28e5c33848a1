// What an agent must not change, kept on the disk while it works: a run that was killed in the middle compares it when
// it resumes.
import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readDurably, writeDurably } from "../../files/durable.ts";
import { changedFingerprints, repositoryFingerprints, type Fingerprints } from "../../git/refs/fingerprints.ts";
import type { Repository } from "../../git/repository.ts";
import { worktreePlace } from "../../git/worktree/worktree-place.ts";
import type { IssueId } from "../../model/plan.ts";
import type { LanePorts } from "../lane-ports.ts";

const entriesSchema = z.array(z.tuple([z.string(), z.string()]));
const savedSchema = z.union([
  z.object({ at: z.string(), fingerprints: entriesSchema }),
  // Versions before 0.2 called them so.
  z.object({ at: z.string(), marks: entriesSchema }).transform(({ at, marks }) => ({ at, fingerprints: marks })),
]);

type Owner = Pick<LanePorts, "stateFolder"> & { readonly repository: Pick<Repository, "root" | "isProtected"> };

/** To be called before an agent begins. Settles when it is on the disk. @throws MilestoneError `state-unwritable` */
export async function saveFingerprints(owner: Owner, issue: IssueId, now: Date): Promise<void> {
  const body = JSON.stringify({ at: now.toISOString(), fingerprints: [...currentFingerprints(owner)] });
  await writeDurably(pathOf(owner, issue), body);
}

/** To be called when the agent has ended and changed nothing it must not change. */
export async function discardFingerprints({ stateFolder }: Owner, issue: IssueId): Promise<void> {
  for (const name of fileNames(issue)) {
    for (const suffix of ["", ".bak"]) await rm(join(stateFolder, "scratch", `${name}${suffix}`), { force: true });
  }
}

/** What was changed since an agent began whose run was killed, and since when; undefined where no agent was killed. */
export async function changedSinceSaved(
  owner: Owner,
  issue: IssueId,
): Promise<{ readonly at: string; readonly changed: readonly string[] } | undefined> {
  for (const name of fileNames(issue)) {
    const saved = await readDurably(join(owner.stateFolder, "scratch", name));
    if (saved === undefined) continue;
    const { at, fingerprints } = savedSchema.parse(JSON.parse(saved.body));
    return { at, changed: changedFingerprints(new Map(fingerprints), currentFingerprints(owner)) };
  }
  return undefined;
}

function pathOf({ stateFolder }: Owner, issue: IssueId): string {
  return join(stateFolder, "scratch", fileNames(issue)[0]);
}

/**
 * One file for each issue that an agent works on, since there may be several. The second name is the one before 0.2.
 */
function fileNames(issue: IssueId): readonly [string, string] {
  return [`tamper-check-${issue}.json`, `leash-${issue}.json`];
}

/**
 * Settings, hooks and protected branches, as hashes that cannot be read back: settings contain secrets. A branch that
 * stands where a remote has it was fetched, and is no work of an agent.
 */
function currentFingerprints({ repository }: Owner): Fingerprints {
  const place = worktreePlace(repository.root);
  if (place === undefined) return new Map();
  const all = repositoryFingerprints(place);
  const fetched = new Set([...all].flatMap(([name, commit]) => (name.startsWith("refs/remotes/") ? [commit] : [])));
  const kept = [...all].filter(
    ([name, commit]) =>
      !name.startsWith("refs/") ||
      (name.startsWith("refs/heads/") &&
        repository.isProtected(name.slice("refs/heads/".length)) &&
        !fetched.has(commit)),
  );
  return new Map(kept.map(([name, print]) => [name, createHash("sha256").update(print).digest("hex")]));
}
