import { checkoutWorktree } from "./worktree/checkout.ts";
import { discover } from "./discover.ts";
import { gitEnvironment, readingEnvironment, type Variables } from "./git-environment.ts";
import { commitMerge, reparent, mergeTrees, rebaseOnto } from "./refs/merges.ts";
import { localRemoteRefs } from "./remote/local-remote-refs.ts";
import { askCommit, shadowRepository, type ShadowRepository } from "./shadow/shadow-repository.ts";
import { patchText, type PatchRequest } from "./diff/patch-text.ts";
import { isPlainName, meansOneBranch, protection } from "./refs/protected-branches.ts";
import { readSymbolicRef } from "./refs/refs.ts";
import { fetchBranches, isAncestor, mergeBase, pushCommit, remoteDefaultBranch, remoteHeads } from "./remote/remote.ts";
import type { MergeResult, Remote, Repository } from "./repository.ts";
import { createGit, NOWHERE, type Git } from "./run-git.ts";
import { anyRemote, chooseRemote, remoteAddress } from "./shadow/git-settings.ts";
import { unsavedFiles } from "./worktree/unsaved-changes.ts";
import { linkedWorktree } from "./worktree/worktree.ts";

export interface OpenOptions {
  /** Any folder of the checkout. */
  readonly cwd: string;
  /** The user's environment; git gets what it needs of it. */
  readonly environment: Variables;
  /** Folder of the program's own, outside the repository; written to when git first has to write. */
  readonly stateFolder: string;
  /** Only looked at: a detached HEAD and a missing remote are no obstacle, and nobody is asked over the network. */
  readonly looking?: boolean;
  /** Ends whatever git is doing. */
  readonly signal: AbortSignal;
}

export interface OpenedRepository extends Repository {
  /** What the checkout, its worktrees and branches share; absolute. */
  readonly commonDir: string;
  /** The commit that anything means to git, seen from the user's checkout: a tag, a short id, `HEAD~2`, `@{upstream}`. */
  commitNamed(name: string): Promise<string | undefined>;
  /** The commit at which two branches parted; undefined where they have nothing in common. */
  mergeBase(a: string, b: string): Promise<string | undefined>;
  /** One commit on top of `base` that brings in all of `head`; nothing refers to it until it is pushed. Two processes. */
  squash(base: string, head: string, message: string): Promise<MergeResult>;
  /** What changed between two points, as text for people to read. One process. */
  patch(request: PatchRequest): Promise<string>;
  /** The same repository with more protected branches: those of the config, which is read from the repository. */
  protecting(branches: readonly string[]): OpenedRepository;
  /** The same repository, whose git processes get these variables too: how a token answers git's question for it. */
  authenticating(variables: Variables): OpenedRepository;
}

/**
 * Finds the repository that `cwd` is in. Two processes, and one that asks the remote where the default branch is not
 * known yet. Throws `repository` errors, each with its mend, where no milestone can be run in it.
 */
export async function openRepository({
  cwd,
  environment,
  stateFolder,
  looking = false,
  signal,
}: OpenOptions): Promise<OpenedRepository> {
  const { location, settings } = await discover({ cwd, variables: readingEnvironment(environment), signal }, looking);
  const remote = looking ? anyRemote(settings, location.branch) : chooseRemote(settings, location.branch);
  const address = remoteAddress(location.root, remote.url);
  const variables = gitEnvironment(environment, settings.trusted.get("core.sshcommand"));
  const git = createGit(variables, signal);
  const tracking = `refs/remotes/${remote.name}/`;
  const known = readSymbolicRef(location.commonDir, `${tracking}HEAD`)?.slice(tracking.length);
  const defaultBranch = known ?? (looking ? undefined : await remoteDefaultBranch(git, address)) ?? "main";
  const owning = (more: Variables) =>
    shadowRepository(createGit({ ...variables, ...more }, signal), location, settings, stateFolder);
  return withProtection({ own: owning({}), owning, remote, address, defaultBranch }, []);
}

interface Found {
  readonly own: ShadowRepository;
  readonly owning: (variables: Variables) => ShadowRepository;
  readonly remote: Remote;
  /** Where the remote is, relative paths resolved. */
  readonly address: string;
  readonly defaultBranch: string;
}

function withProtection(found: Found, branches: readonly string[]): OpenedRepository {
  const { own, remote, address, defaultBranch } = found;
  const { git, location } = own;
  const isProtected = protection([defaultBranch, ...branches]);
  return {
    root: location.root,
    commonDir: location.commonDir,
    remote,
    defaultBranch,
    isProtected,
    isValidBranch: (name) => isValidBranch(git, name),
    resolve: own.resolve,
    remoteHeads: (branches) => remoteHeads(git, address, branches),
    localRemoteRefs: () => localRemoteRefs(address),
    fetch: (branches) => fetchBranches(own, { name: remote.name, address }, branches),
    createBranch: async (name, commit) => {
      await git.run(await own.place(), ["update-ref", `refs/heads/${name}`, commit, "0".repeat(commit.length)]);
    },
    push: (request) => pushCommit(own, { address, isProtected }, request),
    conflicts: async (a, b) => (await mergeTrees(own, a, b)).conflicts,
    merge: (a, b, message) => commitMerge(own, a, b, { parents: [a, b], message }),
    squash: (base, head, message) => commitMerge(own, base, head, { parents: [base], message }),
    reparent: (onto, parent) => reparent(own, onto, parent),
    rebaseOnto: (work) => rebaseOnto(own, work),
    commitNamed: async (name) => askCommit(git, await own.placeOf(location.root, location.gitDir), name),
    mergeBase: async (a, b) => mergeBase(git, await own.place(), a, b),
    patch: (request) => patchText(own, request),
    unsaved: () => unsavedFiles(own),
    isAncestor: async (ancestor, commit) => isAncestor(git, await own.place(), ancestor, commit),
    worktree: (path, keep) => (path === location.root ? checkoutWorktree(own, keep) : linkedWorktree(own, path)),
    protecting: (more) => withProtection(found, [...branches, ...more]),
    authenticating: (variables) => withProtection({ ...found, own: found.owning(variables) }, branches),
  };
}

async function isValidBranch(git: Git, name: string): Promise<boolean> {
  if (!meansOneBranch(name)) return false;
  if (isPlainName(name)) return true;
  const outcome = await git.ask(NOWHERE, ["check-ref-format", "--branch", name]);
  return outcome.exitCode === 0;
}
