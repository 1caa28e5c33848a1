import { z } from "zod";
import { REGISTRY } from "../package.ts";
import type { Package, Source } from "../package.ts";

const resolution = z.looseObject({
  integrity: z.string().optional(),
  tarball: z.string().optional(),
  repo: z.string().optional(),
  commit: z.string().optional(),
  directory: z.string().optional(),
});
type Resolution = z.output<typeof resolution>;

/**
 * Reads pnpm-lock.yaml, lockfile versions 5 to 9. pnpm writes one entry per block with fixed indentation. Reading these
 * by line, and only unusual blocks as YAML, takes a hundredth of the time of a YAML parser for the whole file.
 */
export async function readPnpmLock(text: string): Promise<readonly Package[]> {
  if (!/^lockfileVersion:/m.test(text)) throw new Error("no lockfileVersion");
  const packages: Package[] = [];
  for (const [key, block] of entriesOf(text, "packages")) packages.push(...locked(key, await resolutionOf(block)));
  return packages;
}

function* entriesOf(text: string, section: string): Generator<[string, string]> {
  let inside = false;
  let key: string | undefined;
  let block: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const top = /^[^\s#]/.test(line);
    if (top && !/^(?:[\w.-]+:|---$|'[^']*':)/.test(line))
      throw new Error(`not a line of a lockfile: ${line.slice(0, 40)}`);
    const starts = inside && /^ {2}\S/.test(line);
    if ((top || starts) && key !== undefined) {
      yield [key, block.join("\n")];
      key = undefined;
      block = [];
    }
    if (top) inside = line === `${section}:`;
    else if (starts) key = keyOf(line);
    else if (key !== undefined) block.push(line);
  }
  if (key !== undefined) yield [key, block.join("\n")];
}

function keyOf(line: string): string {
  const [, quoted, bare] = /^ {2}(?:'([^']+)'|"[^"]*"|([^\s'":][^'"]*)):$/.exec(line) ?? [];
  const key = quoted ?? bare;
  if (key === undefined) throw new Error(`not a package: ${line.trim().slice(0, 40)}`);
  return key;
}

async function resolutionOf(block: string): Promise<Resolution> {
  const [, simple] = /^ {4}resolution: \{integrity: ([\w+/=-]+)\}$/m.exec(block) ?? [];
  if (simple !== undefined) return { integrity: simple };
  const { readYaml } = await import("./read-yaml.ts");
  return z.looseObject({ resolution }).parse(readYaml(block)).resolution;
}

/** `/name/1.0.0_peer@2`, `/@s/name@1.0.0(peer@2)`, `name@1.0.0`, `name@https://…`, `github.com/user/repo/hash`. */
function locked(key: string, { integrity, tarball, repo, commit, directory }: Resolution): readonly Package[] {
  const bare = key.replace(/^\//, "").replace(/\(.*\)$/, "");
  const [, name = bare, version = ""] = /^((?:@[^/@]+\/)?[^/@]+)[@/](.*)$/.exec(bare) ?? [];
  const source: Source =
    directory !== undefined
      ? { kind: "file", url: directory }
      : repo !== undefined
        ? { kind: "git", url: `${repo}#${commit ?? ""}` }
        : tarball !== undefined
          ? { kind: "http", url: tarball }
          : REGISTRY;
  // A tarball with a plain version comes from a registry that names its files differently.
  const isRegistry = source.kind === "registry" || (source.kind === "http" && /^\d[\w.+-]*(?:_.*)?$/.test(version));
  return [
    {
      name,
      version: version.replace(/_.*$/, ""),
      source: isRegistry ? REGISTRY : source,
      resolved: tarball,
      integrity,
    },
  ];
}
