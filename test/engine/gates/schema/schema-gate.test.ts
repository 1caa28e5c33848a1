import { describe, expect, test } from "vitest";
import { contextOf, judge, judgeFile, summary } from "./diffs.ts";

describe("findings", () => {
  test("have the fields that the transcript prints", async () => {
    const [additive, breaking] = await judgeFile(
      "prisma/migrations/2_x/migration.sql",
      '-- CreateTable\nCREATE TABLE "api_keys" ("id" TEXT NOT NULL);\n\nALTER TABLE "users"\n' +
        '  DROP COLUMN "legacy_status";\n',
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

  test("are one per statement, for its worst change", async () => {
    expect(
      summary(
        await judgeFile(
          "migrations/2.sql",
          "ALTER TABLE a ADD x int, DROP y, ADD z int; BEGIN; CREATE TABLE b (id int); COMMIT;",
        ),
      ),
    ).toEqual(["breaking drop-column a.y", "additive create-table b"]);
  });

  test("have the line in the file, also inside of strings", async () => {
    const findings = await judgeFile(
      "alembic/versions/a.py",
      'from alembic import op\ndown_revision = "x"\ndef upgrade():\n    op.execute("""\n        SELECT 1;\n' +
        '        DROP TABLE a\n    """)\n',
    );
    expect(findings.map(({ line }) => line)).toEqual([6]);
  });

  test("keep their fingerprint when the file around them changes, but not when the statement changes", async () => {
    const print = async (source: string) =>
      (await judgeFile("migrations/2.sql", source)).find(({ rule }) => rule === "drop-table")?.fingerprint;
    const first = await print("DROP TABLE a;");
    expect(await print("-- more\nCREATE TABLE b (id int);\n\nDROP   TABLE\n  a;")).toBe(first);
    expect(await print("DROP TABLE a CASCADE;")).not.toBe(first);
    const twice = await judgeFile("migrations/2.sql", "DROP TABLE a; DROP TABLE a;");
    expect(new Set(twice.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  test("come with an explanation of how the file was read", async () => {
    const context = contextOf();
    await judge([{ path: "migrations/2.sql", after: "DROP TABLE a;" }], {}, context);
    expect(context.explained).toEqual(["schema: migrations/2.sql read as sql, 1 statement"]);
  });
});

describe("older migrations", () => {
  test("an edited migration has a finding, and its new statements are judged", async () => {
    const findings = await judge([
      {
        path: "migrations/1.sql",
        before: "CREATE TABLE a (id int);",
        after: "CREATE TABLE a (id int);\nDROP TABLE b;",
      },
    ]);
    expect(summary(findings)).toEqual(["breaking drop-table b", "breaking edited-migration migrations/1.sql"]);
  });

  test("a deleted migration has a finding", async () => {
    const findings = await judge([
      { path: "db/migrate/1_a.rb", before: "class A < ActiveRecord::Migration[7.1]\n  def change\n  end\nend\n" },
    ]);
    expect(findings.map(({ rule, tier }) => `${rule} ${tier}`)).toEqual(["deleted-migration hard"]);
  });

  test("a change of the file mode alone has no finding", async () => {
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

  test("editing a repeatable migration has no finding", async () => {
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

  test("a helper file next to migrations is not judged", async () => {
    expect(
      await judge([
        { path: "migrations/env.py", before: "import alembic", after: "import alembic\ndef upgrade(): pass" },
      ]),
    ).toEqual([]);
  });
});

describe("files that are not migrations have no finding", () => {
  test.each([
    ["queries", "src/queries.sql", "-- name: DeleteAll :exec\nDELETE FROM sessions;\nSELECT * FROM a;"],
    ["application code", "src/models.py", "from alembic import op\nclass A: pass"],
    [
      "application code in TypeScript",
      "src/db.ts",
      "import { QueryRunner } from 'typeorm';\n" +
        "export async function clean(queryRunner: QueryRunner) { await queryRunner.dropTable('a'); }",
    ],
    ["a spec beside migrations", "migrations/a.test.ts", "await knex.schema.dropTable('a')"],
    ["documents", "migrations/README.md", "DROP TABLE a;"],
  ])("%s", async (_, path, source) => {
    expect(await judgeFile(path, source)).toEqual([]);
  });
});

describe("AlterField of Django", () => {
  const migration = (operation: string) =>
    "from django.db import migrations, models\nclass Migration(migrations.Migration):\n" +
    `    operations = [${operation}]\n`;
  const earlier = {
    "shop/migrations/0001_initial.py": migration(
      "migrations.CreateModel(name='User', fields=[('email', models.CharField(max_length=100)), ('age', " +
        "models.IntegerField(null=True))])",
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

describe("a changed model without a migration", () => {
  const unchanged = { "shop/migrations/0001_initial.py": "" };
  test("is reported where the repository has migrations", async () => {
    const before = "class User(models.Model):\n    name = models.TextField()\n";
    const findings = await judge(
      [{ path: "shop/models.py", before, after: `${before}    nick = models.TextField(null=True)\n` }],
      unchanged,
    );
    expect(findings).toMatchObject([
      { rule: "model-without-migration", tier: "elevated", label: "needs-db-review", line: 1 },
    ]);
  });
  test("is not reported for a changed method, or where the diff has a migration", async () => {
    const before = "class User(models.Model):\n    name = models.TextField()\n";
    expect(
      await judge(
        [{ path: "shop/models.py", before, after: `${before}    def x(self):\n        return 1\n` }],
        unchanged,
      ),
    ).toEqual([]);
    const migration =
      "from django.db import migrations\nclass Migration(migrations.Migration):\n" +
      "    operations = [migrations.DeleteModel('A')]\n";
    expect(
      summary(
        await judge(
          [
            { path: "shop/models.py", before, after: "class B(models.Model):\n    x = models.TextField()\n" },
            { path: "shop/migrations/0002_x.py", after: migration },
          ],
          unchanged,
        ),
      ),
    ).toEqual(["breaking drop-table shop_a"]);
  });
});
