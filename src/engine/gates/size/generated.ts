import picomatch from "picomatch";
import { posix } from "node:path";
import type { Diff } from "../../git/diff/diff.ts";

/**
 * Returns a test for whether `.gitattributes` marks a path as `linguist-generated`. The files from before the change
 * are used, so that a diff cannot declare itself generated. Files nearer to the path win, and later lines over earlier
 * ones.
 */
export async function readGenerated(diff: Diff): Promise<(path: string) => boolean> {
  const known = new Set([...(await diff.tree()), ...diff.files.map((file) => file.oldPath ?? file.path)]);
  const places = [...known]
    .filter((path) => posix.basename(path) === ".gitattributes")
    .sort((a, b) => a.length - b.length);
  const rules = (
    await Promise.all(places.map(async (place) => parseAttributes(await diff.readOld(place), posix.dirname(place))))
  ).flat();
  return (path) => rules.findLast(({ matches }) => matches(path))?.generated ?? false;
}

interface Rule {
  readonly matches: (path: string) => boolean;
  readonly generated: boolean;
}

function parseAttributes(content: Buffer | undefined, folder: string): readonly Rule[] {
  return (content?.toString("utf8") ?? "").split(/\r?\n/).flatMap((line) => {
    const [, quoted, bare, attributes] = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^\s#]\S*))\s+(.*)$/.exec(line) ?? [];
    const pattern = quoted ?? bare;
    const setting = attributes?.split(/\s+/).findLast((attribute) => /^[-!]?linguist-generated(=|$)/.test(attribute));
    if (pattern === undefined || setting === undefined) return [];
    return [{ matches: matcherIn(folder, pattern), generated: /^linguist-generated(=true)?$/.test(setting) }];
  });
}

/**
 * Matches a pattern of the `.gitattributes` in a folder. A pattern without a slash matches at any depth below the
 * folder, a pattern with a slash is relative to the folder.
 */
function matcherIn(folder: string, pattern: string): (path: string) => boolean {
  const body = pattern.replace(/^\//, "");
  const glob = pattern.includes("/") ? body : `**/${body}`;
  const matches = picomatch(glob, { dot: true, nonegate: true });
  return (path) => {
    if (folder === ".") return matches(path);
    return path.startsWith(`${folder}/`) && matches(path.slice(folder.length + 1));
  };
}
