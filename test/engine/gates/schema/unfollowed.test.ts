// What cannot be followed is unknown, and what can be is judged by what it does: never is it silent.
import { describe, expect, test } from "vitest";
import { judge } from "./diffs.ts";

const WEIGHT = ["additive", "unknown", "breaking"];

/** Undefined: nothing was found. */
async function verdict(
  path: string,
  source: string,
  beside?: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const findings = await judge([{ path, after: source }], beside);
  return WEIGHT[Math.max(...findings.map((finding) => WEIGHT.indexOf(finding.verdict)))];
}

const knex = (before: string, callback: string) =>
  `${before}\nexports.up = (knex) => knex.schema.table("users", ${callback});\nexports.down = async () => {};\n`;

describe("Knex's callbacks", () => {
  test.each([
    ["on this", "", 'function () { this.dropColumn("bio"); }', "breaking"],
    ["on this, additive", "", 'function () { this.string("nick"); }', "additive"],
    ["by the name of an arrow", 'const strip = (t) => t.dropColumn("bio");', "strip", "breaking"],
    ["by the name of a function, on this", 'function strip() { this.dropColumn("bio"); }', "strip", "breaking"],
    ["by the name of an additive function", 'const grow = (t) => t.string("nick");', "grow", "additive"],
    ["of another module", "", 'require("../lib/strip")', "unknown"],
    ["taken from another module", 'const { strip } = require("../lib/strip");', "strip", "unknown"],
    ["made by a call", "const strip = (name) => (t) => t.dropColumn(name);", 'strip("bio")', "unknown"],
    ["taken apart", "", '({ dropColumn }) => dropColumn("bio")', "breaking"],
    ["by a method that was taken off", "", '(t) => { const drop = t.dropColumn; drop("bio"); }', "unknown"],
    ["by apply", "", '(t) => { t.string("x"); const d = t.dropColumn; d.apply(t, ["bio"]); }', "unknown"],
    ["by call", "", '(t) => { t.dropColumn.call(t, "bio"); }', "unknown"],
  ])("%s", async (_, before, callback, expected) => {
    expect(await verdict("migrations/2_x.js", knex(before, callback))).toBe(expected);
  });

  test("a function below the step up", async () => {
    expect(await verdict("migrations/2_x.js", `${knex("", "strip")}function strip(t) { t.dropColumn("bio"); }\n`)).toBe(
      "breaking",
    );
  });
});

const rails = (body: string) => `class A < ActiveRecord::Migration[7.1]\n  def up\n    ${body}\n  end\nend\n`;

describe("Rails", () => {
  test.each([
    ["connection.drop_table(:users)", "breaking"],
    ["connection.remove_column(:users, :bio)", "breaking"],
    ["connection.rename_table :a, :b", "breaking"],
    ["connection.change_column_null(:users, :bio, false)", "breaking"],
    ["connection.add_column(:users, :bio, :text)", "additive"],
    ["ApplicationRecord.connection.tap { |c| c.drop_table :users }", "breaking"],
    ["ActiveRecord::Base.with_connection { |c| c.drop_table(:x) }", "breaking"],
    ["add_concurrent_index :users, :bio", "additive"],
    ["add_concurrent_foreign_key :a, :b, column: :b_id, validate: false", "additive"],
    ["add_text_limit :users, :bio, 255, validate: false", "additive"],
    ["add_text_limit :users, :bio, 255", "breaking"],
  ])("%s", async (body, expected) => {
    expect(await verdict("db/migrate/2_x.rb", rails(body))).toBe(expected);
  });

  test("a migrate of its own", async () => {
    const source =
      "class A < ActiveRecord::Migration[7.1]\n  def migrate(direction)\n    super\n    drop_table(:users) if direction == :up\n  end\n  def change\n    add_column :users, :x, :integer\n  end\nend\n";
    expect(await verdict("db/migrate/2_x.rb", source)).toBe("breaking");
  });
});

describe("MySQL", () => {
  test.each([
    [
      "a delimiter that touches the word before it",
      "DELIMITER $$\nCREATE PROCEDURE p()\nBEGIN\n  SELECT 1;\nEND$$\nDELIMITER ;\nDROP TABLE customer;",
      "breaking",
    ],
    ["a delimiter within the line", "DELIMITER $$\nSELECT 1$$DROP TABLE customer$$\nDELIMITER ;", "breaking"],
    ["a delimiter that touches a name", "DELIMITER $$\nDROP TABLE customer$$\nDELIMITER ;", "breaking"],
    ["a delimiter that is a quote", "DELIMITER '\nSELECT 1'\nDELIMITER ;\nDROP TABLE customer;", "breaking"],
  ])("%s", async (_, source, expected) => {
    expect(await verdict("mysql/migrations/2_x.sql", source)).toBe(expected);
  });
});

describe("what is not the same table, or may not be new", () => {
  test.each([
    ["pg", "CREATE TEMP TABLE customer AS SELECT 1 AS id;\nDROP TABLE public.customer;", "breaking"],
    ["pg", "CREATE TEMPORARY TABLE orders ON COMMIT DROP AS SELECT 1;\nTRUNCATE public.orders;", "breaking"],
    ["pg", "CREATE TEMP TABLE orders (id int);\nDROP TABLE orders;\nDROP TABLE orders;", "breaking"],
    [
      "pg",
      "CREATE TEMP TABLE staging (id int);\nALTER TABLE staging ADD UNIQUE (id);\nTRUNCATE staging;\nDROP TABLE staging;",
      "additive",
    ],
    ["pg", "CREATE TABLE archive.orders (id int);\nALTER TABLE orders DROP COLUMN status;", "breaking"],
    [
      "mysql",
      "CREATE TEMPORARY TABLE `orders` (id INT) ENGINE=MEMORY;\nDROP TEMPORARY TABLE `orders`;\nDROP TABLE `orders`;",
      "breaking",
    ],
    [
      "mysql",
      "DROP TEMPORARY TABLE IF EXISTS `tmp`;\nCREATE TEMPORARY TABLE `tmp` (id INT) ENGINE=MEMORY;\nDELETE FROM tmp;\nDROP TABLE `tmp`;",
      "additive",
    ],
    ["sqlite", 'CREATE TEMP TABLE "User" (id int);\nDROP TABLE main."User";', "breaking"],
    ["pg", "CREATE TABLE IF NOT EXISTS t (id bigint);\nCREATE UNIQUE INDEX IF NOT EXISTS x ON t (id);", "additive"],
    ["pg", "SET search_path TO archive;\nCREATE TABLE orders (id int);\nDROP TABLE public.orders;", "breaking"],
    [
      "pg",
      "SET search_path TO archive;\nCREATE TABLE orders (id int);\nSET search_path TO public;\nDROP TABLE orders;",
      "breaking",
    ],
    [
      "pg",
      "SET search_path = archive;\nCREATE TABLE orders (id int);\nRESET search_path;\nDROP TABLE orders;",
      "breaking",
    ],
    [
      "pg",
      "SELECT set_config('search_path', 'archive', false);\nCREATE TABLE orders (id int);\nDROP TABLE public.orders;",
      "breaking",
    ],
    [
      "pg",
      "SET search_path TO archive;\nCREATE TABLE orders (id int);\nCREATE UNIQUE INDEX u ON archive.orders (id);\nALTER TABLE orders ADD CHECK (id > 0);",
      "additive",
    ],
    [
      "pg",
      "SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.t (id int);\nALTER TABLE ONLY public.t ADD PRIMARY KEY (id);",
      "additive",
    ],
    ["mysql", "USE archive;\nCREATE TABLE orders (id INT);\nUSE app;\nDROP TABLE orders;", "breaking"],
    ["mysql", "USE `archive`;\nCREATE TABLE orders (id INT);\nALTER TABLE archive.orders ADD UNIQUE (id);", "additive"],
    ["mysql", "CREATE INDEX ix ON a (b);\nDROP INDEX ix ON c;", "breaking"],
    ["mysql", "CREATE INDEX ix ON a (b);\nDROP INDEX ix ON a;", "additive"],
    [
      "drizzle/pg",
      'CREATE TABLE IF NOT EXISTS "a" ("id" int);\n--> statement-breakpoint\nALTER TABLE "a" ADD CONSTRAINT c FOREIGN KEY ("id") REFERENCES "b" ("id");',
      "additive",
    ],
  ])("%s: %s", async (dialect, source, expected) => {
    expect(await verdict(`${dialect}/migrations/2_x.sql`, source)).toBe(expected);
  });

  test.each([
    [
      "CREATE TABLE IF NOT EXISTS customer (id bigint);\nALTER TABLE customer ADD UNIQUE (email);",
      "breaking",
      "additive",
    ],
    [
      "CREATE TABLE IF NOT EXISTS customer (id bigint);\nCREATE UNIQUE INDEX x ON customer (email);",
      "breaking",
      "additive",
    ],
    [
      "CREATE TABLE IF NOT EXISTS customer (id bigint);\nALTER TABLE customer ADD CONSTRAINT c FOREIGN KEY (t) REFERENCES tenant (id);",
      "breaking",
      "additive",
    ],
    // Whoever takes a column away knows that it was there.
    [
      "CREATE TABLE IF NOT EXISTS customer (id bigint);\nALTER TABLE customer DROP COLUMN email;",
      "breaking",
      "breaking",
    ],
    ["CREATE OR REPLACE VIEW customer AS SELECT 1 AS id;", "unknown", "additive"],
  ])("%s: %s where an older migration speaks of it, else %s", async (source, known, fresh) => {
    const older = (text: string) => ({ "pg/migrations/1_a.sql": text });
    expect(await verdict("pg/migrations/2_x.sql", source, older('CREATE TABLE "Customer" (id int);'))).toBe(known);
    expect(await verdict("pg/migrations/2_x.sql", source, older("CREATE TABLE customers (id int);"))).toBe(fresh);
  });

  test("a table of Rails that may be there", async () => {
    const source = rails(
      "create_table(:users, if_not_exists: true) { |t| t.string :a }\n    add_index :users, :email, unique: true",
    );
    expect(await verdict("db/migrate/2_x.rb", source, { "db/schema.rb": 'create_table "users" do |t|\nend\n' })).toBe(
      "breaking",
    );
    expect(await verdict("db/migrate/2_x.rb", source, { "db/schema.rb": 'create_table "teams" do |t|\nend\n' })).toBe(
      "additive",
    );
  });
});

const django = (imports: string, rest: string) => `from django.db import migrations\n${imports}\n${rest}\n`;
const MIGRATION = "class Migration(migrations.Migration):\n    operations = ";

describe("Django", () => {
  test.each([
    [
      "an operation under another's name",
      django("from django.db.migrations import DeleteModel as CreateModel", `${MIGRATION}[CreateModel("Product")]`),
      "breaking",
    ],
    [
      "an operation of another module under a known name",
      django("from shop.ops import CreateModel", `${MIGRATION}[CreateModel("Product")]`),
      "unknown",
    ],
    [
      "an operation of the file's own under a known name",
      django("class AddField(migrations.RemoveField): pass", `${MIGRATION}[AddField("product", "price")]`),
      "unknown",
    ],
    [
      "an operation by its own name",
      django("from django.db.migrations import CreateModel", `${MIGRATION}[CreateModel("Product", fields=[])]`),
      "additive",
    ],
    [
      "operations added after the class",
      django("", `${MIGRATION}[]\nMigration.operations += [migrations.DeleteModel("Product")]`),
      "unknown",
    ],
    [
      "operations appended after the class",
      django("", `${MIGRATION}[]\nMigration.operations.append(migrations.DeleteModel("Product"))`),
      "unknown",
    ],
    [
      "an apply of its own",
      django(
        "",
        "class Migration(migrations.Migration):\n    def apply(self, state, editor, collect_sql=False):\n        editor.execute('DROP TABLE x')",
      ),
      "unknown",
    ],
    [
      "code of the module",
      django(
        "from django.db import connection\nwith connection.schema_editor() as e:\n    e.execute('DROP TABLE x')",
        `${MIGRATION}[]`,
      ),
      "unknown",
    ],
    [
      "another base class",
      django("from shop.migrations import _ops", "class Migration(_ops.Base):\n    pass"),
      "unknown",
    ],
    [
      "a base class that is not Django's",
      "from sentry.new_migrations.migrations import CheckedMigration\nclass Migration(CheckedMigration):\n    operations = []\n",
      "unknown",
    ],
    ["the class of another module", "from .base import Migration\n", "unknown"],
    [
      "a merge of two branches",
      django("", "class Migration(migrations.Migration):\n    dependencies = []\n    operations = []"),
      undefined,
    ],
  ])("%s", async (_, source, expected) => {
    expect(await verdict("shop/migrations/0002_x.py", source)).toBe(expected);
  });
});

describe("what RunPython is handed", () => {
  const python = (body: string, imports = "") =>
    django(
      imports,
      `def forwards(apps, schema_editor):\n    Product = apps.get_model("shop", "Product")\n    ${body}\n\n${MIGRATION}[migrations.RunPython(forwards, backwards)]`,
    );
  test.each([
    ["Product.objects.filter(sku__isnull=True).update(sku='x')", "additive"],
    [
      "for p in Product.objects.all():\n        p.sku = uuid.uuid4()\n        p.save(update_fields=['sku'])",
      "additive",
    ],
    ["Product.objects.bulk_create([Product(name='a'), Product(name='b')])", "additive"],
    [
      "Product.objects.using(schema_editor.connection.alias).get_or_create(name='a')\n    print('done', Product.objects.count())",
      "additive",
    ],
    ["Product.objects.update(price=0)", "breaking"],
    ["Product.objects.all().delete()", "breaking"],
    ["rows = Product.objects.all()\n    rows.delete()", "breaking"],
    ["Product.objects.filter(name='x').delete()", "unknown"],
    [
      "with schema_editor.connection.cursor() as cursor:\n        cursor.execute('ALTER TABLE shop_product DROP COLUMN legacy')",
      "breaking",
    ],
    ["schema_editor.execute('DROP TABLE shop_product')", "breaking"],
    ["schema_editor.delete_model(Product)", "unknown"],
    ["for model in apps.get_models():\n        model.objects.all().delete()", "breaking"],
    ["call_command('flush')", "unknown"],
    ["maintenance.rebuild()", "unknown"],
    ["os.system('psql -f x.sql')", "unknown"],
  ])("%s", async (body, expected) => {
    expect(await verdict("shop/migrations/0002_x.py", python(body))).toBe(expected);
  });

  test.each([
    [
      "a function of another module",
      "from shop.maintenance import forwards",
      "[migrations.RunPython(forwards)]",
      "unknown",
    ],
    ["nothing", "", "[migrations.RunPython(migrations.RunPython.noop)]", undefined],
    [
      "operations of a list by its name",
      'gone = [migrations.RemoveField("product", "legacy")]',
      '[migrations.AddField("product", "z", models.TextField(null=True))] + gone',
      "breaking",
    ],
    [
      "operations of another module",
      "from shop.ops import OPS",
      '[migrations.AddField("product", "z", models.TextField(null=True))] + OPS',
      "unknown",
    ],
  ])("%s", async (_, before, operations, expected) => {
    expect(await verdict("shop/migrations/0002_x.py", django(before, MIGRATION + operations))).toBe(expected);
  });
});

const alembic = (body: string, before = "") =>
  `from alembic import op\nimport sqlalchemy as sa\ndown_revision = "a"\n${before}\ndef upgrade():\n    ${body}\n`;

describe("Alembic", () => {
  test.each([
    ["through the package", alembic("alembic.op.drop_table('x')", "import alembic"), "breaking"],
    ["through the package under another name", alembic("a.op.drop_table('x')", "import alembic as a"), "breaking"],
    ["through the module under another name", alembic("o.drop_table('x')", "import alembic.op as o"), "breaking"],
    ["outside of any function", alembic("pass", "op.drop_table('x')"), "breaking"],
    ["on a condition outside of any function", alembic("pass", "if True:\n    op.drop_table('x')"), "breaking"],
    [
      "in a static method",
      alembic("H.go()", "class H:\n    @staticmethod\n    def go():\n        op.drop_table('x')"),
      "breaking",
    ],
    ["behind a decorator", alembic("pass", "def drops(fn):\n    return fn\n@drops"), "unknown"],
    ["by a program", alembic("subprocess.run(['psql', '-f', 'x.sql'])", "import subprocess"), "unknown"],
    ["by a shell", alembic("os.system('psql -f x.sql')", "import os"), "unknown"],
    [
      "by copying",
      alembic(
        "with op.batch_alter_table('t', copy_from=other) as b:\n        b.add_column(sa.Column('x', sa.Integer))",
      ),
      "unknown",
    ],
    [
      "an addition through the package",
      alembic("alembic.op.add_column('t', sa.Column('x', sa.Integer))", "import alembic"),
      "additive",
    ],
  ])("%s", async (_, source, expected) => {
    expect(await verdict("migrations/versions/x.py", source)).toBe(expected);
  });
});

test("a migration that is moved out of its folder is deleted", async () => {
  const text = "CREATE TABLE a (id int);";
  const findings = await judge([
    { kind: "renamed", oldPath: "db/migrations/2_a.sql", path: "attic/2_a.sql", before: text, after: text },
  ]);
  expect(findings.filter(({ tier }) => tier === "hard").map(({ rule, file }) => `${rule} ${file}`)).toEqual([
    "deleted-migration db/migrations/2_a.sql",
  ]);
});

describe("MySQL's procedures, called where they are made", () => {
  const procedure = (body: string) =>
    `DELIMITER $$\nCREATE PROCEDURE p()\nBEGIN\n  ${body}\nEND$$\nDELIMITER ;\nCALL p();\nDROP PROCEDURE p;`;
  test.each([
    [
      "IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'a') THEN\n    ALTER TABLE a ADD COLUMN z INT NULL;\n  END IF;",
      "additive",
    ],
    ["ALTER TABLE a DROP COLUMN z;", "breaking"],
    ["IF purge_all() THEN\n    ALTER TABLE a ADD COLUMN z INT NULL;\n  END IF;", "unknown"],
    ["PREPARE s FROM @sql;", "unknown"],
    ["CALL other();", "unknown"],
  ])("%s", async (body, expected) => {
    expect(await verdict("mysql/migrations/2_x.sql", procedure(body))).toBe(expected);
  });
});

describe("SQL that does more than it seems to", () => {
  test.each([
    ["pg", "INSERT INTO audit SELECT purge_all();", "unknown"],
    ["pg", "INSERT INTO audit SELECT lower(trim(name)), jsonb_build_object('a', 1), now() FROM users;", "additive"],
    ["pg", "INSERT INTO audit (id, at) VALUES (next_id(), now());", "additive"],
    ["pg", "CREATE TABLE z AS SELECT purge_all();", "unknown"],
    ["pg", "CREATE TABLE z AS SELECT count(*) FROM users;", "additive"],
    [
      "pg",
      "CREATE OR REPLACE FUNCTION a() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM customer; RETURN NULL; END $$;",
      "unknown",
    ],
    [
      "pg",
      "CREATE OR REPLACE FUNCTION a() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := now(); RETURN NEW; END $$;",
      "additive",
    ],
    ["pg", "CREATE OR REPLACE VIEW v AS SELECT id FROM users;", "additive"],
    ["mysql", "CREATE OR REPLACE VIEW v AS SELECT id FROM users;", "unknown"],
    ["mysql", "CREATE OR REPLACE ALGORITHM=MERGE VIEW `v` AS SELECT `id` FROM `users`;", "unknown"],
    ["mysql", "REPLACE INTO customer SELECT * FROM old;", "unknown"],
    ["mysql", "REPLACE INTO settings (k, v) VALUES ('a', 1);", "additive"],
    ["mysql", "CREATE EVENT purge ON SCHEDULE EVERY 1 DAY DO DELETE FROM customer;", "unknown"],
    ["mysql", "ALTER TABLE customer ALTER INDEX ix INVISIBLE;", "unknown"],
    ["mysql", "ALTER TABLE customer ALTER INDEX ix VISIBLE;", "additive"],
  ])("%s: %s", async (dialect, source, expected) => {
    expect(await verdict(`${dialect}/migrations/2_x.sql`, source)).toBe(expected);
  });

  test("Flyway's migrations in Java", async () => {
    expect(
      await verdict("src/main/java/db/migration/V3__Drop.java", "public class V3__Drop extends BaseJavaMigration {}"),
    ).toBe("unknown");
    expect(await verdict("src/main/java/db/Settings.java", "public class Settings {}")).toBeUndefined();
  });

  test("the database a Java project is set up for", async () => {
    const findings = await judge(
      [
        {
          path: "src/main/resources/db/migration/V2__v.sql",
          after: "CREATE OR REPLACE VIEW v AS SELECT id FROM users;",
        },
      ],
      { "src/main/resources/application.properties": "spring.datasource.url=jdbc:mysql://localhost/app" },
    );
    expect(findings.map((finding) => finding.verdict)).toEqual(["unknown"]);
  });
});

describe("TypeORM's class that is exported without a name for it", () => {
  test.each([
    ['ALTER TABLE "user" ADD "bio" text', "additive"],
    ['DROP TABLE "user"', "breaking"],
  ])("%s", async (sql, expected) => {
    const source = `module.exports = class X1 {\n  async up(queryRunner) { await queryRunner.query(\`${sql}\`); }\n  async down(queryRunner) { await queryRunner.query('DROP TABLE gone'); }\n};\n`;
    expect(await verdict("src/migrations/1700000000003-X.js", source)).toBe(expected);
  });
});

describe("types in TypeScript's calls", () => {
  test.each([
    ["await knex<User>('users').del();", "breaking"],
    ["await knex<User>('users').where('id', 1).update({ a: 1 });", "additive"],
    ["await knex.select<{ id: number }[]>('id').from('users');\n  await knex.schema.dropTable('x');", "breaking"],
  ])("%s", async (body, expected) => {
    expect(
      await verdict(
        "migrations/20250301000000_x.ts",
        `import type { Knex } from "knex";\nexport async function up(knex: Knex) {\n  ${body}\n}\n`,
      ),
    ).toBe(expected);
  });
});

describe("a script that does not say what runs it", () => {
  const source =
    'module.exports = {\n  up: async (qi, S) => { await qi.removeColumn("Users", "bio"); },\n  down: async () => {},\n};\n';
  test.each([
    [{ "package.json": '{"dependencies":{"sequelize":"6.37.0"}}' }, "breaking"],
    [
      { "package.json": '{"private":true}', "api/package.json": '{"devDependencies":{"sequelize-cli":"6.0.0"}}' },
      "breaking",
    ],
    [{ "package.json": '{"dependencies":{"sequelize":"6.37.0","knex":"3.0.0"}}' }, "unknown"],
    [{ "package.json": "{" }, "unknown"],
    [{}, "unknown"],
  ])("%s", async (beside, expected) => {
    expect(await verdict("api/migrations/20250301000000-x.js", source, beside)).toBe(expected);
  });
});

describe("what no reader is there for", () => {
  test.each([
    [
      "src/main/resources/db/changelog/001.xml",
      '<databaseChangeLog><changeSet id="1"><dropTable tableName="customer"/></changeSet></databaseChangeLog>',
      "unknown",
    ],
    [
      "src/main/resources/db/changelog/master.xml",
      '<databaseChangeLog><include file="001.xml"/></databaseChangeLog>',
      undefined,
    ],
    ["liquibase/changes.yaml", "databaseChangeLog:\n  - changeSet:\n      id: 1\n", "unknown"],
    [
      "src/main/resources/db/changelog/002.sql",
      "--liquibase formatted sql\n--changeset a:1\nDROP TABLE customer;\n--rollback SELECT 1;\n",
      "breaking",
    ],
    ["database/migrations/2024_01_01_000000_create_x.php", "<?php", "unknown"],
    ["priv/repo/migrations/20240101000000_x.exs", "defmodule X do\nend\n", "unknown"],
    ["Migrations/20240101000000_Init.cs", "class Init {}", "unknown"],
    ["Migrations/20240101000000_Init.Designer.cs", "class Init {}", undefined],
    ["db/settings.yaml", "a: 1\n", undefined],
  ])("%s", async (path, source, expected) => {
    expect(await verdict(path, source)).toBe(expected);
  });
});
