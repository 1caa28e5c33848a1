import type { serially } from "../../concurrency/serially.ts";
import { MilestoneError } from "../../model/errors.ts";
import type { Location } from "../discover.ts";
import { prepareShadowGitDir } from "./shadow-git-dir.ts";
import { isObjectId, readRef, type Head } from "../refs/refs.ts";
import type { OwnMoves } from "../refs/own-moves.ts";
import type { Git, Place } from "../run-git.ts";
import type { Settings } from "./git-settings.ts";

/** The user's repository, accessed through the shadow git dir. Every git command uses it. */
export interface ShadowRepository extends Shared {
  readonly git: Git;
  readonly location: Location;
  /** Where commands on the repository as a whole run. */
  readonly place: () => Promise<Place>;
  /** Where commands in the checkout at `path` run. `gitDir` is the git folder of that checkout. */
  readonly placeOf: (path: string, gitDir: string) => Promise<Place>;
  /** See `Repository.resolve`. */
  readonly resolve: (ref: string) => Promise<string | undefined>;
  /** Returns HEAD of a checkout where its files do not suffice. One process. */
  readonly resolveHead: (place: Place) => Promise<Head>;
}

/** What all users of one repository in this process share, whatever variables their git processes have. */
interface Shared {
  readonly moves: OwnMoves;
  /** Makes and removes one worktree at a time. */
  readonly worktreeQueue: ReturnType<typeof serially>;
}

/** Creates the shadow git dir on first use, so that reading a repository leaves no trace. */
export function shadowRepository(
  git: Git,
  location: Location,
  settings: Settings,
  stateFolder: string,
  shared: Shared,
): ShadowRepository {
  let prepared: Promise<string> | undefined;
  const shadowGitDir = () => (prepared ??= prepareShadowGitDir(stateFolder, location, settings));
  const place = async () => {
    const gitDir = await shadowGitDir();
    // GIT_COMMON_DIR is for git's own child processes, which `worktree add` starts inside the new worktree.
    return { cwd: gitDir, variables: { GIT_DIR: gitDir, GIT_COMMON_DIR: gitDir } };
  };
  return {
    ...shared,
    git,
    location,
    place,
    placeOf: async (path, gitDir) => ({
      cwd: path,
      variables: { GIT_DIR: gitDir, GIT_COMMON_DIR: await shadowGitDir(), GIT_WORK_TREE: path },
    }),
    resolve: async (ref) => {
      for (const name of isObjectId(ref) ? [] : [`refs/heads/${ref}`, `refs/remotes/${ref}`, ref]) {
        if (!name.startsWith("refs/")) continue;
        const found = readRef(location.commonDir, name);
        if (found.kind === "commit") return found.commit;
        if (found.kind === "unknown") return resolveCommit(git, await place(), name);
      }
      return isObjectId(ref) ? resolveCommit(git, await place(), ref) : undefined;
    },
    resolveHead: async (at) => {
      const text = (await git.run(at, ["rev-parse", "HEAD", "--symbolic-full-name", "HEAD"])).toString("utf8");
      const [commit, name] = text.split("\n");
      if (commit === undefined || name === undefined)
        throw new MilestoneError("git", `git rev-parse gave an answer that cannot be read: ${text}`);
      return { branch: name.startsWith("refs/heads/") ? name.slice("refs/heads/".length) : undefined, commit };
    },
  };
}

/**
 * Returns the commit of a revision: a branch, a tag, a short id, `HEAD~2`. Undefined where git finds none. One process.
 */
export async function resolveCommit(git: Git, place: Place, name: string): Promise<string | undefined> {
  const outcome = await git.tryRun(place, ["rev-parse", "--verify", "-q", "--end-of-options", `${name}^{commit}`]);
  return outcome.exitCode === 0 ? outcome.stdout.toString("utf8").trim() : undefined;
}
