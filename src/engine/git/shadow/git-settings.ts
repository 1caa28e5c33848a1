// Git's settings, told apart by who made them: the user is trusted, a repository is not.
import { resolve } from "node:path";
import { MilestoneError } from "../../model/errors.ts";
import type { Remote } from "../repository.ts";

/** The last value of a key wins, as in git; keys as git prints them (section and name in lower case). */
export interface Settings {
  /** From the user's and the system's files. */
  readonly trusted: ReadonlyMap<string, string>;
  /** From the repository itself. */
  readonly repository: ReadonlyMap<string, string>;
  /** Names of the repository's remotes, in order, with the first URL of each. */
  readonly remotes: ReadonlyMap<string, string>;
}

/** Reads `git config --list --show-scope -z`. */
export function parseSettings(text: string): Settings {
  const trusted = new Map<string, string>();
  const repository = new Map<string, string>();
  const remotes = new Map<string, string>();
  const fields = text.split("\0");
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, key, value] = /^([^\n]*)(?:\n([^]*))?$/.exec(fields[at + 1] ?? "") ?? [];
    if (key === undefined) continue;
    const own = fields[at] === "local" || fields[at] === "worktree";
    // A key without a value means true.
    (own ? repository : trusted).set(key, value ?? "true");
    const remote = own ? /^remote\.([^]+)\.url$/.exec(key)?.[1] : undefined;
    if (remote !== undefined && value !== undefined && !remotes.has(remote)) remotes.set(remote, value);
  }
  return { trusted, repository, remotes };
}

/** The upstream's remote, else `origin`, else the only one. Throws a `repository` error where that names none. */
export function chooseRemote({ repository, remotes }: Settings, branch: string): Remote {
  const upstream = repository.get(`branch.${branch}.remote`);
  const only = remotes.size === 1 ? [...remotes.keys()][0] : undefined;
  for (const name of [upstream, "origin", only]) {
    const url = name === undefined ? undefined : remotes.get(name);
    if (name !== undefined && url !== undefined) return { name, url };
  }
  if (remotes.size === 0) {
    throw new MilestoneError("repository", "The repository has no remote to push to", {
      hint: "Add one: git remote add origin <url>",
    });
  }
  throw new MilestoneError("repository", `Which remote is meant: ${[...remotes.keys()].join(", ")}?`, {
    hint: `Give the branch an upstream: git push -u <remote> ${branch}`,
  });
}

/** The same for those who only look: without a remote, one that is nowhere. */
export function anyRemote(settings: Settings, branch: string): Remote {
  return settings.remotes.size === 0 ? { name: "origin", url: "" } : chooseRemote(settings, branch);
}

/** Where the remote is: as git would see it from the top of the checkout. */
export function remoteAddress(root: string, url: string): string {
  const isRemote = /^\w[\w+.-]*:\/\//.test(url) || /^\w[\w-]*::/.test(url) || /^[^/\\]+:/.test(url);
  return isRemote ? url : resolve(root, url);
}
