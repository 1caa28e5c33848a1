// Runs read-only commands through simple-git. Only for commands that always print something: simple-git waits 50 ms
// after a command without output.
import { MilestoneError, messageOf } from "../model/errors.ts";
import type { Variables } from "./git-environment.ts";

export interface ReadContext {
  readonly cwd: string;
  /** See `readingEnvironment`. */
  readonly variables: Variables;
  readonly signal: AbortSignal;
}

/**
 * Returns the standard output of one read-only command.
 * @throws MilestoneError `git` with git's own words
 */
export async function readGit({ cwd, variables, signal }: ReadContext, args: readonly string[]): Promise<string> {
  const { simpleGit } = await import("simple-git");
  try {
    const git = simpleGit({
      baseDir: cwd,
      abort: signal,
      allowEnvironment: Object.keys(variables).filter((name) => name.startsWith("GIT_")),
      // The caller selects the variables (`readingEnvironment`), so simple-git need not reject any.
      unsafe: { allowUnsafeConfigPaths: true },
    });
    return await git.env({ ...variables }).raw([...args]);
  } catch (error) {
    signal.throwIfAborted();
    throw new MilestoneError("git", `git ${args[0] ?? ""}: ${messageOf(error).trim()}`, { cause: error });
  }
}
