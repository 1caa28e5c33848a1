import { messageOf } from "../../../model/errors.ts";
import type { Ecosystem, Package } from "../package.ts";
import { isWithin } from "../range.ts";
import { installedLicense } from "./installed.ts";
import type { License } from "./license.ts";
import { readLicense } from "./read-license.ts";
import { DEFAULT_REGISTRIES, REGISTRY_LOOKUPS, registryOf } from "./registries.ts";
import { Server, Unreachable } from "./web.ts";
import type { Cache, Fetch } from "./web.ts";

export interface FoundLicense extends License {
  /**
   * The package's version, or the newest one where that is within the package's range. Undefined where the installed
   * version is not known; the license is then that of the newest version.
   */
  readonly version: string | undefined;
  /** Why the license was not found, where it was not. */
  readonly problem?: string | undefined;
}

export type FindLicense = (ecosystem: Ecosystem, requested: Package) => Promise<FoundLicense>;

export interface LicenseSources {
  readonly root: string;
  readonly registries: Readonly<Record<string, string>>;
  readonly fetch: Fetch;
  readonly cache: Cache;
  readonly signal: AbortSignal;
}

/** The lookup failed, which differs from a package that states no license. */
const UNKNOWN: License = { shown: "licence unknown", expression: undefined };

/**
 * Returns a function that finds the license of a package in the lockfile, else in the installed package, else in the
 * registry. A registry is asked only for packages that come from it.
 */
export function licenseFinder({ root, registries, fetch, cache, signal }: LicenseSources): FindLicense {
  const servers = new Map<Ecosystem, Server>();
  const asked = new Map<string, Promise<FoundLicense>>();
  return async (ecosystem, requested) => {
    const { name, version, license } = requested;
    if (license !== undefined && license !== "") return { ...readLicense(license), version };
    const installed = version === undefined ? undefined : await installedLicense(root, ecosystem, name, version);
    if (installed !== undefined) return { ...readLicense(installed), version };
    const base = registryOf(ecosystem, registries);
    if (!isPublished(ecosystem, requested, base))
      return { ...UNKNOWN, version, problem: "not from its registry, so that no registry can be asked" };
    const key = `${ecosystem}:${base === DEFAULT_REGISTRIES[ecosystem] ? "" : `${base}:`}${name}@${version ?? ""}`;
    const server = servers.get(ecosystem) ?? new Server(base, fetch, signal);
    servers.set(ecosystem, server);
    // A package in two lockfiles is looked up once.
    const answer = asked.get(key) ?? lookUpCached(key, cache, server, ecosystem, requested);
    asked.set(key, answer);
    const found = await answer;
    return version !== undefined ||
      found.version === undefined ||
      isWithin(ecosystem, requested.spec ?? "*", found.version)
      ? found
      : { ...found, version: undefined };
  };
}

async function lookUpCached(
  key: string,
  cache: Cache,
  server: Server,
  ecosystem: Ecosystem,
  requested: Package,
): Promise<FoundLicense> {
  // Which version is the newest changes, so that its answer is not kept.
  if (requested.version === undefined) return await lookUp(server, ecosystem, requested, async () => {});
  const kept = await cache.get(key);
  return kept === undefined
    ? await lookUp(server, ecosystem, requested, async (answer) => {
        await cache.set(key, answer);
      })
    : { ...readLicense(kept), version: requested.version };
}

async function lookUp(
  server: Server,
  ecosystem: Ecosystem,
  { name, version }: Package,
  keep: (license: string) => Promise<void>,
): Promise<FoundLicense> {
  if (!isName(name) || (version !== undefined && !isName(version)))
    return { ...UNKNOWN, version, problem: "not a valid package name" };
  try {
    const answer = await REGISTRY_LOOKUPS[ecosystem](server, name, version);
    if (answer === undefined) return { ...UNKNOWN, version, problem: `${server.base} does not know it` };
    await keep(answer.license ?? "");
    return { ...readLicense(answer.license), version: version ?? answer.version };
  } catch (error) {
    if (error instanceof Unreachable) return { ...UNKNOWN, version, problem: error.message };
    // Answers come from outside: an invalid answer makes the license unknown, and must not fail the run.
    if (
      error instanceof SyntaxError ||
      (error instanceof Error && /^(?:\$?ZodError|Error|RangeError|TypeError)$/.test(error.name))
    ) {
      return {
        ...UNKNOWN,
        version,
        problem: `${server.base} gave an answer that cannot be read: ${messageOf(error).split("\n", 1)[0]}`,
      };
    }
    throw error;
  }
}

/** Hosts that serve the files of a registry, besides the host of its API. */
const FILE_HOSTS: Readonly<Record<Ecosystem, readonly string[]>> = {
  npm: ["registry.npmjs.org", "registry.yarnpkg.com"],
  pypi: ["pypi.org", "files.pythonhosted.org"],
  cargo: ["crates.io", "static.crates.io", "index.crates.io"],
  go: ["proxy.golang.org"],
  rubygems: ["rubygems.org", "index.rubygems.org"],
  composer: [
    "api.github.com",
    "github.com",
    "codeload.github.com",
    "gitlab.com",
    "repo.packagist.org",
    "packagist.org",
  ],
  maven: ["repo1.maven.org", "repo.maven.apache.org"],
};

/**
 * Whether a package comes from the registry that would be asked. Another server may have another package of that name.
 */
export function isPublished(ecosystem: Ecosystem, { source, resolved }: Package, base: string): boolean {
  if (source.kind !== "registry") return false;
  const host = hostOf(resolved);
  return host === undefined || FILE_HOSTS[ecosystem].includes(host) || host === hostOf(base);
}

/** `host:port`; undefined where the text is not a URL. */
export function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).host || undefined : undefined;
}

function isName(text: string): boolean {
  return text !== "" && text.length < 300 && !/[\s?#%\\]|(?:^|\/)\.{1,2}(?:\/|$)/.test(text);
}
