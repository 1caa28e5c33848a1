import { describe, expect, test } from "vitest";
import { contextOf, judge, judgeFile, summary } from "./diffs.ts";

describe("findings", () => {
  test("carry what the transcript prints", async () => {
    const [additive, breaking] = await judgeFile(
      "prisma/migrations/2_x/migration.sql",
      '-- CreateTable\nCREATE TABLE "api_keys" ("id" TEXT NOT NULL);\n\nALTER TABLE "users"\n  DROP COLUMN "legacy_status";\n',
    );
    expect(additive).toMatchObject({
      gate: "schema",
      rule: "create-table",
      tier: "elevated",
      verdict: "additive",
      line: 2,
      object: "api_keys",
      label: "needs-db-review",
      note: { kind: "migration", statement: 'CREATE TABLE "api_keys"', risk: undefined },
    });
    expect(breaking).toMatchObject({
      rule: "drop-column",
      tier: "hard",
      verdict: "breaking",
      file: "prisma/migrations/2_x/migration.sql",
      line: 4,
      object: "users.legacy_status",
      label: undefined,
      note: { kind: "migration", statement: 'DROP COLUMN "legacy_status"', risk: "Data loss (row count unknown)" },
    });
  });

  test("are one a statement, by the worst of its parts", async () => {
    expect(
      summary(
        await judgeFile(
          "migrations/2.sql",
          "ALTER TABLE a ADD x int, DROP y, ADD z int; BEGIN; CREATE TABLE b (id int); COMMIT;",
        ),
      ),
    ).toEqual(["breaking drop-column a.y", "additive create-table b"]);
  });

  test("have the line of the file, inside of strings too", async () => {
    const findings = await judgeFile(
      "alembic/versions/a.py",
      'from alembic import op\ndown_revision = "x"\ndef upgrade():\n    op.execute("""\n        SELECT 1;\n        DROP TABLE a\n    """)\n',
    );
    expect(findings.map(({ line }) => line)).toEqual([6]);
  });

  test("keep their fingerprint when the file around them changes, and lose it when the statement does", async () => {
    const print = async (source: string) =>
      (await judgeFile("migrations/2.sql", source)).find(({ rule }) => rule === "drop-table")?.fingerprint;
    const first = await print("DROP TABLE a;");
    expect(await print("-- more\nCREATE TABLE b (id int);\n\nDROP   TABLE\n  a;")).toBe(first);
    expect(await print("DROP TABLE a CASCADE;")).not.toBe(first);
    const twice = await judgeFile("migrations/2.sql", "DROP TABLE a; DROP TABLE a;");
    expect(new Set(twice.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  test("are explained", async () => {
    const context = contextOf();
    await judge([{ path: "migrations/2.sql", after: "DROP TABLE a;" }], {}, context);
    expect(context.explained).toEqual(["schema: migrations/2.sql read as sql, 1 statement"]);
  });
});

describe("older migrations", () => {
  test("edited: a finding of its own, and what is new in it is judged", async () => {
    const findings = await judge([
      {
        path: "migrations/1.sql",
        before: "CREATE TABLE a (id int);",
        after: "CREATE TABLE a (id int);\nDROP TABLE b;",
      },
    ]);
    expect(summary(findings)).toEqual(["breaking drop-table b", "breaking edited-migration migrations/1.sql"]);
  });

  test("deleted: a finding of its own", async () => {
    const findings = await judge([
      { path: "db/migrate/1_a.rb", before: "class A < ActiveRecord::Migration[7.1]\n  def change\n  end\nend\n" },
    ]);
    expect(findings.map(({ rule, tier }) => `${rule} ${tier}`)).toEqual(["deleted-migration hard"]);
  });

  test("made executable only: nothing", async () => {
    expect(
      await judge([
        {
          path: "migrations/1.sql",
          kind: "modified",
          oldMode: "100644",
          newMode: "100755",
          before: "DROP TABLE a;",
          after: "DROP TABLE a;",
        },
      ]),
    ).toEqual([]);
  });

  test("repeatable ones are meant to be edited", async () => {
    expect(
      summary(
        await judge([
          {
            path: "db/migration/R__views.sql",
            before: "CREATE OR REPLACE VIEW v AS SELECT 1;",
            after: "CREATE OR REPLACE VIEW v AS SELECT 2;",
          },
        ]),
      ),
    ).toEqual(["additive create-view v"]);
  });

  test("a helper beside them is none of them", async () => {
    expect(
      await judge([
        { path: "migrations/env.py", before: "import alembic", after: "import alembic\ndef upgrade(): pass" },
      ]),
    ).toEqual([]);
  });
});

describe("what is no migration", () => {
  test.each([
    ["queries", "src/queries.sql", "-- name: DeleteAll :exec\nDELETE FROM sessions;\nSELECT * FROM a;"],
    ["application code", "src/models.py", "from alembic import op\nclass A: pass"],
    [
      "application code in TypeScript",
      "src/db.ts",
      "import { QueryRunner } from 'typeorm';\nexport async function clean(queryRunner: QueryRunner) { await queryRunner.dropTable('a'); }",
    ],
    ["a spec beside migrations", "migrations/a.test.ts", "await knex.schema.dropTable('a')"],
    ["documents", "migrations/README.md", "DROP TABLE a;"],
  ])("%s", async (_, path, source) => {
    expect(await judgeFile(path, source)).toEqual([]);
  });
});

describe("Django's AlterField", () => {
  const migration = (operation: string) =>
    `from django.db import migrations, models\nclass Migration(migrations.Migration):\n    operations = [${operation}]\n`;
  const earlier = {
    "shop/migrations/0001_initial.py": migration(
      "migrations.CreateModel(name='User', fields=[('email', models.CharField(max_length=100)), ('age', models.IntegerField(null=True))])",
    ),
    "shop/migrations/0002_more.py": migration(
      "migrations.AddField('user', 'nick', models.CharField(max_length=10, default=''))",
    ),
  };
  test.each([
    ["email', models.CharField(max_length=100, help_text='x', verbose_name='Mail')", "additive setting"],
    ["email', models.CharField(max_length=100, null=True)", "additive drop-not-null"],
    ["email', models.CharField(max_length=200)", "breaking change-column-type"],
    ["email', models.CharField(max_length=100, unique=True)", "breaking add-unique"],
    ["age', models.IntegerField(default=0)", "breaking set-not-null"],
    ["nick', models.CharField(max_length=10, blank=True)", "additive setting"],
    ["nick', models.CharField(max_length=10, db_column='n')", "breaking rename-column"],
    ["other', models.CharField(max_length=10)", "unknown unreadable"],
  ])("%s is %s", async (field, expected) => {
    const findings = await judge(
      [{ path: "shop/migrations/0003_x.py", after: migration(`migrations.AlterField('user', '${field})`) }],
      earlier,
    );
    expect(findings.map(({ verdict, rule }) => `${verdict} ${rule}`)).toEqual([expected]);
  });
});

describe("a model without its migration", () => {
  const beside = { "shop/migrations/0001_initial.py": "" };
  test("warns where the framework keeps migrations", async () => {
    const before = "class User(models.Model):\n    name = models.TextField()\n";
    const findings = await judge(
      [{ path: "shop/models.py", before, after: `${before}    nick = models.TextField(null=True)\n` }],
      beside,
    );
    expect(findings).toMatchObject([
      { rule: "model-without-migration", tier: "elevated", label: "needs-db-review", line: 1 },
    ]);
  });
  test("says nothing of methods, or where the migration is there", async () => {
    const before = "class User(models.Model):\n    name = models.TextField()\n";
    expect(
      await judge([{ path: "shop/models.py", before, after: `${before}    def x(self):\n        return 1\n` }], beside),
    ).toEqual([]);
    const migration =
      "from django.db import migrations\nclass Migration(migrations.Migration):\n    operations = [migrations.DeleteModel('A')]\n";
    expect(
      summary(
        await judge(
          [
            { path: "shop/models.py", before, after: "class B(models.Model):\n    x = models.TextField()\n" },
            { path: "shop/migrations/0002_x.py", after: migration },
          ],
          beside,
        ),
      ),
    ).toEqual(["breaking drop-table shop_a"]);
  });
});
