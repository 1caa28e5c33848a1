import { parsePipRequirementsLine } from "pip-requirements-js";
import type { Requirement } from "pip-requirements-js";
import { REGISTRY, sourceOf } from "../package.ts";
import type { Package } from "../package.ts";
import { normalized } from "./python-name.ts";

/**
 * Reads requirements.txt and similar files: names, pins, URLs, `-e`, `--hash`. Lines with `-r` and `-c` name other
 * files, which are read when they change themselves. Index options are returned as packages named by their URL (see
 * `isIndex`).
 */
export function readRequirements(text: string): readonly Package[] {
  const lines = text
    .replace(/^\ufeff/, "")
    .replace(/\\\r?\n/g, " ")
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim());
  return lines.filter(Boolean).flatMap((line) => {
    const [, editable] = /^(?:-e|--editable)[\s=]+(.*)$/.exec(line) ?? [];
    if (editable !== undefined) return [fromUrl(editable)];
    const [, index] = /^(?:-i|--index-url|--extra-index-url|-f|--find-links)[\s=]+(\S+)/.exec(line) ?? [];
    if (index !== undefined)
      return [{ name: index, version: undefined, source: { kind: "http", url: index } as const }];
    if (line.startsWith("-")) return [];
    const hashes = [...line.matchAll(/--hash[= ](\S+)/g)].map(([, hash = ""]) => hash).sort();
    const bare = line.replace(/\s+--\w[\w-]*[= ]\S+/g, "");
    if (/^[\w+]+:\/\/|^git@|^\.{0,2}\//.test(bare)) return [fromUrl(bare)];
    return [pinned(bare, hashes) ?? declared(parsePipRequirementsLine(bare), bare, hashes)];
  });
}

/** Reads `name==version`, the form of nearly every line of a long file, for which a grammar would take seconds. */
function pinned(line: string, hashes: readonly string[]): Package | undefined {
  const [, name, version] = /^([A-Za-z0-9][\w.-]*)(?:\[[\w., -]*\])? ?== ?([\w.!+-]+)(?: ?;.*)?$/.exec(line) ?? [];
  if (name === undefined || version === undefined) return undefined;
  return {
    name: normalized(name),
    version,
    source: REGISTRY,
    spec: `==${version}`,
    ...(hashes.length === 0 ? {} : { integrity: hashes.join(" ") }),
  };
}

/**
 * Reads one PEP 508 requirement, as pyproject.toml lists them.
 * @throws Error where the text is not a requirement
 */
export function readRequirement(line: string): Package {
  return declared(parsePipRequirementsLine(line), line, []);
}

function declared(requirement: Requirement | null, line: string, hashes: readonly string[]): Package {
  if (requirement?.type === "ProjectURL") {
    const source = sourceOf(requirement.url);
    return {
      name: normalized(requirement.name),
      version: undefined,
      source: source.kind === "registry" ? { kind: "http", url: requirement.url } : source,
    };
  }
  if (requirement?.type !== "ProjectName") throw new Error(`not a requirement: ${line.slice(0, 60)}`);
  const spec = (requirement.versionSpec ?? []).map(({ operator, version }) => `${operator}${version}`).join(",");
  const [, version] = /(?:^|,)(?:===?|~=|>=)([^,*]+?)(?:\.\*)?(?:,|$)/.exec(spec) ?? [];
  return {
    name: normalized(requirement.name),
    version,
    source: REGISTRY,
    spec,
    ...(hashes.length === 0 ? {} : { integrity: hashes.join(" ") }),
  };
}

function fromUrl(url: string): Package {
  const named = /[#&]egg=([\w.-]+)/.exec(url)?.[1] ?? /([\w.-]+?)(?:\.git)?(?:[@#].*)?\/?$/.exec(url)?.[1] ?? url;
  const source = sourceOf(url);
  return {
    name: normalized(named),
    version: undefined,
    source: source.kind === "registry" ? { kind: "file", url } : source,
  };
}
