// What an agent must not change, kept on the disk while it works: a run killed in the middle looks when it is resumed.
import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readDurably, writeDurably } from "../../files/durable.ts";
import { changedFingerprints, repositoryFingerprints, type Fingerprints } from "../../git/refs/fingerprints.ts";
import { worktreePlace } from "../../git/worktree/worktree-place.ts";
import type { IssueId } from "../../model/plan.ts";
import { ask, type Run } from "../../run/run.ts";
import { evidenceStop } from "../../questions/pending.ts";

const leftSchema = z.object({ at: z.string(), marks: z.array(z.tuple([z.string(), z.string()])) });

/** To be called before an agent begins. Settles when it is on the disk. @throws MilestoneError `state-unwritable` */
export async function saveFingerprints(run: Run, issue: IssueId): Promise<void> {
  await writeDurably(
    pathOf(run, issue),
    JSON.stringify({ at: run.clock.now().toISOString(), marks: [...currentFingerprints(run)] }),
  );
}

/** To be called when the agent has ended and was found to have kept to its task. */
export async function discardFingerprints(run: Run, issue: IssueId): Promise<void> {
  for (const suffix of ["", ".bak"]) await rm(`${pathOf(run, issue)}${suffix}`, { force: true });
}

/** Asks about what was changed since an agent began whose run was killed. What its user was told of once is let be. */
export async function askAboutInterruptedAgents(run: Run): Promise<void> {
  for (const issue of Object.keys(run.ledger.progress.issues)) await askAboutOne(run, issue);
}

async function askAboutOne(run: Run, issue: IssueId): Promise<void> {
  const left = await readDurably(pathOf(run, issue));
  if (left === undefined) return;
  const { at, marks } = leftSchema.parse(JSON.parse(left.body));
  const isTold = run.ledger.progress.decisions.some(
    (decision) => decision.stop === "git-tampering" && decision.at > at,
  );
  const changed = isTold ? [] : changedFingerprints(new Map(marks), currentFingerprints(run));
  if (changed.length > 0) {
    const names = changed.map((name) =>
      name.startsWith("refs/") ? `branch ${name.slice("refs/heads/".length)}` : `.git/${name}`,
    );
    await ask(
      run,
      evidenceStop("git-tampering", {
        of: "error",
        message: `Changed since the agent began that was killed with the run: ${names.join(", ")}`,
        hint: "See what was changed and put it back. If it was you, abort, and run the milestone again.",
      }),
    );
  }
  await discardFingerprints(run, issue);
}

/** One for each issue that an agent works on: there may be several at once. */
function pathOf({ stateFolder }: Run, issue: IssueId): string {
  return join(stateFolder, "scratch", `leash-${issue}.json`);
}

/**
 * Settings, hooks and protected branches, by what cannot be read back: settings hold secrets. A branch that stands where a
 * remote has it was fetched, and is nobody's doing here.
 */
function currentFingerprints({ repository }: Run): Fingerprints {
  const place = worktreePlace(repository.root);
  if (place === undefined) return new Map();
  const marks = repositoryFingerprints(place);
  const fetched = new Set([...marks].flatMap(([name, commit]) => (name.startsWith("refs/remotes/") ? [commit] : [])));
  const kept = [...marks].filter(
    ([name, commit]) =>
      !name.startsWith("refs/") ||
      (name.startsWith("refs/heads/") &&
        repository.isProtected(name.slice("refs/heads/".length)) &&
        !fetched.has(commit)),
  );
  return new Map(kept.map(([name, mark]) => [name, createHash("sha256").update(mark).digest("hex")]));
}
