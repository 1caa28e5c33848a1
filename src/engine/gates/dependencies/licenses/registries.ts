import { z } from "zod";
import { isRecord, parseXml } from "../../xml.ts";
import type { Ecosystem } from "../package.ts";
import { licenseInModule } from "./go-module.ts";
import { readLicense } from "./read-license.ts";
import { verdictOf } from "./verdict.ts";
import type { Server } from "./web.ts";

/** A registry's answer on one version. */
export interface RegistryAnswer {
  readonly version: string;
  /** As stated; several licenses to choose from are joined with OR. Undefined where no license is stated. */
  readonly license: string | undefined;
}

/**
 * Asks a registry for a package; undefined where the registry does not have it. `version` undefined means the newest.
 */
export type RegistryLookup = (
  server: Server,
  name: string,
  version: string | undefined,
) => Promise<RegistryAnswer | undefined>;

export const DEFAULT_REGISTRIES: Readonly<Record<Ecosystem | "osv", string>> = {
  npm: "https://registry.npmjs.org",
  pypi: "https://pypi.org",
  cargo: "https://crates.io",
  go: "https://proxy.golang.org",
  rubygems: "https://rubygems.org",
  composer: "https://repo.packagist.org",
  maven: "https://repo1.maven.org/maven2",
  osv: "https://api.osv.dev",
};

/** Other names of ecosystems under which the config may give a base URL. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  pypi: ["python", "pip"],
  cargo: ["crates", "crates.io", "rust"],
  rubygems: ["ruby", "bundler"],
  composer: ["packagist", "php"],
  maven: ["java"],
  go: ["golang", "goproxy"],
  npm: ["node"],
};

/**
 * The base URL of a registry, exactly as configured: a mirror's path may end in `/pypi` or `/v1`, and is not changed.
 */
export function registryOf(ecosystem: Ecosystem | "osv", configured: Readonly<Record<string, string>>): string {
  const name = [ecosystem, ...(ALIASES[ecosystem] ?? [])].find((key) => configured[key] !== undefined) ?? "";
  return configured[name] ?? DEFAULT_REGISTRIES[ecosystem];
}

const part = encodeURIComponent;
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);

const npmLicense = z.union([z.string(), z.looseObject({ type: z.string() }).transform(({ type }) => type)]);

/** A published package.json, in its current and older shapes. */
export const npmAnswer = z
  .looseObject({
    version: z.string(),
    license: npmLicense.optional().catch(undefined),
    licenses: z.array(npmLicense).optional().catch(undefined),
  })
  .transform(({ version, license, licenses }): RegistryAnswer => ({
    version,
    license: license ?? joinAlternatives(licenses),
  }));
const packument = z.looseObject({
  versions: z.record(z.string(), npmAnswer),
  "dist-tags": z.looseObject({ latest: z.string().optional() }).default({}),
});

const npm: RegistryLookup = async (server, name, version) => {
  const path = `/${name.startsWith("@") ? `@${part(name.slice(1))}` : part(name)}`;
  const answer = await server.get(`${path}/${part(version ?? "latest")}`);
  return answer === undefined
    ? await fromPackument(server, path, version)
    : npmAnswer.parse(JSON.parse(await answer.text()));
};

/** For small registries, which serve only whole packages and no single versions. */
async function fromPackument(
  server: Server,
  path: string,
  version: string | undefined,
): Promise<RegistryAnswer | undefined> {
  const answer = await server.get(path);
  if (answer === undefined) return undefined;
  const { versions, ...rest } = packument.parse(JSON.parse(await answer.text()));
  return versions[version ?? rest["dist-tags"].latest ?? ""];
}

const pypiAnswer = z.looseObject({
  info: z.looseObject({
    version: z.string(),
    license_expression: text,
    license: text,
    classifiers: z.array(z.string()).default([]),
  }),
});

const pypi: RegistryLookup = async (server, name, version) => {
  const answer = await server.get(`/pypi/${part(name)}${version === undefined ? "" : `/${part(version)}`}/json`);
  if (answer === undefined) return undefined;
  const { info } = pypiAnswer.parse(JSON.parse(await answer.text()));
  return { version: info.version, license: pythonLicense(info.license_expression, info.license, info.classifiers) };
};

/**
 * The license of a Python package: the expression of PEP 639, else a short `License` field, else the classifiers, all
 * of which apply. Where the classifiers contradict the field, the result names both, and cannot be read as a license.
 */
export function pythonLicense(
  expression: string | undefined,
  field: string | undefined,
  classifiers: readonly string[],
): string | undefined {
  const short =
    field !== undefined &&
    field.trim() !== "" &&
    !field.trim().includes("\n") &&
    field.length <= 100 &&
    !/^(?:unknown|dual license|other|(?:see )?(?:the )?(?:licen[cs]e|copying)(?:\.\w+)?(?: file)?)$/i.test(field.trim())
      ? field
      : undefined;
  const named = classifiers
    .filter((one) => one.startsWith("License :: "))
    .map((one) => one.split(" :: ").at(-1) ?? "")
    .filter((one) => !/^OSI Approved$/.test(one));
  const classified = named.length === 0 ? undefined : named.join(" AND ");
  if (expression || short === undefined || classified === undefined) return expression || short || classified;
  return contradict(short, named) ? `contradictory: ${short}, but ${classified}` : short;
}

/**
 * Whether a permissive field contradicts a classifier that needs approval; a person has to find out which one is right.
 */
function contradict(field: string, classifiers: readonly string[]): boolean {
  const verdict = (stated: string) => verdictOf(readLicense(stated), { deny: [] });
  return (
    verdict(field) !== "denied" && classifiers.some((one) => verdict(one) === "denied" || /proprietary/i.test(one))
  );
}

const cargoAnswer = z.union([
  z.looseObject({ version: z.looseObject({ num: z.string(), license: text }) }).transform(({ version }) => version),
  z
    .looseObject({ versions: z.array(z.looseObject({ num: z.string(), license: text })) })
    .transform(({ versions }) => versions[0]),
]);

const cargo: RegistryLookup = async (server, name, version) => {
  const answer = await server.get(`/api/v1/crates/${part(name)}${version === undefined ? "" : `/${part(version)}`}`);
  const found = answer === undefined ? undefined : cargoAnswer.parse(JSON.parse(await answer.text()));
  return found === undefined ? undefined : { version: found.num, license: found.license };
};

const gemAnswer = z.looseObject({
  version: z.string().optional(),
  number: z.string().optional(),
  licenses: z.array(z.string()).nullish(),
});

const rubygems: RegistryLookup = async (server, name, version) => {
  const answer = await server.get(
    version === undefined
      ? `/api/v1/gems/${part(name)}.json`
      : `/api/v2/rubygems/${part(name)}/versions/${part(version)}.json`,
  );
  if (answer === undefined) return undefined;
  const gem = gemAnswer.parse(JSON.parse(await answer.text()));
  return { version: gem.version ?? gem.number ?? version ?? "", license: joinAlternatives(gem.licenses ?? undefined) };
};

const packagistAnswer = z.looseObject({
  packages: z.record(
    z.string(),
    z.array(
      z.looseObject({
        version: z.string(),
        license: z
          .union([z.array(z.string()), z.string().transform((one) => [one])])
          .optional()
          .catch(undefined),
      }),
    ),
  ),
});

const composer: RegistryLookup = async (server, name, version) => {
  const answer = await server.get(`/p2/${name.split("/").map(part).join("/")}.json`);
  if (answer === undefined) return undefined;
  const { packages } = packagistAnswer.parse(JSON.parse(await answer.text()));
  // The list leaves out fields that are the same as in the version before it (composer/metadata-minifier).
  let license: readonly string[] | undefined;
  for (const one of packages[name] ?? []) {
    license = one.license ?? license;
    const number = one.version.replace(/^v/, "");
    if (version === undefined || number === version.replace(/^v/, ""))
      return { version: number, license: joinAlternatives(license) };
  }
  return undefined;
};

const maven: RegistryLookup = async (server, name, version) => {
  const [group = "", artifact = ""] = name.split(":");
  const folder = `/${[...group.split("."), artifact].map(part).join("/")}`;
  const exact =
    version ??
    /<(?:release|latest)>([^<]+)</.exec((await (await server.get(`${folder}/maven-metadata.xml`))?.text()) ?? "")?.[1];
  const answer =
    exact === undefined ? undefined : await server.get(`${folder}/${part(exact)}/${part(artifact)}-${part(exact)}.pom`);
  if (answer === undefined || exact === undefined) return undefined;
  const { project } = await parseXml(await answer.text());
  return { version: exact, license: isRecord(project) ? await pomLicense(server, project, 5) : undefined };
};

/** The license of a pom, or of its parent where it states none. */
async function pomLicense(
  server: Server,
  project: Readonly<Record<string, unknown>>,
  depth: number,
): Promise<string | undefined> {
  const entries = isRecord(project["licenses"]) ? [project["licenses"]["license"]].flat() : [];
  const names = entries.flatMap((entry) =>
    isRecord(entry) && typeof entry["name"] === "string" ? [entry["name"]] : [],
  );
  if (names.length > 0) return joinAlternatives(names);
  const parent = project["parent"];
  if (!isRecord(parent) || depth === 0) return undefined;
  const [group = "", artifact = "", version = ""] = ["groupId", "artifactId", "version"].map((key) =>
    typeof parent[key] === "string" ? parent[key] : "",
  );
  const path = [...group.split("."), artifact, version, `${artifact}-${version}.pom`];
  const answer = await server.get(`/${path.map(part).join("/")}`);
  const above = answer === undefined ? {} : await parseXml(await answer.text());
  return isRecord(above["project"]) ? await pomLicense(server, above["project"], depth - 1) : undefined;
}

const go: RegistryLookup = async (server, name, version) => {
  const module = name
    .replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`)
    .split("/")
    .map(part)
    .join("/");
  const latest = version === undefined ? await (await server.get(`/${module}/@latest`))?.text() : undefined;
  const exact =
    version ??
    (latest === undefined ? undefined : z.looseObject({ Version: z.string() }).parse(JSON.parse(latest)).Version);
  const answer =
    exact === undefined
      ? undefined
      : await server.get(`/${module}/@v/${part(exact.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`))}.zip`);
  if (answer === undefined || exact === undefined) return undefined;
  return { version: exact, license: licenseInModule(Buffer.from(await answer.arrayBuffer()), `${name}@${exact}/`) };
};

export const REGISTRY_LOOKUPS: Readonly<Record<Ecosystem, RegistryLookup>> = {
  npm,
  pypi,
  cargo,
  go,
  rubygems,
  composer,
  maven,
};

function joinAlternatives(licenses: readonly string[] | undefined): string | undefined {
  if (licenses === undefined || licenses.length < 2) return licenses?.[0];
  return licenses.join(" OR ");
}
