// Which files are migrations, and in what they are written. Only this looks at names; nothing is judged by them.

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
  /** In a folder where migrations are kept; elsewhere a file has to prove itself one. */
  readonly usual: boolean;
  /** May hold both directions, marked by comments. */
  readonly sections: boolean;
  /** Meant to be edited and run again (Flyway's R__). */
  readonly repeatable: boolean;
}

const FOLDERS =
  /(^|\/)(migrations?|migrate|drizzle|flyway|deploy|alembic|versions|changelogs?|changesets?|sqls|schema-migrations|db_migrations)(\/|$)/i;
const FLYWAY = /(^|\/)(V[\d._]+|R)__[^/]*\.sql$/;
const MANAGED = /(^|\/)migrations\/[^/]+\/migration\.sql$|(^|\/)drizzle\/[^/]+\.sql$|\.up\.sql$/;
/** Flyway's migrations in a language of the JVM; those of Laravel, Doctrine, Ecto, Entity Framework, goose, SeaORM. */
const PROGRAM =
  /(^|\/)db\/migrations?\/(.+\/)?[VR][\d._]*__[^/]*\.(java|kt|scala|groovy)$|(^|\/)\w*migrations?\/(.+\/)?(m|Version)?\d{3,}[\w-]*\.(php|exs?|go|cs|fs|java|kt|rs|swift)$/i;
/** Liquibase's; which they are is told by what they hold. */
const CHANGELOG = /(changelog|liquibase).*\.(xml|ya?ml|json)$|(^|\/)(db|migrations?)\/.*\.(xml|ya?ml)$/i;
const SOURCES = /\.(sql|py|rb|[cm]?[jt]s)$/i;
const NO_MIGRATION =
  /\.(test|spec)\.[cm]?[jt]s$|\.d\.[cm]?ts$|(^|\/)(__init__|env|conftest)\.py$|(^|\/)schema\.rb$|(^|\/)index\.[cm]?[jt]s$/;

/** True for what may be a migration by its name alone: worth reading. */
export function mayBeMigration(path: string): boolean {
  return PROGRAM.test(path) || CHANGELOG.test(path) || (SOURCES.test(path) && !NO_MIGRATION.test(path));
}

export function isUsualFolder(path: string): boolean {
  return FOLDERS.test(path) || FLYWAY.test(path);
}

/** Undefined where it is none, by its name and what it speaks of. `text` undefined: it cannot be read. */
export function locate(path: string, text: string | undefined): Located | undefined {
  if (!mayBeMigration(path)) return undefined;
  if (PROGRAM.test(path)) return { form: "program", usual: true, sections: false, repeatable: false };
  // New change sets go into the file that is there.
  if (CHANGELOG.test(path))
    return text?.includes("databaseChangeLog") === true && text.includes("changeSet")
      ? { form: "changelog", usual: true, sections: false, repeatable: true }
      : undefined;
  const usual = isUsualFolder(path);
  const form = formOf(path, text, usual);
  if (form === undefined) return undefined;
  const flyway = FLYWAY.test(path);
  return {
    form,
    usual,
    sections: form === "sql" && !flyway && !MANAGED.test(path),
    repeatable: flyway && /(^|\/)R__/.test(path),
  };
}

function formOf(path: string, text: string | undefined, usual: boolean): Form | undefined {
  if (/\.sql$/i.test(path)) return "sql";
  if (text === undefined) return usual ? "script" : undefined;
  const speaks = (...words: readonly string[]) => words.some((word) => text.includes(word));
  if (/\.py$/i.test(path)) {
    if (speaks("migrations.Migration", "(Migration)", "django.db"))
      return speaks("operations", "Migration") ? "django" : undefined;
    if (speaks("alembic", "down_revision") && speaks("upgrade")) return "alembic";
    return /(^|\/)migrations\/\d{3,}_[^/]*$/.test(path) ? "django" : undefined;
  }
  if (/\.rb$/i.test(path))
    return speaks("ActiveRecord::Migration") || /(^|\/)db\/\w*migrate\//.test(path) ? "rails" : undefined;
  if (speaks("MigrationInterface", "QueryRunner", "queryRunner")) return "typeorm";
  if (speaks("queryInterface", "QueryInterface")) return "sequelize";
  if (speaks("knex", "Knex") || (usual && speaks(".schema."))) return "knex";
  if (usual && speaks("sequelize", "Sequelize")) return "sequelize";
  return /(^|\/)\w*migrations?\//i.test(path) ? "script" : undefined;
}

const DOWN = /(\.down|\.undo|\.rollback|[-_]down)\.sql$|(^|\/)(down|revert)\.sql$/i;
const DOWN_FOLDER = /(^|\/)(down|revert|rollback|undo)\/[^/]+\.sql$/i;
const FLYWAY_UNDO = /(^|\/)U[\d._]+__[^/]*\.sql$/;

/** Runs on the way back only. A name that merely ends so needs its counterpart for the way up in `tree`. */
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

/** A dump of the whole schema, written by the migration tool itself. */
export function isDump(path: string): boolean {
  return /(^|\/)(structure|schema)\.sql$/.test(path) && !isUsualFolder(path);
}
