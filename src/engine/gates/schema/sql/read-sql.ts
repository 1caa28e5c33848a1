import { type Change, HOLE, type Statement, unknown } from "../change.ts";
import { Unreadable } from "./cursor.ts";
import type { Dialect } from "./lexer.ts";
import { ownersOfNames } from "./light/light-names.ts";
import { readLightQuery } from "./light/light-queries.ts";
import { procedureOf } from "./light/light-routines.ts";
import { readLightStatement } from "./light/light-statements.ts";
import type { PostgresReader } from "./postgres/postgres.ts";
import { upSection } from "./sections.ts";
import { type Piece, split } from "./split.ts";

export interface SqlOptions {
  /** Tried first. The first dialect that understands every statement is taken, else the one that understands most. */
  readonly dialect: Dialect | undefined;
  /** The file may hold a part for the way down, marked by comments. */
  readonly sections?: boolean;
}

/** Statements of a script as they run on the way up. Placeholders such as Flyway's `${name}` are holes. */
export async function readSql(script: string, options: SqlOptions): Promise<readonly Statement[]> {
  const text = script.replaceAll(/\$\{([\w.:-]+)\}/g, (_, name: string) => `${HOLE}_${name.replaceAll(/\W/g, "_")}`);
  const dialects = new Set<Dialect>([
    ...(options.dialect === undefined ? [] : [options.dialect]),
    "postgres",
    "mysql",
    "sqlite",
  ]);
  let best: Reading | undefined;
  for (const dialect of dialects) {
    const reading = await readAs(text, dialect, options.sections === true);
    if (best === undefined || shareOf(reading) < shareOf(best)) best = reading;
    if (best.unreadable <= best.statements.length * TOLERATED) break;
  }
  return best?.statements ?? [];
}

/** A schema that is only known when it runs is still no more than a schema: `${schema}.users` */
const QUALIFIER = new RegExp(`(["\`]?)\\b${HOLE}\\w*\\1\\s*\\.`, "g");

function shareOf({ unreadable, statements }: Reading): number {
  return statements.length === 0 ? 0 : unreadable / statements.length;
}

interface Reading {
  readonly statements: readonly Statement[];
  /** How many statements the dialect does not understand. */
  readonly unreadable: number;
}

/** A dialect that understands all but so large a part is the one, and what it does not understand is at fault. */
const TOLERATED = 0.01;
/** So many statements of no known dialect, and the rest is not tried. */
const ENOUGH = 100;

async function readAs(script: string, dialect: Dialect, sections: boolean): Promise<Reading> {
  const { pieces, lexed } = split(script, dialect);
  const isUp = sections ? upSection(lexed.comments) : () => true;
  const read = pieceReader(dialect);
  const lineOf = lineCounter(script);
  const statements: Statement[] = [];
  let unreadable = 0;
  // Drizzle Kit writes IF NOT EXISTS for every new table.
  const byDrizzle = script.includes("--> statement-breakpoint");
  for (const piece of pieces) {
    if (!isUp(piece.start)) continue;
    if (unreadable >= ENOUGH) {
      statements.push({
        line: lineOf(piece.start),
        text: script.slice(piece.start),
        changes: [unknown(`the rest of a file of which little can be read (${dialect})`)],
      });
      break;
    }
    let changes: readonly Change[];
    try {
      changes = await read(piece);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      unreadable += 1;
      changes = [unknown(`SQL that cannot be read (${dialect})`)];
    }
    if (byDrizzle)
      changes = changes.map((change) =>
        change.kind === "create-table" && change.certain === false ? { ...change, certain: "likely" } : change,
      );
    if (piece.text.replaceAll(QUALIFIER, "").includes(HOLE))
      changes = [...changes, unknown("SQL with a part that is only known when it runs")];
    statements.push({ line: lineOf(piece.start), text: piece.text, changes });
  }
  return { statements, unreadable };
}

function pieceReader(dialect: Dialect): (piece: Piece) => Promise<readonly Change[]> {
  let postgres: Promise<PostgresReader> | undefined;
  const readPostgres = async (text: string) => {
    postgres ??= import("./postgres/postgres.ts").then((module) => module.postgresReader());
    return (await postgres)(text);
  };
  if (dialect === "postgres") return (piece) => readPostgres(piece.text);
  const withOwners = ownersOfNames();
  const procedures = new Map<string, readonly Piece[]>();
  const read = async (piece: Piece): Promise<readonly Change[]> => {
    const { text, tokens } = piece;
    const procedure = procedureOf(piece);
    if (procedure !== undefined) procedures.set(procedure.name, procedure.body);
    // Which one it makes anew is not known.
    else if (tokens[0]?.text === "CREATE" && tokens.some((token) => token.text === "PROCEDURE")) procedures.clear();
    const [head, called, next] = tokens;
    const body =
      head?.text === "CALL" && (next === undefined || next.text === "(")
        ? procedures.get(called?.written ?? "")
        : undefined;
    if (body !== undefined) {
      // One that calls itself is not followed any further.
      procedures.delete(called?.written ?? "");
      return (await Promise.all(body.map(read))).flat();
    }
    const changes = readLightStatement(tokens);
    if (changes !== undefined) return withOwners(changes, tokens);
    try {
      return withOwners(await readLightQuery(text, dialect), tokens);
    } catch (error) {
      // SQLite took its upsert and RETURNING from PostgreSQL, and its own parser lacks them.
      if (error instanceof Unreadable && dialect === "sqlite") return readPostgres(text);
      throw error;
    }
  };
  return read;
}

/** Line numbers for offsets that only grow. */
function lineCounter(text: string): (offset: number) => number {
  let line = 1;
  let at = 0;
  return (offset) => {
    for (let next = text.indexOf("\n", at); next >= 0 && next < offset; next = text.indexOf("\n", at)) {
      line += 1;
      at = next + 1;
    }
    return line;
  };
}
