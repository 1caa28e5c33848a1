// Reading commands that always print something, through simple-git. Silent ones are not for it: it waits 50 ms after each.
import { MilestoneError, messageOf } from "../model/errors.ts";
import type { Variables } from "./git-environment.ts";

export interface Reading {
  readonly cwd: string;
  /** See `readingEnvironment`. */
  readonly variables: Variables;
  readonly signal: AbortSignal;
}

/** Standard output of one reading command. Failures are `git` errors whose message holds git's own words. */
export async function readGit({ cwd, variables, signal }: Reading, args: readonly string[]): Promise<string> {
  const { simpleGit } = await import("simple-git");
  try {
    const git = simpleGit({
      baseDir: cwd,
      abort: signal,
      allowEnvironment: Object.keys(variables).filter((name) => name.startsWith("GIT_")),
      // The variables are the user's own, passed in on purpose.
      unsafe: { allowUnsafeConfigPaths: true },
    });
    return await git.env({ ...variables }).raw([...args]);
  } catch (error) {
    signal.throwIfAborted();
    throw new MilestoneError("git", `git ${args[0] ?? ""}: ${messageOf(error).trim()}`, { cause: error });
  }
}
