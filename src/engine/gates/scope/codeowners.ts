import picomatch from "picomatch";
import type { Diff } from "../../git/diff/diff.ts";

/** Where GitHub looks, first found wins. */
const PLACES = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/** Owners of a path, e.g. `@org/payments`; none where nobody is named. */
export type OwnersOf = (path: string) => readonly string[];

/** The owners as they were before the change: a diff cannot take its own reviewers away. */
export async function readOwners(diff: Diff): Promise<OwnersOf> {
  for (const place of PLACES) {
    const content = await diff.readOld(place);
    if (content !== undefined) return parseOwners(content.toString("utf8"));
  }
  return () => [];
}

/**
 * The rules of a CODEOWNERS file; the last pattern that matches wins, and one without owners takes them away. Patterns
 * are gitignore's without negation and character ranges (GitHub's "About code owners").
 */
export function parseOwners(text: string): OwnersOf {
  const rules = text.split(/\r?\n/).flatMap((line) => {
    const rule = ruleOf(line);
    return rule === undefined ? [] : [rule];
  });
  return (path) => rules.findLast(({ matches }) => matches(path))?.owners ?? [];
}

function ruleOf(line: string): { matches: (path: string) => boolean; owners: readonly string[] } | undefined {
  // A blank or a hash is part of the pattern where a backslash stands before it.
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

/** `docs/` is everything below any folder docs, `/docs/*` its own files only, `/docs` the file or all below it. */
function globsOf(pattern: string): readonly string[] {
  const body = pattern.replace(/^\//, "").replace(/\/$/, "");
  const anchored = pattern.startsWith("/") || body.includes("/");
  const glob = anchored ? body : `**/${body}`;
  if (pattern.endsWith("/")) return [`${glob}/**`];
  return body.endsWith("*") && anchored ? [glob] : [glob, `${glob}/**`];
}
