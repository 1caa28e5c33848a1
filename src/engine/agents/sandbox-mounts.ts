// Which parts of the file system a confined agent may write, and which it cannot read.
import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, sep } from "node:path";
import { worktreesFolder } from "../git/worktree/lane-path.ts";
import { checkoutOf, worktreePlace, type WorktreePlace } from "../git/worktree/worktree-place.ts";
import type { Guard } from "../process/processes.ts";
import type { Layer } from "../process/sandbox.ts";
import type { AgentTask } from "./agent.ts";

export interface MountOptions {
  readonly task: AgentTask;
  readonly userHome: string | undefined;
  readonly agentHome: string | undefined;
  /** Paths that the agent may write; relative to the user's home, or absolute. */
  readonly homePaths: readonly string[];
  readonly temporary: string | undefined;
}

/** Caches of package managers. Test runs need to write them, and they contain none of the user's work. */
const CACHES = [
  ".cache",
  ".npm",
  ".yarn",
  ".pnpm-store",
  ".local/share/pnpm",
  ".bun/install/cache",
  ".cargo/registry",
  ".cargo/git",
  "go/pkg",
  ".gradle/caches",
  ".gradle/daemon",
  ".gradle/wrapper",
  ".m2/repository",
  ".nuget/packages",
  ".gem",
  ".bundle/cache",
];

/** Credentials. Without them an agent cannot push, open a pull request or leak them. */
const SECRETS = [
  ".ssh",
  ".gnupg",
  ".aws",
  ".azure",
  ".kube",
  ".docker",
  ".config/gh",
  ".config/hub",
  ".config/gcloud",
  ".config/glab-cli",
  ".netrc",
  ".git-credentials",
  ".config/git/credentials",
  ".password-store",
  ".local/share/keyrings",
  ".pypirc",
  ".vault-token",
  ".terraform.d",
];

/** Read-only entries of the repository's `.git`: what git executes, what redirects git, and the HEAD of the user. */
const GUARDED = ["config", "config.worktree", "hooks", "info", "HEAD", "modules"];

/**
 * Returns the mounts of a task. A later mount overrides an earlier one that contains it. Paths that do not exist are
 * omitted, and symbolic links are resolved.
 */
export function layersFor({ task, userHome, agentHome, homePaths, temporary }: MountOptions): readonly Layer[] {
  const place = worktreePlace(task.cwd);
  const below = (names: readonly string[]) =>
    userHome === undefined ? [] : names.map((name) => (isAbsolute(name) ? name : join(userHome, name)));
  const allowed = below(homePaths);
  const hidden = below(SECRETS).filter((path) => !allowed.includes(path));
  const paths: readonly (readonly [Layer["access"], string])[] = [
    ...["/tmp", "/var/tmp", "/dev/shm", ...(temporary === undefined ? [] : [temporary])].map(
      (path) => ["write", path] as const,
    ),
    ...below(CACHES).map((path) => ["write", path] as const),
    ...allowed.map((path) => ["write", path] as const),
    // The user's checkout and the other worktrees, which may lie in a folder that was just made writable.
    ...(place === undefined || place.commonDir === place.gitDir
      ? []
      : ([
          ["read", checkoutOf(place)],
          ["read", worktreesFolder(task.cwd) ?? dirname(task.cwd)],
        ] as const)),
    ["read", dirname(dirname(task.scratch))],
    ...(agentHome === undefined ? [] : [["write", agentHome] as const]),
    ...(place === undefined ? [] : [["write", place.commonDir] as const]),
    ["write", task.cwd],
    ...otherAdminFolders(place).map((path) => ["read", path] as const),
    ...(place === undefined ? [] : GUARDED.map((name) => ["read", join(place.commonDir, name)] as const)),
    ...(place === undefined || place.commonDir === place.gitDir ? [] : [["read", join(task.cwd, ".git")] as const]),
    ["write", task.scratch],
    ...hidden.map((path) => ["none", path] as const),
  ];
  return paths.flatMap(([access, path]) => layer(access, path));
}

/** The git folders of other worktrees: their HEAD, and what is staged there. */
function otherAdminFolders(place: WorktreePlace | undefined): readonly string[] {
  if (place === undefined || place.commonDir === place.gitDir) return [];
  const folder = join(place.commonDir, "worktrees");
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => path !== place.gitDir);
}

/**
 * Returns a guard that mounts the user's checkout and the other lanes read-only, where an agent works in a linked
 * worktree. The repository's `.git` stays writable, since git in the worktree needs it.
 */
export function checkoutGuard({ cwd, scratch }: Pick<AgentTask, "cwd" | "scratch">): Guard | undefined {
  const place = worktreePlace(cwd);
  if (place === undefined || place.commonDir === place.gitDir || basename(place.commonDir) !== ".git") return undefined;
  const closed = existing([checkoutOf(place), worktreesFolder(cwd), ...otherAdminFolders(place)]);
  const open = existing([place.commonDir, cwd, dirname(scratch)]);
  if (closed.length === 0) return undefined;
  return { closed, open: open.filter((path) => closed.some((folder) => path.startsWith(`${folder}${sep}`))) };
}

/** Returns the paths that exist, with symbolic links resolved. */
function existing(paths: readonly (string | undefined)[]): readonly string[] {
  return paths.flatMap((path) => (path !== undefined && existsSync(path) ? [realpathSync.native(path)] : []));
}

function layer(access: Layer["access"], path: string): readonly Layer[] {
  try {
    const entry = statSync(path, { throwIfNoEntry: false });
    if (entry === undefined) return [];
    const real = realpathSync.native(path);
    return [access === "none" ? { access, path: real, isFolder: entry.isDirectory() } : { access, path: real }];
  } catch {
    return [];
  }
}

/**
 * Returns the environment for an agent with a separate home folder. Removes the variables that locate the user's
 * home, settings and data. Adds variables that keep the toolchains and caches of the user's home in use.
 */
export function homeVariables(environment: Readonly<Record<string, string>>): Record<string, string> {
  const set = Object.fromEntries(
    Object.entries(environment).filter(([name]) => !["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"].includes(name)),
  );
  const home = environment["HOME"];
  if (home === undefined) return set;
  const toolchains = Object.fromEntries(
    Object.entries(TOOLCHAINS).flatMap(([name, folder]) => (name in set ? [] : [[name, join(home, folder)]])),
  );
  return { ...set, ...toolchains };
}

/** Variables by which toolchains and caches are found, and their default folder in the home. */
const TOOLCHAINS: Readonly<Record<string, string>> = {
  CARGO_HOME: ".cargo",
  RUSTUP_HOME: ".rustup",
  GOPATH: "go",
  PYENV_ROOT: ".pyenv",
  RBENV_ROOT: ".rbenv",
  NVM_DIR: ".nvm",
  VOLTA_HOME: ".volta",
  ASDF_DATA_DIR: ".asdf",
  GRADLE_USER_HOME: ".gradle",
  npm_config_cache: ".npm",
  XDG_CACHE_HOME: ".cache",
};
