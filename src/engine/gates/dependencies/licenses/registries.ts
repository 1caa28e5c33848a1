import { z } from "zod";
import { isRecord, parseXml } from "../../xml.ts";
import type { Ecosystem } from "../package.ts";
import { licenceInModule } from "./go-module.ts";
import { readLicence } from "./read-license.ts";
import { verdictOf } from "./verdict.ts";
import type { Server } from "./web.ts";

/** What a registry says of one version. */
export interface Registered {
  readonly version: string;
  /** As stated; several that are a choice are joined with OR. Undefined where nothing is stated. */
  readonly licence: string | undefined;
}

/** Asks a registry; undefined where it knows no such package. `version` undefined means the newest. */
export type Ask = (server: Server, name: string, version: string | undefined) => Promise<Registered | undefined>;

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

/** Other names under which the config may give a base URL. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  pypi: ["python", "pip"],
  cargo: ["crates", "crates.io", "rust"],
  rubygems: ["ruby", "bundler"],
  composer: ["packagist", "php"],
  maven: ["java"],
  go: ["golang", "goproxy"],
  npm: ["node"],
};

/** The base URL exactly as configured: a mirror's path may well end in `/pypi` or `/v1`, and is its own affair. */
export function registryOf(ecosystem: Ecosystem | "osv", configured: Readonly<Record<string, string>>): string {
  const name = [ecosystem, ...(ALIASES[ecosystem] ?? [])].find((key) => configured[key] !== undefined) ?? "";
  return configured[name] ?? DEFAULT_REGISTRIES[ecosystem];
}

const part = encodeURIComponent;
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);

const npmLicence = z.union([z.string(), z.looseObject({ type: z.string() }).transform(({ type }) => type)]);

/** A package.json as it is published, of any age. */
export const npmAnswer = z
  .looseObject({
    version: z.string(),
    license: npmLicence.optional().catch(undefined),
    licenses: z.array(npmLicence).optional().catch(undefined),
  })
  .transform(({ version, license, licenses }): Registered => ({ version, licence: license ?? anyOf(licenses) }));
const packument = z.looseObject({
  versions: z.record(z.string(), npmAnswer),
  "dist-tags": z.looseObject({ latest: z.string().optional() }).default({}),
});

const npm: Ask = async (server, name, version) => {
  const path = `/${name.startsWith("@") ? `@${part(name.slice(1))}` : part(name)}`;
  const answer = await server.get(`${path}/${part(version ?? "latest")}`);
  return answer === undefined
    ? await fromPackument(server, path, version)
    : npmAnswer.parse(JSON.parse(await answer.text()));
};

/** Small registries serve whole packages only. */
async function fromPackument(
  server: Server,
  path: string,
  version: string | undefined,
): Promise<Registered | undefined> {
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

const pypi: Ask = async (server, name, version) => {
  const answer = await server.get(`/pypi/${part(name)}${version === undefined ? "" : `/${part(version)}`}/json`);
  if (answer === undefined) return undefined;
  const { info } = pypiAnswer.parse(JSON.parse(await answer.text()));
  return { version: info.version, licence: pythonLicence(info.license_expression, info.license, info.classifiers) };
};

/** PEP 639's expression, else a short `License` field and the classifiers, all of which apply: where these contradict the field, both are kept. */
export function pythonLicence(
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

/** A permissive field beside a classifier that asks: whoever is right, a person has to find out. */
function contradict(field: string, classifiers: readonly string[]): boolean {
  const verdict = (stated: string) => verdictOf(readLicence(stated), { deny: [] });
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

const cargo: Ask = async (server, name, version) => {
  const answer = await server.get(`/api/v1/crates/${part(name)}${version === undefined ? "" : `/${part(version)}`}`);
  const found = answer === undefined ? undefined : cargoAnswer.parse(JSON.parse(await answer.text()));
  return found === undefined ? undefined : { version: found.num, licence: found.license };
};

const gemAnswer = z.looseObject({
  version: z.string().optional(),
  number: z.string().optional(),
  licenses: z.array(z.string()).nullish(),
});

const rubygems: Ask = async (server, name, version) => {
  const answer = await server.get(
    version === undefined
      ? `/api/v1/gems/${part(name)}.json`
      : `/api/v2/rubygems/${part(name)}/versions/${part(version)}.json`,
  );
  if (answer === undefined) return undefined;
  const gem = gemAnswer.parse(JSON.parse(await answer.text()));
  return { version: gem.version ?? gem.number ?? version ?? "", licence: anyOf(gem.licenses ?? undefined) };
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

const composer: Ask = async (server, name, version) => {
  const answer = await server.get(`/p2/${name.split("/").map(part).join("/")}.json`);
  if (answer === undefined) return undefined;
  const { packages } = packagistAnswer.parse(JSON.parse(await answer.text()));
  // The list leaves out what stayed the same since the version before it (composer/metadata-minifier).
  let licence: readonly string[] | undefined;
  for (const one of packages[name] ?? []) {
    licence = one.license ?? licence;
    const number = one.version.replace(/^v/, "");
    if (version === undefined || number === version.replace(/^v/, ""))
      return { version: number, licence: anyOf(licence) };
  }
  return undefined;
};

const maven: Ask = async (server, name, version) => {
  const [group = "", artifact = ""] = name.split(":");
  const folder = `/${[...group.split("."), artifact].map(part).join("/")}`;
  const exact =
    version ??
    /<(?:release|latest)>([^<]+)</.exec((await (await server.get(`${folder}/maven-metadata.xml`))?.text()) ?? "")?.[1];
  const answer =
    exact === undefined ? undefined : await server.get(`${folder}/${part(exact)}/${part(artifact)}-${part(exact)}.pom`);
  if (answer === undefined || exact === undefined) return undefined;
  const { project } = await parseXml(await answer.text());
  return { version: exact, licence: isRecord(project) ? await pomLicence(server, project, 5) : undefined };
};

/** A pom without licences has its parent's. */
async function pomLicence(
  server: Server,
  project: Readonly<Record<string, unknown>>,
  depth: number,
): Promise<string | undefined> {
  const entries = isRecord(project["licenses"]) ? [project["licenses"]["license"]].flat() : [];
  const names = entries.flatMap((entry) =>
    isRecord(entry) && typeof entry["name"] === "string" ? [entry["name"]] : [],
  );
  if (names.length > 0) return anyOf(names);
  const parent = project["parent"];
  if (!isRecord(parent) || depth === 0) return undefined;
  const [group, artifact, version] = ["groupId", "artifactId", "version"].map((key) =>
    typeof parent[key] === "string" ? parent[key] : "",
  );
  const answer = await server.get(
    `/${[...(group ?? "").split("."), artifact ?? "", version ?? "", `${artifact}-${version}.pom`].map(part).join("/")}`,
  );
  const above = answer === undefined ? {} : await parseXml(await answer.text());
  return isRecord(above["project"]) ? await pomLicence(server, above["project"], depth - 1) : undefined;
}

const go: Ask = async (server, name, version) => {
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
  return { version: exact, licence: licenceInModule(Buffer.from(await answer.arrayBuffer()), `${name}@${exact}/`) };
};

export const REGISTRIES: Readonly<Record<Ecosystem, Ask>> = { npm, pypi, cargo, go, rubygems, composer, maven };

function anyOf(licences: readonly string[] | undefined): string | undefined {
  if (licences === undefined || licences.length < 2) return licences?.[0];
  return licences.join(" OR ");
}
