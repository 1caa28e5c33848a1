import { posix } from "node:path";
import { mergeSections } from "./line-hits.ts";
import type { CoverageReport } from "./line-hits.ts";

export interface FileContext {
  /** Absolute paths of the repository: as given, and with symbolic links resolved. */
  readonly roots: readonly string[];
  /** The folder of the report, relative to the root. */
  readonly folder: string;
  /** Every file of the repository, relative to the root. */
  readonly tree: readonly string[];
}

/**
 * One file that a path of the report may mean, and the folder that was added to or removed from the path to get to it.
 */
interface Candidate {
  readonly file: string;
  readonly shift: string;
}

/** The path needed no added or removed folder. */
const EXACT = "";

/**
 * Translates the paths of a report into files of the repository. Reports name files by absolute paths (possibly of
 * another machine), or relative to the root, to the package whose tests ran, or to a source folder; with `./` or with
 * Windows separators. Where a path may mean several files, the folder counts that explains most other paths of the
 * report too. Where that leaves two files, the path is dropped.
 */
export function locateFiles(report: CoverageReport, files: FileContext): CoverageReport {
  const candidatesOf = candidateFinder(files);
  const entries = [...report].map(([path, lines]) => ({
    candidates: candidatesOf(posix.normalize(path.replaceAll("\\", "/"))),
    lines: [...lines],
  }));
  const shifts = Map.groupBy(
    entries.flatMap(({ candidates }) => candidates),
    ({ shift }) => shift,
  );
  const weightOf = ({ shift }: Candidate) => (shift === EXACT ? Infinity : (shifts.get(shift)?.length ?? 0));
  const claims = entries.flatMap(({ candidates, lines }) => {
    const candidate = bestCandidate(candidates, weightOf);
    return candidate === undefined ? [] : [{ file: candidate.file, weight: weightOf(candidate), lines }];
  });
  return mergeSections(
    [...Map.groupBy(claims, ({ file }) => file)].flatMap(([file, competing]) => {
      const most = Math.max(...competing.map(({ weight }) => weight));
      return competing.filter(({ weight }) => weight === most).map(({ lines }) => [file, lines] as const);
    }),
  );
}

function candidateFinder({ roots, folder, tree }: FileContext): (path: string) => readonly Candidate[] {
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
    const exact = exactly(folders.map((one) => posix.join(one, path)));
    if (exact.length > 0) return exact;
    const matching = byEnd.get(endsOf(path).at(-1) ?? "")?.filter(({ file }) => file.endsWith(`/${path}`)) ?? [];
    const lengthened = matching.map(({ file }) => ({ file, shift: file.slice(0, -path.length) }));
    return [...lengthened, ...shortened(path).filter(({ file }) => files.has(file))];
  };
}

/**
 * The folder and its parents, nearest first: in the report of a package, a path means the package's file, even where
 * the root has a file of the same path.
 */
function foldersUp(folder: string): readonly string[] {
  const parts = posix
    .normalize(folder)
    .split("/")
    .filter((part) => part !== ".");
  return [...parts.keys()].map((index) => parts.slice(0, parts.length - index).join("/")).concat(".");
}

/** The path without its leading folders: `/a/b/c.js` gives `a/b/c.js`, `b/c.js` and `c.js`. */
function shortened(path: string): readonly Candidate[] {
  const parts = path.split("/");
  return parts
    .slice(1)
    .map((_, index) => ({ file: parts.slice(index + 1).join("/"), shift: `${parts.slice(0, index + 1).join("/")}/…` }));
}

/** The last part of a path, and its last two parts where it has more than one. */
function endsOf(path: string): readonly string[] {
  const parts = path.split("/");
  return parts.length < 2 ? [path] : [parts.slice(-1).join("/"), parts.slice(-2).join("/")];
}

/**
 * The candidate with the highest weight. Of two with the same weight, the longer path where it ends in the other, else
 * none.
 */
function bestCandidate(
  candidates: readonly Candidate[],
  weightOf: (candidate: Candidate) => number,
): Candidate | undefined {
  const [best, next] = candidates.toSorted((a, b) => weightOf(b) - weightOf(a) || b.file.length - a.file.length);
  const isTie =
    best !== undefined &&
    next !== undefined &&
    weightOf(best) === weightOf(next) &&
    !best.file.endsWith(`/${next.file}`);
  return isTie ? undefined : best;
}
