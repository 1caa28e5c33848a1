import { checkoutWorktree } from "./worktree/checkout.ts";
import { discover } from "./discover.ts";
import { gitEnvironment, readingEnvironment, type Variables } from "./git-environment.ts";
import { commitMerge, reparent, mergeTrees, rebaseOnto } from "./refs/merges.ts";
import { localRemoteRefs } from "./remote/local-remote-refs.ts";
import { resolveCommit, shadowRepository, type ShadowRepository } from "./shadow/shadow-repository.ts";
import { patchText, type PatchRequest } from "./diff/patch-text.ts";
import { isPlainBranchName, isUnambiguousName, branchProtection } from "./refs/protected-branches.ts";
import { refsIn } from "./refs/fingerprints.ts";
import { createOwnMoves } from "./refs/own-moves.ts";
import { readSymbolicRef, refReader } from "./refs/refs.ts";
import { fetchBranches, pushCommit, remoteDefaultBranch, remoteHeads } from "./remote/remote.ts";
import { haveSameFiles, isAncestor, mergeBase } from "./refs/ancestry.ts";
import type { MergeResult, Remote, Repository } from "./repository.ts";
import { createGit, NO_REPOSITORY, type Git } from "./run-git.ts";
import type { ExecuteGit } from "./starter/execute-git.ts";
import { serially } from "../concurrency/serially.ts";
import { remoteOrPlaceholder, chooseRemote, remoteAddress } from "./shadow/git-settings.ts";
import { untrackedFiles } from "./worktree/untracked-files.ts";
import { unsavedFiles } from "./worktree/unsaved-changes.ts";
import { linkedWorktree } from "./worktree/worktree.ts";

export interface OpenOptions {
  /** Any folder of the checkout. */
  readonly cwd: string;
  /** The user's environment variables, from which those for git are selected. */
  readonly environment: Variables;
  /** A folder of the program outside the repository. The shadow git dir is created there on first use. */
  readonly stateFolder: string;
  /** Read-only use: a detached HEAD and a missing remote are accepted, and no command uses the network. */
  readonly readOnly?: boolean;
  /** An abort ends every running git process. */
  readonly signal: AbortSignal;
  /** How git processes are started; without it, by this process. */
  readonly execute?: ExecuteGit | undefined;
}

export interface OpenedRepository extends Repository {
  /** Absolute path of the git folder that all checkouts of the repository share. */
  readonly commonDir: string;
  /** Returns the commit of a revision in the user's checkout: a tag, a short id, `HEAD~2`, `@{upstream}`. */
  resolveRevision(name: string): Promise<string | undefined>;
  /** Returns the merge base of two commits; undefined where they have no common ancestor. */
  mergeBase(a: string, b: string): Promise<string | undefined>;
  /** Creates one commit on top of `base` with all changes of `head`. No ref points to it. Two processes. */
  squash(base: string, head: string, message: string): Promise<MergeResult>;
  /** Returns the patch between two states, for people to read. One process. */
  patch(request: PatchRequest): Promise<string>;
  /**
   * Returns the repository with more protected branches. The config names them, and is itself read from the repository.
   */
  protecting(branches: readonly string[]): OpenedRepository;
  /** Returns the repository with more variables for its git processes, e.g. those of an askpass program. */
  authenticating(variables: Variables): OpenedRepository;
}

/**
 * Opens the repository that contains `cwd`. Two processes, and a third that asks the remote for its default branch
 * where the checkout does not know it.
 * @throws MilestoneError `repository` with a hint where no milestone can run in the repository
 */
export async function openRepository({
  cwd,
  environment,
  stateFolder,
  readOnly = false,
  signal,
  execute,
}: OpenOptions): Promise<OpenedRepository> {
  const { location, settings } = await discover({ cwd, variables: readingEnvironment(environment), signal }, readOnly);
  const remote = readOnly ? remoteOrPlaceholder(settings, location.branch) : chooseRemote(settings, location.branch);
  const address = remoteAddress(location.root, remote.url);
  const variables = gitEnvironment(environment, settings.trusted.get("core.sshcommand"));
  const git = createGit(variables, signal, execute);
  const tracking = `refs/remotes/${remote.name}/`;
  const known = readSymbolicRef(location.commonDir, `${tracking}HEAD`)?.slice(tracking.length);
  const defaultBranch = known ?? (readOnly ? undefined : await remoteDefaultBranch(git, address)) ?? "main";
  const shared = { moves: createOwnMoves(refReader(location.commonDir)), worktreeQueue: serially() };
  const createShadow = (more: Variables) =>
    shadowRepository(createGit({ ...variables, ...more }, signal, execute), location, settings, stateFolder, shared);
  const parts = { shadow: createShadow({}), createShadow, remote, address, defaultBranch, fetchQueue: serially() };
  return withProtection(parts, []);
}

interface RepositoryParts {
  readonly shadow: ShadowRepository;
  /** @param variables more variables for git processes */
  readonly createShadow: (variables: Variables) => ShadowRepository;
  readonly remote: Remote;
  /** Address of the remote, relative paths resolved. */
  readonly address: string;
  readonly defaultBranch: string;
  /** Runs one fetch at a time. Two fetches that update one ref at the same time fail on git's lock of the ref. */
  readonly fetchQueue: ReturnType<typeof serially>;
}

function withProtection(parts: RepositoryParts, branches: readonly string[]): OpenedRepository {
  const { shadow, remote, address, defaultBranch, fetchQueue } = parts;
  const { git, location, moves } = shadow;
  const trackingRefs = (names: readonly string[]) => names.map((name) => `refs/remotes/${remote.name}/${name}`);
  const isProtected = branchProtection([defaultBranch, ...branches]);
  return {
    root: location.root,
    commonDir: location.commonDir,
    remote,
    defaultBranch,
    isProtected,
    isValidBranch: (name) => isValidBranch(git, name),
    resolve: shadow.resolve,
    knownBranches: () => {
      const names = refsIn(location.commonDir).map(([name]) => name);
      const below = (prefix: string) =>
        names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
      return { here: below("refs/heads/"), fetched: below(`refs/remotes/${remote.name}/`) };
    },
    remoteHeads: (branches) => remoteHeads(git, address, branches),
    localRemoteRefs: () => localRemoteRefs(address),
    moves,
    fetch: (branches) =>
      fetchQueue(() =>
        moves.during(trackingRefs(branches), () => fetchBranches(shadow, { name: remote.name, address }, branches)),
      ),
    createBranch: async (name, commit) => {
      const ref = `refs/heads/${name}`;
      const place = await shadow.place();
      await moves.during([ref], () => git.run(place, ["update-ref", ref, commit, "0".repeat(commit.length)]));
    },
    push: (request) =>
      moves.sending(request.branch, request.commit, () => pushCommit(shadow, { address, isProtected }, request)),
    conflicts: async (a, b) => (await mergeTrees(shadow, a, b)).conflicts,
    merge: (a, b, message) => commitMerge(shadow, a, b, { parents: [a, b], message }),
    squash: (base, head, message) => commitMerge(shadow, base, head, { parents: [base], message }),
    reparent: (onto, parent) => reparent(shadow, onto, parent),
    rebaseOnto: (work) => rebaseOnto(shadow, work),
    resolveRevision: async (name) => resolveCommit(git, await shadow.placeOf(location.root, location.gitDir), name),
    mergeBase: async (a, b) => mergeBase(git, await shadow.place(), a, b),
    patch: (request) => patchText(shadow, request),
    unsaved: () => unsavedFiles(shadow),
    untracked: (query) => untrackedFiles(shadow, query),
    isAncestor: async (ancestor, commit) => isAncestor(git, await shadow.place(), ancestor, commit),
    haveSameFiles: async (one, other) => haveSameFiles(git, await shadow.place(), one, other),
    worktree: (path, keep) => (path === location.root ? checkoutWorktree(shadow, keep) : linkedWorktree(shadow, path)),
    protecting: (more) => withProtection(parts, [...branches, ...more]),
    authenticating: (variables) => withProtection({ ...parts, shadow: parts.createShadow(variables) }, branches),
  };
}

async function isValidBranch(git: Git, name: string): Promise<boolean> {
  if (!isUnambiguousName(name)) return false;
  if (isPlainBranchName(name)) return true;
  const outcome = await git.tryRun(NO_REPOSITORY, ["check-ref-format", "--branch", name]);
  return outcome.exitCode === 0;
}
