// Commands that talk to the remote. Git gets the address of the remote on the command line, since the shadow git dir
// has no remotes.
import { MilestoneError } from "../../model/errors.ts";
import { reasonOf, RemoteError } from "./remote-failure.ts";
import type { ShadowRepository } from "../shadow/shadow-repository.ts";
import { assertPushable } from "../refs/protected-branches.ts";
import type { PushRequest, PushResult } from "../repository.ts";
import { isAncestor } from "../refs/ancestry.ts";
import { NO_REPOSITORY, type Git, type GitOutcome } from "../run-git.ts";

const MINUTE = 60_000;

export async function remoteHeads(
  git: Git,
  address: string,
  branches: readonly string[] = [],
): Promise<ReadonlyMap<string, string>> {
  const refs = branches.map((branch) => `refs/heads/${branch}`);
  const listed = await git.tryRun(NO_REPOSITORY, ["ls-remote", "--heads", "--", address, ...refs], {
    timeoutMs: MINUTE,
  });
  if (listed.exitCode !== 0) throw unreachable(listed);
  const heads = new Map<string, string>();
  for (const line of listed.stdout.toString("utf8").split("\n")) {
    const [commit, name] = line.split("\t");
    // Git matches the ends of names, so it also lists e.g. `x/refs/heads/main`.
    if (commit !== undefined && name !== undefined && (refs.length === 0 || refs.includes(name)))
      heads.set(name.slice("refs/heads/".length), commit);
  }
  return heads;
}

/** Returns the branch that the remote's HEAD points to; undefined where it has none or cannot be reached. */
export async function remoteDefaultBranch(git: Git, address: string): Promise<string | undefined> {
  const listed = await git
    .tryRun(NO_REPOSITORY, ["ls-remote", "--symref", "--", address, "HEAD"], { timeoutMs: MINUTE / 4 })
    .catch((error: unknown) => {
      if (error instanceof MilestoneError) return undefined;
      throw error;
    });
  return /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(listed?.stdout.toString("utf8") ?? "")?.[1];
}

export async function fetchBranches(
  { git, place }: ShadowRepository,
  remote: { readonly name: string; readonly address: string },
  branches: readonly string[],
): Promise<void> {
  const specs = branches.map((branch) => `+refs/heads/${branch}:refs/remotes/${remote.name}/${branch}`);
  const args = [
    "fetch",
    "-q",
    "--no-tags",
    "--no-write-fetch-head",
    "--no-auto-gc",
    "--no-recurse-submodules",
    "--",
    remote.address,
    ...specs,
  ];
  for (let tries = 1; ; tries++) {
    const fetched = await git.tryRun(await place(), args, { timeoutMs: 10 * MINUTE });
    if (fetched.exitCode === 0) return;
    // An agent or the user fetched the same branch at this moment.
    if (tries === FETCH_TRIES || !/cannot lock ref|unable to update local ref/i.test(fetched.stderr))
      throw unreachable(fetched);
  }
}

const FETCH_TRIES = 5;

export interface PushTarget {
  readonly address: string;
  readonly isProtected: (branch: string) => boolean;
}

/**
 * Pushes one commit to one branch, which must be at exactly the expected commit. Never rewrites history: a commit that
 * does not contain the expected one is rejected here, since `--force-with-lease` alone would accept it.
 */
export async function pushCommit(
  { git, place }: ShadowRepository,
  { address, isProtected }: PushTarget,
  { commit, branch, expected }: PushRequest,
): Promise<PushResult> {
  assertPushable(branch, isProtected);
  const at = await place();
  if (expected !== undefined && expected !== commit && !(await isAncestor(git, at, expected, commit))) {
    return {
      ok: false,
      reason: "rejected (non-fast-forward)",
      detail: `${commit} does not contain ${expected}, which ${branch} is at`,
    };
  }
  const ref = `refs/heads/${branch}`;
  const args = [
    "push",
    "--porcelain",
    "--no-verify",
    `--force-with-lease=${ref}:${expected ?? ""}`,
    "--",
    address,
    `${commit}:${ref}`,
  ];
  try {
    for (let tries = 1; ; tries++) {
      const pushed = await git.tryRun(at, args, { timeoutMs: 10 * MINUTE });
      // Checks only the exit code: after a broken connection git may still print "Everything up-to-date".
      if (pushed.exitCode === 0 || (await remoteBranchIsAt(git, address, branch, commit))) return { ok: true };
      // The remote packed its objects at this moment, and removed the folder in which the new ones were to be.
      const isPacking = /unable to migrate objects to permanent storage/.test(pushed.stdout.toString("utf8"));
      if (tries === PUSH_TRIES || !isPacking) return { ok: false, ...pushFailure(pushed) };
    }
  } catch (error) {
    // A timeout is a failed push like any other.
    if (error instanceof MilestoneError) return { ok: false, reason: error.message, detail: error.message };
    throw error;
  }
}

const PUSH_TRIES = 3;

/** Checks for a push that took effect although its answer was lost. */
async function remoteBranchIsAt(git: Git, address: string, branch: string, commit: string): Promise<boolean> {
  try {
    return (await remoteHeads(git, address, [branch])).get(branch) === commit;
  } catch (error) {
    if (error instanceof MilestoneError) return false;
    throw error;
  }
}

/** Returns the remote's own message where it rejected the branch, else the line that names the cause. */
export function pushFailure({ stdout, stderr, exitCode }: Pick<GitOutcome, "stdout" | "stderr" | "exitCode">): {
  readonly reason: string;
  readonly detail: string;
} {
  const rejected = /^!\t[^\t]*\t\[(.+?)\](?: \((.*)\))?$/m.exec(stdout.toString("utf8"));
  const protection = /^remote: error: (GH\d+: .*?)\.?\s*$/m.exec(stderr)?.[1];
  const rejection =
    rejected === null ? undefined : `${rejected[1]}${rejected[2] === undefined ? "" : ` (${rejected[2]})`}`;
  // Adds the message of a hook: that the hook declined does not say why.
  const hookMessage =
    rejection?.includes("hook declined") === true
      ? /^remote: (?:error: )?(.*[\p{L}\p{N}].*?)\.?\s*$/mu.exec(stderr)?.[1]
      : undefined;
  const reason = hookMessage === undefined ? rejection : `${rejection}: ${hookMessage}`;
  return {
    reason: protection ?? reason ?? reasonOf(stderr) ?? `git push ended with exit code ${exitCode}`,
    detail: stderr.trim(),
  };
}

function unreachable(outcome: GitOutcome): RemoteError {
  return new RemoteError(reasonOf(outcome.stderr) ?? `exit code ${outcome.exitCode}`, outcome.stderr);
}
