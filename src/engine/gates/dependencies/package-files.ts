import { posix } from "node:path";
import type { Ecosystem, Reader } from "./package.ts";

/**
 * A file that lists the packages of a project, and its reader, which is loaded only where a diff contains such a file.
 */
export interface PackageFile {
  readonly ecosystem: Ecosystem;
  /** A manifest lists the requested packages and ranges, a lockfile the installed packages and versions. */
  readonly role: "manifest" | "lockfile";
  /** Bytes; a larger file cannot be read within a gate's time. */
  readonly limit: number;
  readonly load: () => Promise<Reader>;
}

const JSON_LIMIT = 6_000_000;
const TEXT_LIMIT = 4_000_000;
const TOML_LIMIT = 4_000_000;

const BY_NAME: Readonly<Record<string, PackageFile>> = {
  "package.json": manifest("npm", JSON_LIMIT, async () => (await import("./readers/package-json.ts")).readPackageJson),
  "package-lock.json": lockfile("npm", JSON_LIMIT, async () => (await import("./readers/npm-lock.ts")).readNpmLock),
  "npm-shrinkwrap.json": lockfile("npm", JSON_LIMIT, async () => (await import("./readers/npm-lock.ts")).readNpmLock),
  "pnpm-lock.yaml": lockfile("npm", TEXT_LIMIT, async () => (await import("./readers/pnpm-lock.ts")).readPnpmLock),
  "yarn.lock": lockfile("npm", TEXT_LIMIT, async () => (await import("./readers/yarn-lock.ts")).readYarnLock),
  "bun.lock": lockfile("npm", JSON_LIMIT, async () => (await import("./readers/bun-lock.ts")).readBunLock),
  "pyproject.toml": manifest(
    "pypi",
    TOML_LIMIT,
    async () => (await import("./readers/python-projects.ts")).readPyproject,
  ),
  pipfile: manifest("pypi", TOML_LIMIT, async () => (await import("./readers/python-projects.ts")).readPipfile),
  "pipfile.lock": lockfile("pypi", JSON_LIMIT, async () => (await import("./readers/python-locks.ts")).readPipfileLock),
  "poetry.lock": lockfile("pypi", TOML_LIMIT, async () => (await import("./readers/python-locks.ts")).readPythonLock),
  "uv.lock": lockfile("pypi", TOML_LIMIT, async () => (await import("./readers/python-locks.ts")).readPythonLock),
  "pdm.lock": lockfile("pypi", TOML_LIMIT, async () => (await import("./readers/python-locks.ts")).readPythonLock),
  "pylock.toml": lockfile("pypi", TOML_LIMIT, async () => (await import("./readers/python-locks.ts")).readPythonLock),
  "cargo.toml": manifest("cargo", TOML_LIMIT, async () => (await import("./readers/cargo.ts")).readCargoToml),
  "cargo.lock": lockfile("cargo", TOML_LIMIT, async () => (await import("./readers/cargo.ts")).readCargoLock),
  "go.mod": manifest("go", TEXT_LIMIT, async () => (await import("./readers/go.ts")).readGoMod),
  "go.sum": lockfile("go", TEXT_LIMIT, async () => (await import("./readers/go.ts")).readGoSum),
  gemfile: manifest("rubygems", TEXT_LIMIT, async () => (await import("./readers/bundler.ts")).readGemfile),
  "gems.rb": manifest("rubygems", TEXT_LIMIT, async () => (await import("./readers/bundler.ts")).readGemfile),
  "gemfile.lock": lockfile("rubygems", TEXT_LIMIT, async () => (await import("./readers/bundler.ts")).readGemfileLock),
  "gems.locked": lockfile("rubygems", TEXT_LIMIT, async () => (await import("./readers/bundler.ts")).readGemfileLock),
  "composer.json": manifest(
    "composer",
    JSON_LIMIT,
    async () => (await import("./readers/composer.ts")).readComposerJson,
  ),
  "composer.lock": lockfile(
    "composer",
    JSON_LIMIT,
    async () => (await import("./readers/composer.ts")).readComposerLock,
  ),
  "pom.xml": manifest("maven", 1_000_000, async () => (await import("./readers/maven.ts")).readPom),
};

const REQUIREMENTS = manifest(
  "pypi",
  1_000_000,
  async () => (await import("./readers/requirements.ts")).readRequirements,
);

/** Returns the package file that a path is by its name; undefined for any other file. */
export function packageFileAt(path: string): PackageFile | undefined {
  const name = posix.basename(path).toLowerCase();
  if (Object.hasOwn(BY_NAME, name)) return BY_NAME[name];
  const isRequirements =
    /^(?:[\w.-]*requirements|constraints)[\w.-]*\.(?:txt|in|pip)$/.test(name) ||
    /(?:^|\/)requirements\/[^/]+\.(?:txt|in)$/i.test(path);
  return isRequirements ? REQUIREMENTS : undefined;
}

function manifest(ecosystem: Ecosystem, limit: number, load: PackageFile["load"]): PackageFile {
  return { ecosystem, role: "manifest", limit, load };
}

function lockfile(ecosystem: Ecosystem, limit: number, load: PackageFile["load"]): PackageFile {
  return { ecosystem, role: "lockfile", limit, load };
}
