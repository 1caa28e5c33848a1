import { z } from "zod";
import { REGISTRY, versionIn } from "../package.ts";
import type { Package } from "../package.ts";

const specs = z
  .union([z.record(z.string(), z.string()), z.array(z.never())])
  .transform((value) => (Array.isArray(value) ? {} : value))
  .prefault({});
const manifest = z.looseObject({ require: specs, "require-dev": specs });

/** Reads composer.json. PHP itself and its extensions are not packages. */
export function readComposerJson(text: string): readonly Package[] {
  const { require: main, "require-dev": dev } = manifest.parse(JSON.parse(text));
  return [...Object.entries(main), ...Object.entries(dev)].flatMap(([name, spec]) =>
    name.includes("/") ? [{ name: name.toLowerCase(), version: versionIn(spec), spec, source: REGISTRY }] : [],
  );
}

const place = z.looseObject({
  type: z.string().optional(),
  url: z.string().optional(),
  reference: z.string().nullish(),
  shasum: z.string().nullish(),
});
const entry = z.looseObject({
  name: z.string(),
  version: z.string(),
  license: z.array(z.string()).optional(),
  source: place.optional(),
  dist: place.optional(),
});
const lock = z.looseObject({ packages: z.array(entry), "packages-dev": z.array(entry).nullish() });

/** Reads composer.lock. Several licenses are alternatives (Composer's schema). */
export function readComposerLock(text: string): readonly Package[] {
  const { packages, "packages-dev": dev } = lock.parse(JSON.parse(text));
  return [...packages, ...(dev ?? [])].flatMap(({ name, version, license, source, dist }) =>
    dist?.type === "path"
      ? []
      : [
          {
            name: name.toLowerCase(),
            version: version.replace(/^v(?=\d)/, ""),
            source: REGISTRY,
            resolved: dist?.url ?? source?.url,
            integrity: [source?.reference, dist?.reference, dist?.shasum].filter(Boolean).join(" ") || undefined,
            license: license?.map((one) => (license.length > 1 ? `(${one})` : one)).join(" OR "),
          },
        ],
  );
}
