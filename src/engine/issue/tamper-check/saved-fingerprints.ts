// Fingerprints of what an agent must not change, kept on the disk while the agent works. After a run that was killed
// meanwhile, the next start compares them.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { readDurably, writeDurably } from "../../files/durable.ts";
import { removeFile } from "../../files/remove-file.ts";
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
  const body = JSON.stringify({ at: now.toISOString(), fingerprints: [...currentFingerprints(owner).all] });
  await writeDurably(pathOf(owner, issue), body);
}

/** Deletes the fingerprints after an agent that changed nothing it must not change. */
export async function discardFingerprints({ stateFolder }: Owner, issue: IssueId): Promise<void> {
  for (const name of fileNames(issue)) {
    for (const suffix of ["", ".bak"]) await removeFile(join(stateFolder, "scratch", `${name}${suffix}`));
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
    const { all, fetched } = currentFingerprints(owner);
    return { at, changed: changedFingerprints(new Map(fingerprints), all).filter((name) => !fetched.has(name)) };
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
 * Returns hashes of the settings, the hooks and the protected branches, none of which the program changes. Hashes do
 * not reveal the secrets in the settings. `fetched` has the branches that are at the commit of a remote branch: where
 * one of them has changed, it was fetched, not changed by an agent.
 */
function currentFingerprints({ repository }: Owner): {
  readonly all: Fingerprints;
  readonly fetched: ReadonlySet<string>;
} {
  const place = worktreePlace(repository.root);
  if (place === undefined) return { all: new Map(), fetched: new Set() };
  const found = [...repositoryFingerprints(place)];
  const onRemote = new Set(found.flatMap(([name, commit]) => (name.startsWith("refs/remotes/") ? [commit] : [])));
  const isProtected = (name: string) =>
    name.startsWith("refs/heads/") && repository.isProtected(name.slice("refs/heads/".length));
  const kept = found.filter(([name]) => !name.startsWith("refs/") || isProtected(name));
  return {
    all: new Map(kept.map(([name, value]) => [name, createHash("sha256").update(value).digest("hex")])),
    fetched: new Set(kept.flatMap(([name, commit]) => (isProtected(name) && onRemote.has(commit) ? [name] : []))),
  };
}
