import type { Diff } from "../../../git/diff/diff.ts";
import { type Change, type Statement, unknown } from "../change.ts";
import { isDump, isUsualFolder, mayBeMigration } from "../locate-migrations.ts";
import { textOf } from "../source-text.ts";

const MAX_FILES = 200;
const AT_ONCE = 8;

/** Says whether migrations or dumps from before the diff speak of a name. It only ever makes a judgement more careful, so words are enough. */
export type EarlierNames = (name: string) => Promise<boolean>;

export function earlierNames(diff: Pick<Diff, "readOld">, tree: ReadonlySet<string>): EarlierNames {
  let words: Promise<ReadonlySet<string> | undefined> | undefined;
  return async (name) => {
    words ??= readWords(diff, tree);
    const known = await words;
    return known === undefined || known.has(lastPart(name));
  };
}

/** Undefined where there are too many to read. */
async function readWords(
  diff: Pick<Diff, "readOld">,
  tree: ReadonlySet<string>,
): Promise<ReadonlySet<string> | undefined> {
  const files = [...tree].filter(
    (path) => (isUsualFolder(path) && mayBeMigration(path)) || isDump(path) || /(^|\/)db\/schema\.rb$/.test(path),
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

/** What IF NOT EXISTS and OR REPLACE leave open, answered by what was there: a table nobody spoke of is new, a view that was there gets another definition. */
export async function againstEarlier(
  statements: readonly Statement[],
  earlier: EarlierNames,
): Promise<readonly Statement[]> {
  return Promise.all(
    statements.map(async (statement) => ({
      ...statement,
      changes: (await Promise.all(statement.changes.map((change) => resolved(change, earlier)))).flat(),
    })),
  );
}

async function resolved(change: Change, earlier: EarlierNames): Promise<readonly Change[]> {
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
    return [change, unknown("gives a view another definition", change.name)];
  return [change];
}
