// Git's settings, separated by origin: the user's settings are trusted, the repository's are not.
import { resolve } from "node:path";
import { MilestoneError } from "../../model/errors.ts";
import type { Remote } from "../repository.ts";

/** Keys as git prints them, with section and name in lower case. The last value of a key wins, as in git. */
export interface Settings {
  /** From the config files of the user and the system. */
  readonly trusted: ReadonlyMap<string, string>;
  /** From the repository's own config. */
  readonly repository: ReadonlyMap<string, string>;
  /** The repository's remotes in the order of its config: name → first URL. */
  readonly remotes: ReadonlyMap<string, string>;
}

/** Parses the output of `git config --list --show-scope -z`. */
export function parseSettings(text: string): Settings {
  const trusted = new Map<string, string>();
  const repository = new Map<string, string>();
  const remotes = new Map<string, string>();
  const fields = text.split("\0");
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, key, value] = /^([^\n]*)(?:\n([^]*))?$/.exec(fields[at + 1] ?? "") ?? [];
    if (key === undefined) continue;
    const isLocal = fields[at] === "local" || fields[at] === "worktree";
    // A key without a value means true.
    (isLocal ? repository : trusted).set(key, value ?? "true");
    const remote = isLocal ? /^remote\.([^]+)\.url$/.exec(key)?.[1] : undefined;
    if (remote !== undefined && value !== undefined && !remotes.has(remote)) remotes.set(remote, value);
  }
  return { trusted, repository, remotes };
}

/**
 * Returns the remote of the branch's upstream, else `origin`, else the only remote.
 * @throws MilestoneError `repository` where there is no remote, or none of these rules selects one
 */
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

/** Like `chooseRemote`, for read-only use: returns a placeholder without a URL where there is no remote. */
export function remoteOrPlaceholder(settings: Settings, branch: string): Remote {
  return settings.remotes.size === 0 ? { name: "origin", url: "" } : chooseRemote(settings, branch);
}

/** Returns the remote's address. A relative path is resolved from the top of the checkout, as git does. */
export function remoteAddress(root: string, url: string): string {
  const isRemote = /^\w[\w+.-]*:\/\//.test(url) || /^\w[\w-]*::/.test(url) || /^[^/\\]+:/.test(url);
  return isRemote ? url : resolve(root, url);
}
