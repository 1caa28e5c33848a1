import { createHash, randomUUID } from "node:crypto";
import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../../model/errors.ts";
import { readSmallFile } from "../../files/small-file.ts";
import type { Location } from "../discover.ts";
import { DEFAULT_IGNORES } from "./default-ignores.ts";
import type { Settings } from "./git-settings.ts";

/**
 * Creates or updates the shadow git dir of the user's repository and returns its path. The shadow git dir shares
 * objects, refs and worktrees with the repository through symbolic links, as git's `contrib/workdir/git-new-workdir`
 * does. It has its own config, attributes and excludes, and no hooks. Git with GIT_DIR or GIT_COMMON_DIR set to it
 * never reads the repository's config, so the repository's config cannot run a program, rewrite a URL or redirect a
 * push.
 */
export async function prepareShadowGitDir(folder: string, location: Location, settings: Settings): Promise<string> {
  const gitDir = shadowGitDirOf(folder, location);
  await mkdir(join(gitDir, "info"), { recursive: true, mode: 0o700 });
  await Promise.all(SHARED.map((name) => linkOnce(join(location.commonDir, name), join(gitDir, name))));
  const excludes = readSmallFile(join(location.commonDir, "info/exclude")) ?? "";
  await Promise.all([
    // Points to no commit: commands that work here name every commit and must not depend on the user's HEAD.
    writeChanged(join(gitDir, "HEAD"), "ref: refs/heads/.invalid\n"),
    writeChanged(join(gitDir, "config"), configText(settings, location)),
    writeChanged(join(gitDir, "info/exclude"), `${DEFAULT_IGNORES.join("\n")}\n${excludes}`),
  ]);
  return gitDir;
}

/** Each repository has its own folder, even where several repositories share the state folder. */
function shadowGitDirOf(folder: string, { commonDir }: Location): string {
  return join(folder, "git", createHash("sha256").update(commonDir).digest("hex").slice(0, 16));
}

/** Only some repositories have `lfs` and `reftable`. A dangling link does no harm. */
const SHARED = ["objects", "refs", "packed-refs", "reftable", "logs", "worktrees", "shallow", "lfs"];

/**
 * The settings that are copied from the repository: facts about its files and format, nothing that git runs or follows.
 */
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

/** The settings that apply to every command, whatever the user's config says. */
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
  return `# Made by milestone-tui for ${JSON.stringify(root)}; rewritten at every start.\n${text.join("")}`;
}

/** A partial clone fetches missing objects from the remote it was cloned from. */
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

/** Commits need an author. Where the user has configured none, it is the program. */
function identity({ repository, trusted }: Settings): readonly (readonly [string, string])[] {
  const isSet = (key: string) => repository.has(key) || trusted.has(key);
  return [
    ...(isSet("user.name") ? [] : [["user.name", "milestone-tui"] as const]),
    ...(isSet("user.email") ? [] : [["user.email", "milestone-tui@localhost"] as const]),
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

/** Writes atomically, since another run may be reading the file. */
async function writeChanged(path: string, text: string): Promise<void> {
  if (readSmallFile(path) === text) return;
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, text, { mode: 0o600 });
  await rename(temporary, path);
}
