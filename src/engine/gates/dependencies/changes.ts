import type { Inventory } from "./inventory.ts";
import type { Ecosystem, Package } from "./package.ts";
import { isPin } from "./range.ts";

/** What a diff does to one package. */
export interface Change {
  readonly ecosystem: Ecosystem;
  readonly package: Package;
  /** The file that says so: the manifest where the package is asked for, else the lockfile. */
  readonly path: string;
  readonly text: string;
  /** Asked for by a manifest, rather than needed by another package. */
  readonly direct: boolean;
  /** What was there by that name before; undefined where it is new. */
  readonly previous: Package | undefined;
}

/** One version, but what is downloaded for it is another. */
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

/** Sets the files before against those after; a package that both a manifest and a lockfile bring is one change. */
export function changesIn(inventories: readonly Inventory[]): Changes {
  const wanted = inventories.filter(({ file }) => file.role === "manifest").flatMap((one) => newIn(one, true));
  // go.sum lists what was ever looked at; what is used stands in go.mod.
  const locked = inventories
    .filter(({ file }) => file.role === "lockfile" && file.ecosystem !== "go")
    .flatMap((one) => newIn(one, false));
  const direct = wanted.map((change) => fixed(change, locked, inventories));
  const rest = locked.filter((change) => !direct.some((one) => isSame(one, change)));
  return { used: [...direct, ...rest], removed: inventories.flatMap(removedIn), swapped: inventories.flatMap(swapsIn) };
}

function newIn({ path, text, file, before, after }: Inventory, direct: boolean): readonly Change[] {
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

/** The manifest's wish with the lockfile's version, source and licence. */
function fixed(change: Change, locked: readonly Change[], inventories: readonly Inventory[]): Change {
  const { ecosystem, package: wish } = change;
  const everything = inventories
    .filter(({ file }) => file.role === "lockfile" && file.ecosystem === ecosystem && ecosystem !== "go")
    .flatMap(({ after }) => after);
  const fresh = locked.filter((one) => one.ecosystem === ecosystem).map((one) => one.package);
  const lock = chosen(wish, fresh) ?? chosen(wish, everything);
  // What a range starts from is seldom what is installed.
  if (lock === undefined)
    return wish.spec === undefined || isPin(ecosystem, wish.spec)
      ? change
      : { ...change, package: { ...wish, version: undefined } };
  const source = wish.source.kind === "registry" ? lock.source : wish.source;
  return { ...change, package: { ...lock, spec: wish.spec, source, alias: wish.alias } };
}

/** Of several versions of one package, the one the range can mean: the same major version, else the last. */
function chosen(wish: Package, among: readonly Package[]): Package | undefined {
  const candidates = among.filter(({ name }) => name === wish.name);
  const major = (version: string | undefined) => version?.replace(/^v/, "").split(".", 1)[0];
  return candidates.findLast(({ version }) => major(version) === major(wish.version)) ?? candidates.at(-1);
}

function isSame(a: Change, b: Change): boolean {
  return a.ecosystem === b.ecosystem && a.package.name === b.package.name && a.package.version === b.package.version;
}

function removedIn({ path, text, file, before, after }: Inventory): readonly Change[] {
  if (file.role === "lockfile") return [];
  const left = new Set(after.map(({ name }) => name));
  return before
    .filter(({ name }) => !left.has(name))
    .map((one) => ({ ecosystem: file.ecosystem, package: one, path, text, direct: true, previous: one }));
}

function swapsIn({ path, file, before, after }: Inventory): readonly Swap[] {
  const previous = Map.groupBy(before, identity);
  return after.flatMap((one) => {
    const same = previous.get(identity(one)) ?? [];
    if (
      same.length === 0 ||
      same.some((other) => agree(other.integrity, one.integrity) && agree(other.resolved, one.resolved))
    )
      return [];
    return same.slice(0, 1).map((other) => ({ ecosystem: file.ecosystem, path, before: other, after: one }));
  });
}

/** A hash or URL that only one side gives is written by another version of the tool. */
function agree(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}
