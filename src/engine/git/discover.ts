// Finds the repository of a folder, its layout and settings, and the reasons why a milestone cannot run in it.
import { basename } from "node:path";
import { MilestoneError } from "../model/errors.ts";
import { readGit, type ReadContext } from "./read-git.ts";
import { parseSettings, type Settings } from "./shadow/git-settings.ts";

export interface Location {
  /** Top folder of the user's checkout. */
  readonly root: string;
  /** Folder that all checkouts of the repository share: objects, branches, config. */
  readonly commonDir: string;
  /** Git folder of this checkout; the same as `commonDir` unless the checkout is a linked worktree. */
  readonly gitDir: string;
  readonly objectFormat: "sha1" | "sha256";
  /** The branch that is checked out. `HEAD` where HEAD is detached, which only a read-only discovery accepts. */
  readonly branch: string;
}

/**
 * Runs two processes in parallel.
 * @param readOnly accepts a detached HEAD
 * @throws MilestoneError `repository` with a hint where no milestone can run in the folder
 */
export async function discover(
  context: ReadContext,
  readOnly = false,
): Promise<{ readonly location: Location; readonly settings: Settings }> {
  const [layout, config] = await Promise.allSettled([
    readGit(context, LAYOUT),
    readGit(context, ["config", "--list", "--show-scope", "--includes", "-z"]),
  ]);
  context.signal.throwIfAborted();
  if (layout.status === "rejected") throw withReason(context.cwd, layout.reason);
  if (config.status === "rejected") throw config.reason;
  return { location: parseLayout(context.cwd, layout.value, readOnly), settings: parseSettings(config.value) };
}

/** The object format is requested several times to serve as a separator, since a path may contain line breaks. */
const LAYOUT = [
  "rev-parse",
  "--path-format=absolute",
  "--show-toplevel",
  "--show-object-format",
  "--git-common-dir",
  "--show-object-format",
  "--git-dir",
  "--show-object-format",
  "--symbolic-full-name",
  "HEAD",
];

function parseLayout(cwd: string, text: string, readOnly: boolean): Location {
  const [, root, format, commonDir, gitDir, head] =
    /^([^]*)\n(sha1|sha256)\n([^]*)\n\2\n([^]*)\n\2\n(.*)\n$/.exec(text) ?? [];
  if (root === undefined || commonDir === undefined || gitDir === undefined || head === undefined) {
    throw new MilestoneError("git", `git rev-parse gave an answer that cannot be read: ${text}`, {
      hint: "Install git 2.39 or newer.",
    });
  }
  if (!head.startsWith("refs/heads/") && !readOnly) {
    throw new MilestoneError("repository", `${cwd}: no branch is checked out (detached HEAD)`, {
      hint: "Check out a branch, e.g. `git switch main`.",
    });
  }
  return {
    root,
    commonDir,
    gitDir,
    objectFormat: format === "sha256" ? "sha256" : "sha1",
    branch: head.replace(/^refs\/heads\//, ""),
  };
}

function withReason(cwd: string, error: unknown): unknown {
  if (!(error instanceof MilestoneError)) return error;
  const known = REASONS.find(({ pattern }) => pattern.test(error.message));
  return known === undefined
    ? error
    : new MilestoneError("repository", `${cwd}: ${known.reason}`, { hint: known.hint(cwd), cause: error });
}

const REASONS: readonly {
  readonly pattern: RegExp;
  readonly reason: string;
  readonly hint: (cwd: string) => string;
}[] = [
  {
    pattern: /directory that does not exist/,
    reason: "no such folder",
    hint: () => "Name the folder of a git repository with -C.",
  },
  { pattern: /ENOENT/, reason: "git is not installed, or not on the PATH", hint: () => "Install git 2.39 or newer." },
  {
    pattern: /dubious ownership/,
    reason: "the repository belongs to another user",
    hint: (cwd) => `If you trust it: git config --global --add safe.directory '${cwd}'`,
  },
  {
    pattern: /must be run in a work tree/,
    reason: "a bare repository, or inside a .git folder: there is no checkout",
    hint: (cwd) =>
      `Run it in a checkout, e.g. git clone '${cwd}' ${basename(cwd).replace(/\.git$/, "") || "checkout"}-work`,
  },
  {
    pattern: /ambiguous argument 'HEAD'|unknown revision/,
    reason: "the repository has no commits yet",
    hint: () => "Make a first commit and push it.",
  },
  {
    pattern: /not a git repository/,
    reason: "not a git repository",
    hint: () => "Run it inside a git repository, or name one with -C.",
  },
];
