import picomatch from "picomatch";
import type { Diff } from "../../git/diff/diff.ts";

/** The paths where GitHub looks; the first file found is used. */
const PLACES = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/** Returns the owners of a path, e.g. `@org/payments`; none where no owner is named. */
export type OwnersOf = (path: string) => readonly string[];

/** Reads the owners as they were before the change, so that a diff cannot remove its own reviewers. */
export async function readOwners(diff: Diff): Promise<OwnersOf> {
  for (const place of PLACES) {
    const content = await diff.readOld(place);
    if (content !== undefined) return parseOwners(content.toString("utf8"));
  }
  return () => [];
}

/**
 * Parses a CODEOWNERS file. The last pattern that matches wins, and a pattern without owners means no owners. Patterns
 * are those of gitignore without negation and character ranges (GitHub's "About code owners").
 */
export function parseOwners(text: string): OwnersOf {
  const rules = text.split(/\r?\n/).flatMap((line) => {
    const rule = ruleOf(line);
    return rule === undefined ? [] : [rule];
  });
  return (path) => rules.findLast(({ matches }) => matches(path))?.owners ?? [];
}

function ruleOf(line: string): { matches: (path: string) => boolean; owners: readonly string[] } | undefined {
  // A blank or a hash after a backslash is part of the pattern.
  const [pattern, ...owners] = line
    .replace(/(^|\s)#.*$/, "")
    .trim()
    .split(/(?<!\\)\s+/);
  if (pattern === undefined || pattern === "" || /^\^?\[|^!/.test(pattern)) return undefined;
  return {
    matches: picomatch([...globsOf(pattern.replace(/\\([\s#])/g, "$1"))], {
      dot: true,
      nobrace: true,
      noextglob: true,
      nonegate: true,
    }),
    owners,
  };
}

/**
 * The globs of a pattern: `docs/` matches everything below any folder `docs`, `/docs/*` only the files directly in it,
 * and `/docs` a file or everything below a folder.
 */
function globsOf(pattern: string): readonly string[] {
  const body = pattern.replace(/^\//, "").replace(/\/$/, "");
  const anchored = pattern.startsWith("/") || body.includes("/");
  const glob = anchored ? body : `**/${body}`;
  if (pattern.endsWith("/")) return [`${glob}/**`];
  return body.endsWith("*") && anchored ? [glob] : [glob, `${glob}/**`];
}
