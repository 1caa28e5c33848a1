import type { Diff } from "../../../git/diff/diff.ts";
import { type Change, type Statement, unknown } from "../change.ts";
import { isConventionalPath, isDump, mayBeMigration } from "../locate-migrations.ts";
import { textOf } from "../source-text.ts";

const MAX_FILES = 200;
const AT_ONCE = 8;

/**
 * Whether a migration or dump from before the diff mentions the last part of a name, in any case. True where there are
 * too many of them to read. A match only makes a judgment more careful, so comparing words is enough.
 */
export type EarlierNames = (name: string) => Promise<boolean>;

export function earlierNames(diff: Pick<Diff, "readOld">, tree: ReadonlySet<string>): EarlierNames {
  let words: Promise<ReadonlySet<string> | undefined> | undefined;
  return async (name) => {
    words ??= readWords(diff, tree);
    const known = await words;
    return known === undefined || known.has(lastPart(name));
  };
}

/** All words of the earlier migrations, in lower case; undefined where there are too many files to read. */
async function readWords(
  diff: Pick<Diff, "readOld">,
  tree: ReadonlySet<string>,
): Promise<ReadonlySet<string> | undefined> {
  const files = [...tree].filter(
    (path) => (isConventionalPath(path) && mayBeMigration(path)) || isDump(path) || /(^|\/)db\/schema\.rb$/.test(path),
  );
  if (files.length > MAX_FILES) return undefined;
  const words = new Set<string>();
  for (let from = 0; from < files.length; from += AT_ONCE) {
    const texts = await Promise.all(
      files.slice(from, from + AT_ONCE).map(async (path) => textOf(await diff.readOld(path), path)?.text ?? ""),
    );
    for (const text of texts) for (const [word] of text.matchAll(/[\p{L}\p{N}_$]+/gu)) words.add(word.toLowerCase());
  }
  return words;
}

function lastPart(name: string): string {
  return (name.split(".").at(-1) ?? name).toLowerCase();
}

/**
 * Decides what IF NOT EXISTS and OR REPLACE leave open by the names in earlier migrations: a table that none of them
 * mentions is likely new, and a view that one of them mentions is replaced.
 */
export async function withEarlierNames(
  statements: readonly Statement[],
  earlier: EarlierNames,
): Promise<readonly Statement[]> {
  return Promise.all(
    statements.map(async (statement) => ({
      ...statement,
      changes: (await Promise.all(statement.changes.map((change) => decided(change, earlier)))).flat(),
    })),
  );
}

async function decided(change: Change, earlier: EarlierNames): Promise<readonly Change[]> {
  if (
    change.kind === "create-table" &&
    change.certain === false &&
    change.table !== "?" &&
    !(await earlier(change.table))
  )
    return [{ ...change, certain: "likely" }];
  if (
    change.kind === "create-object" &&
    change.type === "VIEW" &&
    change.replaces === true &&
    (await earlier(change.name))
  )
    return [change, unknown("replaces the definition of a view", change.name)];
  return [change];
}
