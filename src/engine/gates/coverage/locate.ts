import { posix } from "node:path";
import { merged } from "./report.ts";
import type { CoverageReport } from "./report.ts";

export interface FileContext {
  /** Absolute paths of the repository, with links followed and without. */
  readonly roots: readonly string[];
  /** The report's own folder, relative to the root. */
  readonly folder: string;
  /** Every file of the repository, relative to the root. */
  readonly tree: readonly string[];
}

/** One way to read a path of the report: the file it would name, and the folder that was put before it or taken off it. */
interface Reading {
  readonly file: string;
  readonly shift: string;
}

/** Nothing was shifted. */
const EXACT = "";

/**
 * The report by files of the repository. Reports name files absolutely, also as another machine had them, from the root,
 * from the package whose tests ran, or from a folder of sources; with `./`, and with Windows' separators. A path that can
 * be read in several ways is read as most others of the report are; one that still may be two files is neither.
 */
export function locate(report: CoverageReport, files: FileContext): CoverageReport {
  const readingsOf = readerIn(files);
  const entries = [...report].map(([path, lines]) => ({
    readings: readingsOf(posix.normalize(path.replaceAll("\\", "/"))),
    lines: [...lines],
  }));
  const shifts = Map.groupBy(
    entries.flatMap(({ readings }) => readings),
    ({ shift }) => shift,
  );
  const weightOf = ({ shift }: Reading) => (shift === EXACT ? Infinity : (shifts.get(shift)?.length ?? 0));
  const claims = entries.flatMap(({ readings, lines }) => {
    const reading = heaviest(readings, weightOf);
    return reading === undefined ? [] : [{ file: reading.file, weight: weightOf(reading), lines }];
  });
  return merged(
    [...Map.groupBy(claims, ({ file }) => file)].flatMap(([file, rivals]) => {
      const most = Math.max(...rivals.map(({ weight }) => weight));
      return rivals.filter(({ weight }) => weight === most).map(({ lines }) => [file, lines] as const);
    }),
  );
}

function readerIn({ roots, folder, tree }: FileContext): (path: string) => readonly Reading[] {
  const files = new Set(tree);
  const byEnd = Map.groupBy(
    tree.flatMap((file) => endsOf(file).map((end) => ({ end, file }))),
    ({ end }) => end,
  );
  const folders = foldersUp(folder);
  const exactly = (names: readonly string[]) =>
    names
      .filter((name) => files.has(name))
      .slice(0, 1)
      .map((file) => ({ file, shift: EXACT }));

  return (path) => {
    const root = roots.find((one) => path.startsWith(`${one}/`));
    if (root !== undefined) return exactly([path.slice(root.length + 1)]);
    if (/^(?:[a-z]:)?\//i.test(path)) return shortened(path).filter(({ file }) => files.has(file));
    const sure = exactly(folders.map((one) => posix.join(one, path)));
    if (sure.length > 0) return sure;
    const alike = byEnd.get(endsOf(path).at(-1) ?? "")?.filter(({ file }) => file.endsWith(`/${path}`)) ?? [];
    const lengthened = alike.map(({ file }) => ({ file, shift: file.slice(0, -path.length) }));
    return [...lengthened, ...shortened(path).filter(({ file }) => files.has(file))];
  };
}

/** The nearest folder first: a path from a package means that package's file, also where the root has one like it. */
function foldersUp(folder: string): readonly string[] {
  const parts = posix
    .normalize(folder)
    .split("/")
    .filter((part) => part !== ".");
  return [...parts.keys()].map((index) => parts.slice(0, parts.length - index).join("/")).concat(".");
}

/** `/a/b/c.js` as `a/b/c.js`, `b/c.js` and `c.js`. */
function shortened(path: string): readonly Reading[] {
  const parts = path.split("/");
  return parts
    .slice(1)
    .map((_, index) => ({ file: parts.slice(index + 1).join("/"), shift: `${parts.slice(0, index + 1).join("/")}/…` }));
}

/** The last part of a path, and the last two where there are so many. */
function endsOf(path: string): readonly string[] {
  const parts = path.split("/");
  return parts.length < 2 ? [path] : [parts.slice(-1).join("/"), parts.slice(-2).join("/")];
}

/** The one of most weight. Of two files that weigh the same, the one with the longer name, or neither. */
function heaviest(readings: readonly Reading[], weightOf: (reading: Reading) => number): Reading | undefined {
  const [best, next] = readings.toSorted((a, b) => weightOf(b) - weightOf(a) || b.file.length - a.file.length);
  const isTie =
    best !== undefined &&
    next !== undefined &&
    weightOf(best) === weightOf(next) &&
    !best.file.endsWith(`/${next.file}`);
  return isTie ? undefined : best;
}
