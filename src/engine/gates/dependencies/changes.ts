import type { Inventory } from "./inventory.ts";
import type { Ecosystem, Package } from "./package.ts";
import { isPin } from "./range.ts";

/** The change of one package in a diff. */
export interface Change {
  readonly ecosystem: Ecosystem;
  readonly package: Package;
  /** The file that contains the change: the manifest where a manifest requests the package, else the lockfile. */
  readonly path: string;
  readonly text: string;
  /** True where a manifest requests the package, false where only another package needs it. */
  readonly direct: boolean;
  /** The package of that name before the change; undefined where it is new. */
  readonly previous: Package | undefined;
}

/** A package whose version stays the same while its download changes. */
export interface Swap {
  readonly ecosystem: Ecosystem;
  readonly path: string;
  readonly before: Package;
  readonly after: Package;
}

export interface Changes {
  readonly used: readonly Change[];
  readonly removed: readonly Change[];
  readonly swapped: readonly Swap[];
}

/** Compares the packages before and after the change. A package in both a manifest and a lockfile gives one change. */
export function changesIn(inventories: readonly Inventory[]): Changes {
  const requested = inventories.filter(({ file }) => file.role === "manifest").flatMap((one) => newPackages(one, true));
  // go.sum also lists modules that are not used; those in use are in go.mod.
  const locked = inventories
    .filter(({ file }) => file.role === "lockfile" && file.ecosystem !== "go")
    .flatMap((one) => newPackages(one, false));
  const direct = requested.map((change) => resolveRequest(change, locked, inventories));
  const rest = locked.filter((change) => !direct.some((one) => isSame(one, change)));
  return {
    used: [...direct, ...rest],
    removed: inventories.flatMap(removedPackages),
    swapped: inventories.flatMap(swappedPackages),
  };
}

function newPackages({ path, text, file, before, after }: Inventory, direct: boolean): readonly Change[] {
  const known = new Set(before.map(identity));
  const seen = new Set<string>();
  const byName = new Map(before.map((one) => [one.name, one]));
  return after.flatMap((one) => {
    const id = identity(one);
    if (known.has(id) || seen.has(id)) return [];
    seen.add(id);
    return [{ ecosystem: file.ecosystem, package: one, path, text, direct, previous: byName.get(one.name) }];
  });
}

function identity({ name, version, spec, source, alias }: Package): string {
  return JSON.stringify([name, spec ?? version, source.kind === "registry" ? "" : source.url, alias]);
}

/** Completes a change of a manifest with the version, source and license from the lockfile. */
function resolveRequest(change: Change, locked: readonly Change[], inventories: readonly Inventory[]): Change {
  const { ecosystem, package: request } = change;
  const allLocked = inventories
    .filter(({ file }) => file.role === "lockfile" && file.ecosystem === ecosystem && ecosystem !== "go")
    .flatMap(({ after }) => after);
  const fresh = locked.filter((one) => one.ecosystem === ecosystem).map((one) => one.package);
  const lock = matchingVersion(request, fresh) ?? matchingVersion(request, allLocked);
  // The lower bound of a range is seldom the installed version.
  if (lock === undefined)
    return request.spec === undefined || isPin(ecosystem, request.spec)
      ? change
      : { ...change, package: { ...request, version: undefined } };
  const source = request.source.kind === "registry" ? lock.source : request.source;
  return { ...change, package: { ...lock, spec: request.spec, source, alias: request.alias } };
}

/**
 * Of several versions of a package, the one that the range most likely means: of the same major version, else the last.
 */
function matchingVersion(request: Package, among: readonly Package[]): Package | undefined {
  const candidates = among.filter(({ name }) => name === request.name);
  const major = (version: string | undefined) => version?.replace(/^v/, "").split(".", 1)[0];
  return candidates.findLast(({ version }) => major(version) === major(request.version)) ?? candidates.at(-1);
}

function isSame(a: Change, b: Change): boolean {
  return a.ecosystem === b.ecosystem && a.package.name === b.package.name && a.package.version === b.package.version;
}

function removedPackages({ path, text, file, before, after }: Inventory): readonly Change[] {
  if (file.role === "lockfile") return [];
  const left = new Set(after.map(({ name }) => name));
  return before
    .filter(({ name }) => !left.has(name))
    .map((one) => ({ ecosystem: file.ecosystem, package: one, path, text, direct: true, previous: one }));
}

function swappedPackages({ path, file, before, after }: Inventory): readonly Swap[] {
  const previous = Map.groupBy(before, identity);
  return after.flatMap((one) => {
    const same = previous.get(identity(one)) ?? [];
    if (
      same.length === 0 ||
      same.some((other) => isSameIfGiven(other.integrity, one.integrity) && isSameIfGiven(other.resolved, one.resolved))
    )
      return [];
    return same.slice(0, 1).map((other) => ({ ecosystem: file.ecosystem, path, before: other, after: one }));
  });
}

/** A hash or URL on one side only does not count as a difference: versions of the tool differ in what they write. */
function isSameIfGiven(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}
