import { parse } from "smol-toml";
import { z } from "zod";
import { REGISTRY, versionIn } from "../package.ts";
import type { Package, Source } from "../package.ts";

const dependency = z.union([
  z.string(),
  z.looseObject({
    version: z.string().optional(),
    git: z.string().optional(),
    path: z.string().optional(),
    package: z.string().optional(),
    workspace: z.boolean().optional(),
  }),
]);
const table = z.record(z.string(), dependency).default({});
const groups = z.looseObject({ dependencies: table, "dev-dependencies": table, "build-dependencies": table });
const manifest = groups.extend({
  target: z.record(z.string(), groups).default({}),
  workspace: z.looseObject({ dependencies: table }).optional(),
  patch: z.record(z.string(), table).default({}),
});

/** Reads Cargo.toml: dependencies of every kind, target and workspace, and patches, which replace a package. */
export function readCargoToml(text: string): readonly Package[] {
  const { target, workspace, patch, ...own } = manifest.parse(parse(text));
  const tables = [own, ...Object.values(target)].flatMap((group) => [
    group.dependencies,
    group["dev-dependencies"],
    group["build-dependencies"],
  ]);
  return [...tables, workspace?.dependencies ?? {}, ...Object.values(patch)].flatMap((entries) =>
    Object.entries(entries).flatMap(([key, value]) => {
      const {
        version: spec = "*",
        git,
        path,
        package: name = key,
        workspace = false,
      } = typeof value === "string" ? { version: value } : value;
      if (workspace) return [];
      const source: Source =
        git !== undefined ? { kind: "git", url: git } : path !== undefined ? { kind: "file", url: path } : REGISTRY;
      return [{ name, version: versionIn(spec), spec, source, ...(name === key ? {} : { alias: key }) }];
    }),
  );
}

const lock = z.looseObject({
  package: z
    .array(
      z.looseObject({
        name: z.string(),
        version: z.string(),
        source: z.string().optional(),
        checksum: z.string().optional(),
      }),
    )
    .default([]),
});

/** Reads Cargo.lock. Packages without a source belong to the project and are left out. */
export function readCargoLock(text: string): readonly Package[] {
  return lock
    .parse(parse(text))
    .package.flatMap(({ name, version, source, checksum }) =>
      source === undefined ? [] : [{ name, version, integrity: checksum, ...origin(source) }],
    );
}

function origin(source: string): { source: Source; resolved?: string } {
  if (source.startsWith("git+")) return { source: { kind: "git", url: source } };
  const resolved = source.replace(/^(?:registry|sparse)\+/, "");
  // crates.io has two addresses: the git index and the sparse index.
  return {
    source: REGISTRY,
    resolved: resolved === "https://github.com/rust-lang/crates.io-index" ? "https://index.crates.io/" : resolved,
  };
}
