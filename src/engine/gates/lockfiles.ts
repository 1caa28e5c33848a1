/** File names of the lockfiles of all known package managers, as these write them. */
export const LOCKFILE_NAMES: readonly string[] = [
  "package-lock.json",
  "npm-shrinkwrap.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "bun.lock",
  "bun.lockb",
  "deno.lock",
  "poetry.lock",
  "uv.lock",
  "pdm.lock",
  "Pipfile.lock",
  "pylock.toml",
  "Cargo.lock",
  "go.sum",
  "Gemfile.lock",
  "gems.locked",
  "composer.lock",
  "gradle.lockfile",
  "packages.lock.json",
  "mix.lock",
  "pubspec.lock",
  "Podfile.lock",
  "Package.resolved",
  "flake.lock",
];

const LOWER_CASE_NAMES: ReadonlySet<string> = new Set(LOCKFILE_NAMES.map((name) => name.toLowerCase()));

/** Whether a path is a lockfile by its name, in any case. Any other `*.lock` is an ordinary file. */
export function isLockfile(path: string): boolean {
  return LOWER_CASE_NAMES.has(path.slice(path.lastIndexOf("/") + 1).toLowerCase());
}
