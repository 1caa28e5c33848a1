import picomatch from "picomatch";

/** A set of files, given by paths of files and folders and by globs, relative to the root of the repository. */
export interface FileSet {
  /** As given, each once, sorted. */
  readonly names: readonly string[];
  /** Paths of files and folders, without a slash at the end, each with all folders above it. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
  readonly globs: readonly Glob[];
}

interface Glob {
  readonly name: string;
  /** The folder in which everything is that it matches; empty for the root. */
  readonly folder: string;
  readonly matches: (path: string) => boolean;
}

export function fileSet(names: Iterable<string>): FileSet {
  const all = [...new Set(names)].sort();
  const paths = all.filter((name) => !isGlob(name)).map((name) => name.replace(/\/$/, ""));
  return {
    names: all,
    paths: new Map(paths.map((path) => [path, foldersAbove(path)])),
    globs: all
      .filter(isGlob)
      .map((name) => ({ name, folder: folderOf(name), matches: picomatch(name, { dot: true }) })),
  };
}

/** Returns whether a file may be in both sets. */
export function overlaps(a: FileSet, b: FileSet): boolean {
  return shared(a, b).next().done !== true;
}

/** Returns what both sets have in common, each by the narrower of its two names, sorted. */
export function sharedFiles(a: FileSet, b: FileSet): readonly string[] {
  return [...new Set(shared(a, b))].sort();
}

function* shared(a: FileSet, b: FileSet): Generator<string> {
  yield* pathsWithin(a, b);
  yield* pathsWithin(b, a);
  yield* globsWithin(a, b);
  yield* globsWithin(b, a);
  for (const one of a.globs) for (const other of b.globs) if (mayMeet(one, other)) yield one.name;
}

/** The paths of `a` that are in `b`, or in a folder of `b`. */
function* pathsWithin(a: FileSet, b: FileSet): Generator<string> {
  for (const [path, above] of a.paths) if (b.paths.has(path) || above.some((folder) => b.paths.has(folder))) yield path;
}

/** What the globs of `a` have in common with the paths of `b`. A folder counts where one may contain the other. */
function* globsWithin(a: FileSet, b: FileSet): Generator<string> {
  for (const { folder, name, matches } of a.globs) {
    for (const path of b.paths.keys()) {
      if (matches(path)) yield path;
      else if (extensionOf(path) === undefined && isNested(folder, path)) yield name;
    }
  }
}

function mayMeet(a: Glob, b: Glob): boolean {
  const [ofA, ofB] = [extensionOf(a.name), extensionOf(b.name)];
  return isNested(a.folder, b.folder) && (ofA === undefined || ofB === undefined || ofA === ofB);
}

function extensionOf(name: string): string | undefined {
  return /\.\w+$/.exec(name)?.[0];
}

function isGlob(name: string): boolean {
  return /[*?{]/.test(name);
}

/** The folder above the first segment of a glob that is no plain name. */
function folderOf(glob: string): string {
  const segments = glob.split("/");
  return segments
    .slice(
      0,
      segments.findIndex((segment) => isGlob(segment)),
    )
    .join("/");
}

function isNested(a: string, b: string): boolean {
  return a === b || a === "" || b === "" || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

function foldersAbove(path: string): readonly string[] {
  const segments = path.split("/");
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join("/"));
}
