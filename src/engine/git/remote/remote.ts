// What talks to the remote: always to its explicit address, from a place that knows no remotes.
import { MilestoneError } from "../../model/errors.ts";
import { reasonOf, RemoteError } from "./remote-failure.ts";
import type { ShadowRepository } from "../shadow/shadow-repository.ts";
import { refuseUnpushable } from "../refs/protected-branches.ts";
import type { PushRequest, PushResult } from "../repository.ts";
import { gitError, NOWHERE, type Git, type GitOutcome, type Place } from "../run-git.ts";

const MINUTE = 60_000;

export async function remoteHeads(
  git: Git,
  address: string,
  branches: readonly string[] = [],
): Promise<ReadonlyMap<string, string>> {
  const refs = branches.map((branch) => `refs/heads/${branch}`);
  const listed = await git.ask(NOWHERE, ["ls-remote", "--heads", "--", address, ...refs], { timeoutMs: MINUTE });
  if (listed.exitCode !== 0) throw unreachable(listed);
  const heads = new Map<string, string>();
  for (const line of listed.stdout.toString("utf8").split("\n")) {
    const [commit, name] = line.split("\t");
    // Git matches the ends of names: `x/refs/heads/main` would be listed, too.
    if (commit !== undefined && name !== undefined && (refs.length === 0 || refs.includes(name)))
      heads.set(name.slice("refs/heads/".length), commit);
  }
  return heads;
}

/** The branch the remote's HEAD names; undefined where it does not say, or cannot be reached. */
export async function remoteDefaultBranch(git: Git, address: string): Promise<string | undefined> {
  const listed = await git
    .ask(NOWHERE, ["ls-remote", "--symref", "--", address, "HEAD"], { timeoutMs: MINUTE / 4 })
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
  const fetched = await git.ask(await place(), args, { timeoutMs: 10 * MINUTE });
  if (fetched.exitCode !== 0) throw unreachable(fetched);
}

export interface PushTarget {
  readonly address: string;
  readonly isProtected: (branch: string) => boolean;
}

/**
 * Pushes one commit to one branch, which must hold exactly what is expected. It never rewrites: a commit that does not
 * contain what is there is refused, although the lease alone would let it through.
 */
export async function pushCommit(
  { git, place }: ShadowRepository,
  { address, isProtected }: PushTarget,
  { commit, branch, expected }: PushRequest,
): Promise<PushResult> {
  refuseUnpushable(branch, isProtected);
  const at = await place();
  if (expected !== undefined && expected !== commit && !(await isAncestor(git, at, expected, commit))) {
    return {
      ok: false,
      reason: "rejected (non-fast-forward)",
      detail: `${commit} does not contain ${expected}, which ${branch} holds`,
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
    const pushed = await git.ask(at, args, { timeoutMs: 10 * MINUTE });
    // The exit code alone: after a broken connection git may still say "Everything up-to-date".
    if (pushed.exitCode === 0 || (await holds(git, address, branch, commit))) return { ok: true };
    return { ok: false, ...pushFailure(pushed) };
  } catch (error) {
    // No answer in time is a failed push like any other.
    if (error instanceof MilestoneError) return { ok: false, reason: error.message, detail: error.message };
    throw error;
  }
}

/** The push may have had its effect although the answer was lost. */
async function holds(git: Git, address: string, branch: string, commit: string): Promise<boolean> {
  try {
    return (await remoteHeads(git, address, [branch])).get(branch) === commit;
  } catch (error) {
    if (error instanceof MilestoneError) return false;
    throw error;
  }
}

export async function isAncestor(git: Git, place: Place, ancestor: string, commit: string): Promise<boolean> {
  const args = ["merge-base", "--is-ancestor", ancestor, commit];
  const outcome = await git.ask(place, args);
  if (outcome.exitCode > 1) throw gitError(args, outcome);
  return outcome.exitCode === 0;
}

/** The remote's own word where it rejected the branch, else the line that names the cause. */
export function pushFailure({ stdout, stderr, exitCode }: Pick<GitOutcome, "stdout" | "stderr" | "exitCode">): {
  readonly reason: string;
  readonly detail: string;
} {
  const rejected = /^!\t[^\t]*\t\[(.+?)\](?: \((.*)\))?$/m.exec(stdout.toString("utf8"));
  const protection = /^remote: error: (GH\d+: .*?)\.?\s*$/m.exec(stderr)?.[1];
  const verdict =
    rejected === null ? undefined : `${rejected[1]}${rejected[2] === undefined ? "" : ` (${rejected[2]})`}`;
  // A hook's own words say why; that it declined does not.
  const words =
    verdict?.includes("hook declined") === true
      ? /^remote: (?:error: )?(.*[\p{L}\p{N}].*?)\.?\s*$/mu.exec(stderr)?.[1]
      : undefined;
  const why = words === undefined ? verdict : `${verdict}: ${words}`;
  return {
    reason: protection ?? why ?? reasonOf(stderr) ?? `git push ended with exit code ${exitCode}`,
    detail: stderr.trim(),
  };
}

function unreachable(outcome: GitOutcome): RemoteError {
  return new RemoteError(reasonOf(outcome.stderr) ?? `exit code ${outcome.exitCode}`, outcome.stderr);
}

export async function mergeBase(git: Git, place: Place, a: string, b: string): Promise<string | undefined> {
  const args = ["merge-base", a, b];
  const outcome = await git.ask(place, args);
  if (outcome.exitCode === 1) return undefined;
  if (outcome.exitCode !== 0) throw gitError(args, outcome);
  return outcome.stdout.toString("utf8").trim();
}
