// Looks at a folder: which repository is it, where does it keep its things, and may a milestone be run in it?
import { basename } from "node:path";
import { MilestoneError } from "../model/errors.ts";
import { readGit, type Reading } from "./read-git.ts";
import { parseSettings, type Settings } from "./shadow/git-settings.ts";

export interface Location {
  /** Top folder of the user's checkout. */
  readonly root: string;
  /** What all checkouts of the repository share: objects, branches, config. */
  readonly commonDir: string;
  /** This checkout's own part of it; `commonDir` itself unless the checkout is a linked worktree. */
  readonly gitDir: string;
  readonly objectFormat: "sha1" | "sha256";
  /** The branch checked out there; `HEAD` where none is, for those who only look. */
  readonly branch: string;
}

/** Two processes, side by side. Every reason not to go on is a `repository` error with its mend. */
export async function discover(
  reading: Reading,
  looking = false,
): Promise<{ readonly location: Location; readonly settings: Settings }> {
  const [layout, config] = await Promise.allSettled([
    readGit(reading, LAYOUT),
    readGit(reading, ["config", "--list", "--show-scope", "--includes", "-z"]),
  ]);
  reading.signal.throwIfAborted();
  if (layout.status === "rejected") throw explained(reading.cwd, layout.reason);
  if (config.status === "rejected") throw config.reason;
  return { location: parseLayout(reading.cwd, layout.value, looking), settings: parseSettings(config.value) };
}

/** The object format is asked for again and again as a separator: a path may hold line ends. */
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

function parseLayout(cwd: string, text: string, looking: boolean): Location {
  const [, root, format, commonDir, gitDir, head] =
    /^([^]*)\n(sha1|sha256)\n([^]*)\n\2\n([^]*)\n\2\n(.*)\n$/.exec(text) ?? [];
  if (root === undefined || commonDir === undefined || gitDir === undefined || head === undefined) {
    throw new MilestoneError("git", `git rev-parse gave an answer that cannot be read: ${text}`, {
      hint: "Install git 2.39 or newer.",
    });
  }
  if (!head.startsWith("refs/heads/") && !looking) {
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

function explained(cwd: string, error: unknown): unknown {
  if (!(error instanceof MilestoneError)) return error;
  const known = REASONS.find(({ words }) => words.test(error.message));
  return known === undefined
    ? error
    : new MilestoneError("repository", `${cwd}: ${known.says}`, { hint: known.hint(cwd), cause: error });
}

const REASONS: readonly { readonly words: RegExp; readonly says: string; readonly hint: (cwd: string) => string }[] = [
  {
    words: /directory that does not exist/,
    says: "no such folder",
    hint: () => "Name the folder of a git repository with -C.",
  },
  { words: /ENOENT/, says: "git is not installed, or not on the PATH", hint: () => "Install git 2.39 or newer." },
  {
    words: /dubious ownership/,
    says: "the repository belongs to another user",
    hint: (cwd) => `If you trust it: git config --global --add safe.directory '${cwd}'`,
  },
  {
    words: /must be run in a work tree/,
    says: "a bare repository, or inside a .git folder: there is no checkout",
    hint: (cwd) =>
      `Run it in a checkout, e.g. git clone '${cwd}' ${basename(cwd).replace(/\.git$/, "") || "checkout"}-work`,
  },
  {
    words: /ambiguous argument 'HEAD'|unknown revision/,
    says: "the repository has no commits yet",
    hint: () => "Make a first commit and push it.",
  },
  {
    words: /not a git repository/,
    says: "not a git repository",
    hint: () => "Run it inside a git repository, or name one with -C.",
  },
];
