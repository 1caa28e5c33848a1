import { basename } from "node:path/posix";
import type { Diff } from "../../git/diff/diff.ts";
import type { Dialect } from "./sql/lexer.ts";

/**
 * Finds the SQL dialect of a migration: by the name of a folder, else by the database URL, else by the settings files
 * of the repository. The dialect is undefined where none of them names one.
 */
export function dialectFinder(
  diff: Pick<Diff, "tree" | "readNew">,
  databaseUrl: string | undefined,
): (path: string) => Promise<Dialect | undefined> {
  const fromUrl = dialectOfUrl(databaseUrl);
  let settings: Promise<Dialect | undefined> | undefined;
  return async (path) => {
    const folder = path
      .split("/")
      .slice(0, -1)
      .map((part) => DIALECTS.get(part.toLowerCase()))
      .findLast((part) => part !== undefined);
    if (folder !== undefined) return folder;
    if (fromUrl !== undefined) return fromUrl;
    settings ??= dialectOfSettings(diff);
    return settings;
  };
}

const DIALECTS: ReadonlyMap<string, Dialect> = new Map([
  ["postgres", "postgres"],
  ["postgresql", "postgres"],
  ["pg", "postgres"],
  ["pgsql", "postgres"],
  ["mysql", "mysql"],
  ["mysql2", "mysql"],
  ["mariadb", "mysql"],
  ["sqlite", "sqlite"],
  ["sqlite3", "sqlite"],
  ["d1", "sqlite"],
  ["libsql", "sqlite"],
  ["turso", "sqlite"],
]);

/** The dialect by the scheme or the file name of a URL; undefined where neither names one. */
export function dialectOfUrl(url: string | undefined): Dialect | undefined {
  if (url === undefined) return undefined;
  const scheme = /^([a-z0-9]+)[+:]/i.exec(url)?.[1]?.toLowerCase() ?? "";
  if (scheme === "file" || /\.(db|sqlite3?)$/.test(url)) return "sqlite";
  return DIALECTS.get(scheme);
}

// Files in which tools configure their database, the most reliable first.
const SETTINGS = [
  "migration_lock.toml",
  "_journal.json",
  "schema.prisma",
  "drizzle.config.ts",
  "drizzle.config.js",
  "knexfile.js",
  "knexfile.ts",
  "knexfile.cjs",
  "knexfile.mjs",
  "alembic.ini",
  "database.yml",
  "ormconfig.json",
  "ormconfig.js",
  "data-source.ts",
  "flyway.conf",
  "flyway.toml",
  "dbconfig.yml",
  "sqlc.yaml",
  "settings.py",
  "application.properties",
  "application.yml",
  "application.yaml",
  "pom.xml",
  "build.gradle",
  "build.gradle.kts",
  ".env.example",
];
const MAX_SETTINGS = 12;

async function dialectOfSettings(diff: Pick<Diff, "tree" | "readNew">): Promise<Dialect | undefined> {
  const rank = (path: string) => SETTINGS.indexOf(basename(path));
  const files = (await diff.tree())
    .filter((path) => rank(path) >= 0)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, MAX_SETTINGS);
  for (const path of files) {
    const dialect = mentionedDialect((await diff.readNew(path))?.toString("utf8") ?? "");
    if (dialect !== undefined) return dialect;
  }
  return undefined;
}

/** The dialect of the database that a settings file mentions; undefined where it mentions none or several. */
function mentionedDialect(text: string): Dialect | undefined {
  const found = new Set<Dialect>();
  if (/postgres|psycopg|asyncpg|["']pg["']/i.test(text)) found.add("postgres");
  if (/mysql|mariadb/i.test(text)) found.add("mysql");
  if (/sqlite|libsql|turso/i.test(text)) found.add("sqlite");
  const [only] = found;
  return found.size === 1 ? only : undefined;
}
