import { createHash, randomUUID } from "node:crypto";
import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../../model/errors.ts";
import { readSmallFile } from "../../files/small-file.ts";
import type { Location } from "../discover.ts";
import { LEFTOVERS } from "./default-ignores.ts";
import type { Settings } from "./git-settings.ts";

/**
 * Makes (or brings up to date) the program's own git folder for the user's repository and returns its path. It shares
 * objects, branches and worktrees with the repository by symbolic links, as git's `contrib/workdir/git-new-workdir` does,
 * and has its own config, attributes and excludes, and no hooks. Git started with it as GIT_DIR or GIT_COMMON_DIR never
 * reads the repository's config, so that nothing in there can run a program, rewrite a URL or redirect a push.
 */
export async function prepareShadowGitDir(folder: string, location: Location, settings: Settings): Promise<string> {
  const own = shadowGitDirOf(folder, location);
  await mkdir(join(own, "info"), { recursive: true, mode: 0o700 });
  await Promise.all(SHARED.map((name) => linkOnce(join(location.commonDir, name), join(own, name))));
  const excludes = readSmallFile(join(location.commonDir, "info/exclude")) ?? "";
  await Promise.all([
    // Never resolved: the user's own HEAD is no business of commands that name every commit.
    writeChanged(join(own, "HEAD"), "ref: refs/heads/.invalid\n"),
    writeChanged(join(own, "config"), configText(settings, location)),
    writeChanged(join(own, "info/exclude"), `${LEFTOVERS.join("\n")}\n${excludes}`),
  ]);
  return own;
}

/** One for each repository, however many share the state folder. */
export function shadowGitDirOf(folder: string, { commonDir }: Location): string {
  return join(folder, "git", createHash("sha256").update(commonDir).digest("hex").slice(0, 16));
}

/** `lfs` and `reftable` are there in some repositories only; a link to nothing does no harm. */
const SHARED = ["objects", "refs", "packed-refs", "reftable", "logs", "worktrees", "shallow", "lfs"];

/** What a repository may say about itself: facts about its files and its format, nothing that is run or followed. */
const FACTS = [
  "core.repositoryformatversion",
  "core.filemode",
  "core.ignorecase",
  "core.symlinks",
  "core.precomposeunicode",
  "core.autocrlf",
  "core.eol",
  "core.safecrlf",
  "core.longpaths",
  "core.bigfilethreshold",
  "extensions.objectformat",
  "extensions.refstorage",
  "extensions.compatobjectformat",
  "extensions.noop",
  "extensions.partialclone",
  "user.name",
  "user.email",
];

/** Holds for every command, whatever the user's own config says. */
const RULES: Readonly<Record<string, string>> = {
  "core.bare": "false",
  "core.hookspath": "/dev/null",
  "core.fsmonitor": "false",
  "core.pager": "cat",
  "core.quotepath": "false",
  "core.logallrefupdates": "true",
  "commit.gpgsign": "false",
  "push.gpgsign": "false",
  "push.followtags": "false",
  "gc.auto": "0",
  "maintenance.auto": "false",
  "submodule.recurse": "false",
  "push.recursesubmodules": "no",
  "fetch.recursesubmodules": "no",
  "protocol.ext.allow": "never",
  "advice.addembeddedrepo": "false",
  "i18n.commitencoding": "UTF-8",
  "log.showsignature": "false",
  "diff.ignoresubmodules": "dirty",
};

function configText(settings: Settings, { root }: Location): string {
  const facts = FACTS.flatMap((key) => {
    const value = settings.repository.get(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  const text = [...facts, ...promisor(settings), ...identity(settings), ...Object.entries(RULES)].map(([key, value]) =>
    entry(key, value),
  );
  return `# Made by milestone-tui for ${JSON.stringify(root)}; written anew at every start.\n${text.join("")}`;
}

/** A partial clone fetches what it lacks, from where it was cloned. */
function promisor({ repository, remotes }: Settings): readonly (readonly [string, string])[] {
  const name = repository.get("extensions.partialclone");
  const url = name === undefined ? undefined : remotes.get(name);
  return url === undefined
    ? []
    : [
        [`remote.${name}.url`, url],
        [`remote.${name}.promisor`, "true"],
      ];
}

/** Commits need a name; where the user gave none, the program's own. */
function identity({ repository, trusted }: Settings): readonly (readonly [string, string])[] {
  const given = (key: string) => repository.has(key) || trusted.has(key);
  return [
    ...(given("user.name") ? [] : [["user.name", "milestone-tui"] as const]),
    ...(given("user.email") ? [] : [["user.email", "milestone-tui@localhost"] as const]),
  ];
}

function entry(key: string, value: string): string {
  const [, section = "", subsection, name = ""] = /^([^.]+)(?:\.([^]+))?\.([^.]+)$/.exec(key) ?? [];
  const quoted = (text: string) => `"${text.replace(/[\\"]/g, String.raw`\$&`).replaceAll("\n", String.raw`\n`)}"`;
  return `[${section}${subsection === undefined ? "" : ` ${quoted(subsection)}`}]\n\t${name} = ${quoted(value)}\n`;
}

async function linkOnce(target: string, path: string): Promise<void> {
  try {
    await symlink(target, path);
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
  }
}

/** Whole or not at all: another run may be reading it. */
async function writeChanged(path: string, text: string): Promise<void> {
  if (readSmallFile(path) === text) return;
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, text, { mode: 0o600 });
  await rename(temporary, path);
}
