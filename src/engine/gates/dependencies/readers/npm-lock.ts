import { z } from "zod";
import { sourceOf } from "../package.ts";
import type { Package } from "../package.ts";

const license = z
  .union([z.string(), z.looseObject({ type: z.string() }).transform(({ type }) => type)])
  .optional()
  .catch(undefined);
const entrySchema = z.looseObject({
  name: z.string().optional(),
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  license,
  dependencies: z.record(z.string(), z.unknown()).optional(),
});
const schema = z.looseObject({
  packages: z.record(z.string(), entrySchema).optional(),
  dependencies: z.record(z.string(), entrySchema).optional(),
});
type Entry = z.output<typeof entrySchema>;

/** Reads package-lock.json and npm-shrinkwrap.json, lockfile versions 1 to 3. */
export function readNpmLock(text: string): readonly Package[] {
  const lock = schema.parse(JSON.parse(text));
  if (lock.packages !== undefined)
    return Object.entries(lock.packages).flatMap(([path, entry]) => installed(path, entry));
  return nested(lock.dependencies ?? {});
}

/**
 * Keys are folders: `node_modules/a/node_modules/@s/b`. A folder outside node_modules is a workspace of the project.
 */
function installed(path: string, entry: Entry): readonly Package[] {
  const at = path.lastIndexOf("node_modules/");
  if (at === -1 || entry.link === true) return [];
  const folder = path.slice(at + "node_modules/".length);
  return [locked(folder, entry)];
}

function nested(dependencies: Readonly<Record<string, Entry>>): readonly Package[] {
  return Object.entries(dependencies).flatMap(([name, entry]) => [
    locked(name, entry),
    ...nested(
      z
        .record(z.string(), entrySchema)
        .catch({})
        .parse(entry.dependencies ?? {}),
    ),
  ]);
}

function locked(folder: string, { name = folder, version = "", resolved, integrity, license }: Entry): Package {
  // Lockfile version 1 puts aliases and sources other than the registry into the version field.
  const [, target, exact] = /^npm:(@?[^@]+)@(.*)$/.exec(version) ?? [];
  const actual = target ?? name;
  const source = /^https?:/.test(resolved ?? "")
    ? sourceOf(target === undefined ? version : "")
    : sourceOf(resolved ?? version);
  return {
    name: actual,
    version: exact ?? version,
    source,
    resolved,
    integrity,
    license,
    ...(actual === folder ? {} : { alias: folder }),
  };
}
