// Finds the files that are migrations, and the language or tool that they are written for. Verdicts do not depend on
// paths.

/** The tool or language of a migration. `script`: JavaScript or TypeScript for a tool that the file does not name. */
export type Form =
  | "sql"
  | "alembic"
  | "django"
  | "rails"
  | "knex"
  | "typeorm"
  | "sequelize"
  | "program"
  | "changelog"
  | "script";

export interface Located {
  readonly form: Form;
  /** At a path where migrations are usually kept. Elsewhere only the content can show that a file is a migration. */
  readonly conventional: boolean;
  /** The file may contain both directions, separated by comments. */
  readonly sections: boolean;
  /** Meant to be edited and run again (Flyway's `R__…`). */
  readonly repeatable: boolean;
}

const FOLDERS = new RegExp(
  "(^|/)(migrations?|migrate|drizzle|flyway|deploy|alembic|versions|changelogs?|changesets?|sqls|schema-migrations|" +
    "db_migrations)(/|$)",
  "i",
);
const FLYWAY = /(^|\/)(V[\d._]+|R)__[^/]*\.sql$/;
const MANAGED = /(^|\/)migrations\/[^/]+\/migration\.sql$|(^|\/)drizzle\/[^/]+\.sql$|\.up\.sql$/;
/** Flyway's migrations in a JVM language, and those of Laravel, Doctrine, Ecto, Entity Framework, goose and SeaORM. */
const PROGRAM = new RegExp(
  String.raw`(^|/)db/migrations?/(.+/)?[VR][\d._]*__[^/]*\.(java|kt|scala|groovy)$|` +
    String.raw`(^|/)\w*migrations?/(.+/)?(m|Version)?\d{3,}[\w-]*\.(php|exs?|go|cs|fs|java|kt|rs|swift)$`,
  "i",
);
/** Paths that changelogs of Liquibase may have. The content decides. */
const CHANGELOG = /(changelog|liquibase).*\.(xml|ya?ml|json)$|(^|\/)(db|migrations?)\/.*\.(xml|ya?ml)$/i;
const SOURCES = /\.(sql|py|rb|[cm]?[jt]s)$/i;
const NO_MIGRATION = new RegExp(
  String.raw`\.(test|spec)\.[cm]?[jt]s$|\.d\.[cm]?ts$|(^|/)(__init__|env|conftest)\.py$|(^|/)schema\.rb$|` +
    String.raw`(^|/)index\.[cm]?[jt]s$`,
);

/** True where a path alone does not rule out that the file is a migration, so its content has to be read. */
export function mayBeMigration(path: string): boolean {
  return PROGRAM.test(path) || CHANGELOG.test(path) || (SOURCES.test(path) && !NO_MIGRATION.test(path));
}

/** True for paths at which a tool keeps its migrations. */
export function isConventionalPath(path: string): boolean {
  return FOLDERS.test(path) || FLYWAY.test(path);
}

/**
 * Undefined where the path and the content show that a file is not a migration.
 * @param text undefined where the file cannot be read
 */
export function locate(path: string, text: string | undefined): Located | undefined {
  if (!mayBeMigration(path)) return undefined;
  if (PROGRAM.test(path)) return { form: "program", conventional: true, sections: false, repeatable: false };
  // Repeatable, since new change sets are added to the existing file.
  if (CHANGELOG.test(path))
    return text?.includes("databaseChangeLog") === true && text.includes("changeSet")
      ? { form: "changelog", conventional: true, sections: false, repeatable: true }
      : undefined;
  const conventional = isConventionalPath(path);
  const form = formOf(path, text, conventional);
  if (form === undefined) return undefined;
  const flyway = FLYWAY.test(path);
  return {
    form,
    conventional,
    sections: form === "sql" && !flyway && !MANAGED.test(path),
    repeatable: flyway && /(^|\/)R__/.test(path),
  };
}

function formOf(path: string, text: string | undefined, conventional: boolean): Form | undefined {
  if (/\.sql$/i.test(path)) return "sql";
  if (text === undefined) return conventional ? "script" : undefined;
  const mentions = (...words: readonly string[]) => words.some((word) => text.includes(word));
  if (/\.py$/i.test(path)) {
    if (mentions("migrations.Migration", "(Migration)", "django.db"))
      return mentions("operations", "Migration") ? "django" : undefined;
    if (mentions("alembic", "down_revision") && mentions("upgrade")) return "alembic";
    return /(^|\/)migrations\/\d{3,}_[^/]*$/.test(path) ? "django" : undefined;
  }
  if (/\.rb$/i.test(path))
    return mentions("ActiveRecord::Migration") || /(^|\/)db\/\w*migrate\//.test(path) ? "rails" : undefined;
  if (mentions("MigrationInterface", "QueryRunner", "queryRunner")) return "typeorm";
  if (mentions("queryInterface", "QueryInterface")) return "sequelize";
  if (mentions("knex", "Knex") || (conventional && mentions(".schema."))) return "knex";
  if (conventional && mentions("sequelize", "Sequelize")) return "sequelize";
  return /(^|\/)\w*migrations?\//i.test(path) ? "script" : undefined;
}

const DOWN = /(\.down|\.undo|\.rollback|[-_]down)\.sql$|(^|\/)(down|revert)\.sql$/i;
const DOWN_FOLDER = /(^|\/)(down|revert|rollback|undo)\/[^/]+\.sql$/i;
const FLYWAY_UNDO = /(^|\/)U[\d._]+__[^/]*\.sql$/;

/**
 * True for a file that only runs when migrations are reverted. A name such as `x_down.sql` counts only where `tree`
 * has the matching up migration, such as `x_up.sql`.
 */
export function isDown(path: string, tree: ReadonlySet<string>): boolean {
  if (FLYWAY.test(path)) return false;
  if (FLYWAY_UNDO.test(path) || /\.down\.sql$/i.test(path)) return true;
  const counterparts = DOWN.test(path)
    ? [
        path.replace(/down\.sql$/i, "up.sql"),
        path.replace(/(\.undo|\.rollback)\.sql$/i, ".sql"),
        path.replace(/revert\.sql$/i, "deploy.sql"),
      ]
    : DOWN_FOLDER.test(path)
      ? [
          ["down", "up"],
          ["revert", "deploy"],
          ["rollback", "up"],
          ["undo", "up"],
          ["rollback", ""],
          ["undo", ""],
        ].map(([from, to]) => path.replace(`${from}/`, to === "" ? "" : `${to}/`))
      : [];
  return counterparts.some((other) => other !== path && tree.has(other));
}

/** True for a dump of the whole schema, as migration tools write it. */
export function isDump(path: string): boolean {
  return /(^|\/)(structure|schema)\.sql$/.test(path) && !isConventionalPath(path);
}
