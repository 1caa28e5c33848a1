import { MilestoneError } from "../../model/errors.ts";
import type { Location } from "../discover.ts";
import { prepareShadowGitDir } from "./shadow-git-dir.ts";
import { isObjectId, readRef, type Head } from "../refs/refs.ts";
import type { Git, Place } from "../run-git.ts";
import type { Settings } from "./git-settings.ts";

/** The user's repository seen through the program's own git folder: what every command works with. */
export interface ShadowRepository {
  readonly git: Git;
  readonly location: Location;
  /** For commands about the repository as a whole. */
  readonly place: () => Promise<Place>;
  /** For commands in the checkout at `path`, whose part of the repository is `gitDir`. */
  readonly placeOf: (path: string, gitDir: string) => Promise<Place>;
  readonly resolve: (ref: string) => Promise<string | undefined>;
  /** HEAD where its files do not tell. One process. */
  readonly askHead: (place: Place) => Promise<Head>;
}

/** The git folder is made when it is first needed, so that looking at a repository leaves no trace. */
export function shadowRepository(
  git: Git,
  location: Location,
  settings: Settings,
  stateFolder: string,
): ShadowRepository {
  let prepared: Promise<string> | undefined;
  const shadowGitDir = () => (prepared ??= prepareShadowGitDir(stateFolder, location, settings));
  const place = async () => {
    const own = await shadowGitDir();
    // The second is for git's own children: `worktree add` starts them inside the new worktree.
    return { cwd: own, variables: { GIT_DIR: own, GIT_COMMON_DIR: own } };
  };
  return {
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
        if (found.kind === "unknown") return askCommit(git, await place(), name);
      }
      return isObjectId(ref) ? askCommit(git, await place(), ref) : undefined;
    },
    askHead: async (at) => {
      const text = (await git.run(at, ["rev-parse", "HEAD", "--symbolic-full-name", "HEAD"])).toString("utf8");
      const [commit, name] = text.split("\n");
      if (commit === undefined || name === undefined)
        throw new MilestoneError("git", `git rev-parse gave an answer that cannot be read: ${text}`);
      return { branch: name.startsWith("refs/heads/") ? name.slice("refs/heads/".length) : undefined, commit };
    },
  };
}

/** The commit that a name means to git: a branch, a tag, a short id, `HEAD~2`. One process. */
export async function askCommit(git: Git, place: Place, name: string): Promise<string | undefined> {
  const outcome = await git.ask(place, ["rev-parse", "--verify", "-q", "--end-of-options", `${name}^{commit}`]);
  return outcome.exitCode === 0 ? outcome.stdout.toString("utf8").trim() : undefined;
}
