// Fingerprints of what an agent must not change, kept on the disk while the agent works. After a run that was killed
// meanwhile, the next start compares them.
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
  // The key of versions before 0.2.
  z.object({ at: z.string(), marks: entriesSchema }).transform(({ at, marks }) => ({ at, fingerprints: marks })),
]);

type Owner = Pick<LanePorts, "stateFolder"> & { readonly repository: Pick<Repository, "root" | "isProtected"> };

/**
 * Saves the fingerprints before an agent begins. Resolves once they are on the disk.
 * @throws MilestoneError `state-unwritable`
 */
export async function saveFingerprints(owner: Owner, issue: IssueId, now: Date): Promise<void> {
  const body = JSON.stringify({ at: now.toISOString(), fingerprints: [...currentFingerprints(owner)] });
  await writeDurably(pathOf(owner, issue), body);
}

/** Deletes the fingerprints after an agent that changed nothing it must not change. */
export async function discardFingerprints({ stateFolder }: Owner, issue: IssueId): Promise<void> {
  for (const name of fileNames(issue)) {
    for (const suffix of ["", ".bak"]) await rm(join(stateFolder, "scratch", `${name}${suffix}`), { force: true });
  }
}

/**
 * Returns what changed since the start of an agent whose run was killed, and when that agent started. Undefined where
 * no agent was interrupted.
 */
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
 * Returns the name of the file for an issue, and its name before version 0.2. Each issue has a separate file, since
 * several agents can work at the same time.
 */
function fileNames(issue: IssueId): readonly [string, string] {
  return [`tamper-check-${issue}.json`, `leash-${issue}.json`];
}

/**
 * Returns hashes of the settings, the hooks and the protected branches. Hashes do not reveal the secrets in the
 * settings. A branch at the commit of a remote branch was fetched, not changed by an agent, so it is omitted.
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
  return new Map(kept.map(([name, value]) => [name, createHash("sha256").update(value).digest("hex")]));
}
