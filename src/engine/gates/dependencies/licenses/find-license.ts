import { messageOf } from "../../../model/errors.ts";
import type { Ecosystem, Package } from "../package.ts";
import { isWithin } from "../range.ts";
import { installedLicence } from "./installed.ts";
import type { Licence } from "./license.ts";
import { readLicence } from "./read-license.ts";
import { DEFAULT_REGISTRIES, REGISTRIES, registryOf } from "./registries.ts";
import { Server, Unreachable } from "./web.ts";
import type { Cache, Fetch } from "./web.ts";

export interface Found extends Licence {
  /** The package's own, or the newest where that is what its range comes to; undefined where nobody knows, and the licence is the newest's. */
  readonly version: string | undefined;
  /** Why there is no answer, where there is none. */
  readonly problem?: string | undefined;
}

export type FindLicence = (ecosystem: Ecosystem, one: Package) => Promise<Found>;

export interface LicenceSources {
  readonly root: string;
  readonly registries: Readonly<Record<string, string>>;
  readonly fetch: Fetch;
  readonly cache: Cache;
  readonly signal: AbortSignal;
}

/** Nobody could say: another thing than a package that states no licence. */
const UNKNOWN: Licence = { shown: "licence unknown", expression: undefined };

/** Looks in the lockfile, then among what is installed, then asks the registry. Only registry packages are asked for by name. */
export function licenceFinder({ root, registries, fetch, cache, signal }: LicenceSources): FindLicence {
  const servers = new Map<Ecosystem, Server>();
  const asked = new Map<string, Promise<Found>>();
  return async (ecosystem, one) => {
    const { name, version, licence } = one;
    if (licence !== undefined && licence !== "") return { ...readLicence(licence), version };
    const installed = version === undefined ? undefined : await installedLicence(root, ecosystem, name, version);
    if (installed !== undefined) return { ...readLicence(installed), version };
    const base = registryOf(ecosystem, registries);
    if (!isPublished(ecosystem, one, base))
      return { ...UNKNOWN, version, problem: "not from its registry, so that no registry can say" };
    const key = `${ecosystem}:${base === DEFAULT_REGISTRIES[ecosystem] ? "" : `${base}:`}${name}@${version ?? ""}`;
    const server = servers.get(ecosystem) ?? new Server(base, fetch, signal);
    servers.set(ecosystem, server);
    // Two lockfiles may bring one package: it is asked for once.
    const answer = asked.get(key) ?? remembered(key, cache, server, ecosystem, one);
    asked.set(key, answer);
    const found = await answer;
    return version !== undefined || found.version === undefined || isWithin(ecosystem, one.spec ?? "*", found.version)
      ? found
      : { ...found, version: undefined };
  };
}

async function remembered(
  key: string,
  cache: Cache,
  server: Server,
  ecosystem: Ecosystem,
  one: Package,
): Promise<Found> {
  if (one.version === undefined) return await ask(server, ecosystem, one, async () => {}); // the newest changes
  const kept = await cache.get(key);
  return kept === undefined
    ? await ask(server, ecosystem, one, async (answer) => {
        await cache.set(key, answer);
      })
    : { ...readLicence(kept), version: one.version };
}

async function ask(
  server: Server,
  ecosystem: Ecosystem,
  { name, version }: Package,
  keep: (licence: string) => Promise<void>,
): Promise<Found> {
  if (!isName(name) || (version !== undefined && !isName(version)))
    return { ...UNKNOWN, version, problem: "not a name that a registry could know" };
  try {
    const answer = await REGISTRIES[ecosystem](server, name, version);
    if (answer === undefined) return { ...UNKNOWN, version, problem: `${server.base} does not know it` };
    await keep(answer.licence ?? "");
    return { ...readLicence(answer.licence), version: version ?? answer.version };
  } catch (error) {
    if (error instanceof Unreachable) return { ...UNKNOWN, version, problem: error.message };
    // A registry's answer is from outside: whatever is wrong with it makes the licence unknown, not the run fail.
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

/** Hosts that serve one registry's files beside the one that answers questions. */
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

/** Whether a package comes from the registry that would be asked: another server may serve another package by that name. */
export function isPublished(ecosystem: Ecosystem, { source, resolved }: Package, base: string): boolean {
  if (source.kind !== "registry") return false;
  const host = hostOf(resolved);
  return host === undefined || FILE_HOSTS[ecosystem].includes(host) || host === hostOf(base);
}

/** `host:port`; undefined for what is no URL. */
export function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).host || undefined : undefined;
}

function isName(text: string): boolean {
  return text !== "" && text.length < 300 && !/[\s?#%\\]|(?:^|\/)\.{1,2}(?:\/|$)/.test(text);
}
