import { type Change, HOLE, type Statement, unknown } from "../change.ts";
import { Unreadable } from "./cursor.ts";
import type { Dialect } from "./lexer.ts";
import { procedureOf } from "./mysql-sqlite/procedure-body.ts";
import { tableQualifier } from "./mysql-sqlite/qualify-tables.ts";
import { readQuery } from "./mysql-sqlite/read-query.ts";
import { readStatement } from "./mysql-sqlite/read-statement.ts";
import type { PostgresReader } from "./postgres/postgres.ts";
import { upSection } from "./sections.ts";
import { type Piece, split } from "./split.ts";

export interface SqlOptions {
  /** The dialect to try first. The first one that can read every statement is used, else the one that can read most. */
  readonly dialect: Dialect | undefined;
  /** The file may contain both directions, separated by comments. */
  readonly sections?: boolean;
}

/**
 * Statements of a script in the up direction, in the order they run. A statement that cannot be read has an unknown
 * change, and so has one with a placeholder such as Flyway's `${name}`, unless it stands for a schema.
 */
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
    if (best === undefined || unreadableShare(reading) < unreadableShare(best)) best = reading;
    if (best.unreadable <= best.statements.length * TOLERATED) break;
  }
  return best?.statements ?? [];
}

/** The share of the statements that cannot be read, from 0 to 1. */
function unreadableShare({ unreadable, statements }: Reading): number {
  return statements.length === 0 ? 0 : unreadable / statements.length;
}

interface Reading {
  readonly statements: readonly Statement[];
  /** Number of statements that cannot be read in the dialect. */
  readonly unreadable: number;
}

/** A dialect in which no larger share of the statements is unreadable is taken as the right one. */
const TOLERATED = 0.01;
/** After this many unreadable statements the rest of the file is not read. */
const MAX_UNREADABLE = 100;

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
    if (unreadable >= MAX_UNREADABLE) {
      statements.push({
        line: lineOf(piece.start),
        text: script.slice(piece.start),
        changes: [unknown(`the rest of a file that is mostly unreadable (${dialect})`)],
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
      changes = [...changes, unknown("SQL with a part that is only known at run time")];
    statements.push({ line: lineOf(piece.start), text: piece.text, changes });
  }
  return { statements, unreadable };
}

/** A placeholder for a schema does not change what the statement does: `${schema}.users`. */
const QUALIFIER = new RegExp(`(["\`]?)\\b${HOLE}\\w*\\1\\s*\\.`, "g");

function pieceReader(dialect: Dialect): (piece: Piece) => Promise<readonly Change[]> {
  let postgres: Promise<PostgresReader> | undefined;
  const readPostgres = async (text: string) => {
    postgres ??= import("./postgres/postgres.ts").then((module) => module.postgresReader());
    return (await postgres)(text);
  };
  if (dialect === "postgres") return (piece) => readPostgres(piece.text);
  const qualified = tableQualifier();
  const procedures = new Map<string, readonly Piece[]>();
  const read = async (piece: Piece): Promise<readonly Change[]> => {
    const { text, tokens } = piece;
    const procedure = procedureOf(piece);
    if (procedure !== undefined) procedures.set(procedure.name, procedure.body);
    // A procedure whose body cannot be read may replace any of the known ones.
    else if (tokens[0]?.text === "CREATE" && tokens.some((token) => token.text === "PROCEDURE")) procedures.clear();
    const [head, called, next] = tokens;
    const body =
      head?.text === "CALL" && (next === undefined || next.text === "(")
        ? procedures.get(called?.written ?? "")
        : undefined;
    if (body !== undefined) {
      // Forgets the procedure first, so that one that calls itself is read once only.
      procedures.delete(called?.written ?? "");
      return (await Promise.all(body.map(read))).flat();
    }
    const changes = readStatement(tokens);
    if (changes !== undefined) return qualified(changes, tokens);
    try {
      return qualified(await readQuery(text, dialect), tokens);
    } catch (error) {
      // SQLite has its upsert and RETURNING from PostgreSQL, and its parser here cannot read them.
      if (error instanceof Unreadable && dialect === "sqlite") return readPostgres(text);
      throw error;
    }
  };
  return read;
}

/** Line numbers, from 1, of offsets that are asked for in ascending order. */
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
