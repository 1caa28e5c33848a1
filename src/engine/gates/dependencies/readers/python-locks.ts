import { parse } from "smol-toml";
import { z } from "zod";
import { REGISTRY } from "../package.ts";
import type { Package, Source } from "../package.ts";
import { normalized } from "./python-name.ts";

const file = z.looseObject({
  hash: z.string().optional(),
  url: z.string().optional(),
  hashes: z.record(z.string(), z.string()).optional(),
});
const source = z.looseObject({
  type: z.string().optional(),
  url: z.string().optional(),
  reference: z.string().optional(),
  registry: z.string().optional(),
  git: z.string().optional(),
  path: z.string().optional(),
  directory: z.string().optional(),
  editable: z.string().optional(),
  virtual: z.string().optional(),
});
const entry = z.looseObject({
  name: z.string(),
  version: z.string().optional(),
  source: source.optional(),
  files: z.array(file).optional(),
  sdist: file.optional(),
  wheels: z.array(file).optional(),
  git: z.string().optional(),
  vcs: source.optional(),
  archive: source.optional(),
  directory: source.optional(),
});
type Entry = z.output<typeof entry>;
const lock = z.looseObject({
  package: z.array(entry).optional(),
  packages: z.array(entry).optional(),
  metadata: z.looseObject({ files: z.record(z.string(), z.array(file)).optional() }).optional(),
});

/** Reads poetry.lock, uv.lock, pdm.lock and pylock.toml (PEP 751): TOML with one table per package. */
export function readPythonLock(text: string): readonly Package[] {
  const { package: one, packages: several, metadata } = lock.parse(parse(text));
  const entries = one ?? several;
  if (entries === undefined && !/^(?:version|lock-version|\[metadata)/m.test(text)) throw new Error("no packages");
  return (entries ?? []).flatMap((entry) => locked(entry, metadata?.files?.[entry.name] ?? []));
}

function locked(entry: Entry, older: readonly z.output<typeof file>[]): readonly Package[] {
  const from = sourceIn(entry);
  if (from.kind === "file") return [];
  const files = [
    ...(entry.files ?? []),
    ...(entry.wheels ?? []),
    ...(entry.sdist === undefined ? [] : [entry.sdist]),
    ...older,
  ];
  const hashes = files
    .flatMap(({ hash, hashes = {} }) => [hash, ...Object.values(hashes)])
    .filter((hash) => hash !== undefined);
  const index = entry.source?.registry ?? (entry.source?.type === "legacy" ? entry.source.url : undefined);
  return [
    {
      name: normalized(entry.name),
      version: entry.version,
      source: from,
      resolved: files.find(({ url }) => url !== undefined)?.url ?? index,
      integrity: hashes.length === 0 ? undefined : hashes.sort().join(" "),
    },
  ];
}

function sourceIn({ source: from = {}, git, vcs, archive, directory }: Entry): Source {
  const local =
    from.path ??
    from.directory ??
    from.editable ??
    from.virtual ??
    directory?.path ??
    (/^(?:file|directory)$/.test(from.type ?? "") ? from.url : undefined);
  if (local !== undefined) return { kind: "file", url: local };
  const repository =
    from.git ?? git ?? vcs?.url ?? (from.type === "git" ? `${from.url ?? ""}#${from.reference ?? ""}` : undefined);
  if (repository !== undefined) return { kind: "git", url: repository };
  const url =
    archive?.url ??
    (from.type === "url" || (from.type === undefined && from.registry === undefined) ? from.url : undefined);
  return url === undefined ? REGISTRY : { kind: "http", url };
}

const pipfileLock = z.looseObject({
  default: z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      hashes: z.array(z.string()).optional(),
      git: z.string().optional(),
      path: z.string().optional(),
    }),
  ),
});

export function readPipfileLock(text: string): readonly Package[] {
  const raw: unknown = JSON.parse(text);
  const { default: main } = pipfileLock.parse(raw);
  const dev = z.looseObject({ develop: pipfileLock.shape.default.default({}) }).parse(raw).develop;
  return [...Object.entries(main), ...Object.entries(dev)].flatMap(([name, { version, hashes, git, path }]) =>
    path === undefined
      ? [
          {
            name: normalized(name),
            version: version?.replace(/^==/, ""),
            source: git === undefined ? REGISTRY : { kind: "git" as const, url: git },
            integrity: hashes?.toSorted().join(" "),
          },
        ]
      : [],
  );
}
