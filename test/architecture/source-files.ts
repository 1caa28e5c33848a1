import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

export interface SourceFile {
  /** Relative to the project, with forward slashes: `src/engine/run/schedule.ts`. */
  readonly path: string;
  readonly text: string;
  /** The project's own files that it imports, types included. */
  readonly imports: readonly string[];
}

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g;

/** Every file below these folders that TypeScript or Node reads as code. */
export function sourceFiles(...folders: readonly string[]): readonly SourceFile[] {
  return folders
    .flatMap((folder) => filesBelow(folder))
    .map((path) => {
      const text = readFileSync(path, "utf8");
      const imports = [...text.matchAll(IMPORT)].map(([, name = ""]) => normalize(join(dirname(path), name)));
      return { path, text, imports: [...new Set(imports)] };
    });
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(?:tsx?|mjs|js)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.startsWith("test/fixtures"))
    .sort();
}

/** Circles of imports, each as the files in it; empty where there are none. Tarjan's algorithm. */
export function circles(files: readonly SourceFile[]): readonly (readonly string[])[] {
  const edges = new Map(files.map(({ path, imports }) => [path, imports]));
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];

  function visit(path: string): number {
    const own = order.size;
    order.set(path, own);
    let low = own;
    open.push(path);
    for (const next of edges.get(path) ?? []) {
      if (!edges.has(next)) continue;
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (open.includes(next)) low = Math.min(low, lowest.get(next) ?? order.get(next) ?? low);
    }
    lowest.set(path, low);
    if (low === own) {
      const members = open.splice(open.indexOf(path));
      if (members.length > 1) found.push(members);
    }
    return low;
  }

  for (const path of edges.keys()) if (!order.has(path)) visit(path);
  return found;
}
