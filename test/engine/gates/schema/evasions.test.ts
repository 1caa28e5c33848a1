// Breaking changes in forms that a reader could miss.
import { describe, expect, test } from "vitest";
import { judge, judgeFile, summary } from "./diffs.ts";

const rails = (body: string) => `class A < ActiveRecord::Migration[7.1]\n  def change\n${body}\n  end\nend\n`;
const alembic = (body: string) =>
  `from alembic import op\nimport sqlalchemy as sa\ndown_revision = "a"\ndef upgrade():\n${body}\n`;

describe("a dropped table is found", () => {
  test.each([
    [
      "in MySQL's executable comment",
      "V2__x.sql",
      "CREATE TABLE a (id INT AUTO_INCREMENT PRIMARY KEY);\n/*!50003 DROP TABLE y */;",
      "drop-table y",
    ],
    [
      "after a comment for a linter",
      "V2__x.sql",
      "-- squawk-ignore-file\n-- squawk-ignore ban-drop-table\nDROP TABLE y;",
      "drop-table y",
    ],
    [
      "after a nested comment that only PostgreSQL nests",
      "mysql/migrations/2.sql",
      "/* /* */ DROP TABLE y; -- */",
      "drop-table y",
    ],
    [
      "after a down comment that Flyway does not know",
      "db/migration/V2__x.sql",
      "-- migrate:up\nSELECT 1;\n-- migrate:down\nDROP TABLE y;",
      "drop-table y",
    ],
    ["in a Flyway file named down", "db/migration/V2__shut_down.sql", "DROP TABLE y;", "drop-table y"],
    ["outside of the migration folder", "src/sql/cleanup.sql", "DROP TABLE y;", "drop-table y"],
    ["outside of the migration folder, in Ruby", "lib/tasks/x.rb", rails("    drop_table :y"), "drop-table y"],
    ["in capitals and with a byte order mark", "migrations/2.SQL", "\uFEFFDROP TABLE y;", "drop-table y"],
    ["with Windows line ends", "migrations/2.sql", "-- x\r\nDROP TABLE y;\r\n", "drop-table y"],
    ["in a path that git quotes", 'db/migrations/0002_größe "x".sql', "DROP TABLE y;", "drop-table y"],
    [
      "in a Ruby heredoc",
      "db/migrate/2_x.rb",
      rails("    execute <<~'SQL'\n      DROP TABLE y;\n    SQL"),
      "drop-table y",
    ],
    [
      "through op under another name",
      "migrations/versions/x.py",
      "from alembic import op as o\ndown_revision = 1\ndef upgrade():\n    o.drop_table('y')\n",
      "drop-table y",
    ],
    [
      "through an imported operation",
      "migrations/versions/x.py",
      "from alembic.op import drop_table\ndown_revision = 1\ndef upgrade():\n    drop_table('y')\n",
      "drop-table y",
    ],
    [
      "through an operation in a variable",
      "migrations/versions/x.py",
      alembic("    gone = op.drop_table\n    gone('y')"),
      undefined,
    ],
    ["through getattr", "migrations/versions/x.py", alembic("    getattr(op, 'drop_' + 'table')('y')"), undefined],
    [
      "in an f-string",
      "migrations/versions/x.py",
      alembic("    t = 'y'\n    op.execute(f'DROP TABLE {t}')"),
      "drop-table y",
    ],
    [
      "in a joined list",
      "migrations/versions/x.py",
      alembic("    op.execute(' '.join(['DROP', 'TABLE', 'y']))"),
      "drop-table y",
    ],
    [
      "in the builder of another table",
      "migrations/2_x.js",
      'exports.up = (knex) => knex.schema.createTable("a", async (t) => { await knex.raw("DROP TABLE y"); });',
      "drop-table y",
    ],
    [
      "in an arrow function that is exported by name",
      "migrations/2_x.ts",
      'import type { Knex } from "knex";\n' +
        'const forward = async (k: Knex) => { await k.schema.dropTable("y"); };\nexports.up = forward;',
      "drop-table y",
    ],
    ["in a block of MariaDB", "mysql/migrations/2.sql", "BEGIN NOT ATOMIC DROP TABLE y; END;", undefined],
    [
      "in a SET STATEMENT of MariaDB",
      "mysql/migrations/2.sql",
      "SET STATEMENT max_statement_time=1 FOR DROP TABLE y;",
      undefined,
    ],
    [
      "appended to the operations",
      "a/migrations/2_x.py",
      "from django.db import migrations\nclass Migration(migrations.Migration):\n    operations = []\n" +
        "    operations.append(migrations.DeleteModel('y'))\n",
      undefined,
    ],
    [
      "in conditional operations",
      "a/migrations/2_x.py",
      "from django.db import migrations\nclass Migration(migrations.Migration):\n    if True:\n" +
        "        operations = [migrations.DeleteModel('y')]\n",
      undefined,
    ],
    [
      "through a computed method name",
      "migrations/2_x.js",
      'exports.up = async (queryInterface) => { await queryInterface["drop" + name]("y"); };',
      undefined,
    ],
    [
      "through a method in brackets",
      "migrations/2_x.js",
      'exports["up"] = async (queryInterface) => { await queryInterface["dropTable"]("y"); };',
      "drop-table y",
    ],
    [
      "in a helper that takes an object",
      "migrations/2_x.js",
      "exports.up = async (knex) => { await helper({ knex }); };",
      undefined,
    ],
    [
      "in another module",
      "migrations/2_x.js",
      'const knex = require("knex");\nmodule.exports = require("./other");',
      undefined,
    ],
    [
      "in a function that is assigned to upgrade",
      "migrations/versions/x.py",
      "from alembic import op\ndown_revision = 1\ndef go():\n    op.drop_table('y')\nupgrade = go\n",
      "drop-table y",
    ],
    ["through send", "db/migrate/2_x.rb", rails("    send(:drop_table, :y)"), undefined],
    [
      "in an exported object",
      "migrations/2_x.mjs",
      'export default { up: async ({ context: queryInterface }) => { await queryInterface.dropTable("y"); } };',
      "drop-table y",
    ],
  ])("%s", async (_, path, source, expected) => {
    const findings = await judgeFile(path, source);
    expect(
      findings.filter(({ tier }) => tier === "hard").map(({ rule, object }) => `${rule} ${object}`),
    ).toContainEqual(expected ?? expect.stringMatching(/^unreadable/));
  });
});

test("a renamed migration is judged as a new one", async () => {
  const findings = await judge([
    {
      kind: "renamed",
      oldPath: "migrations/1_a.sql",
      path: "migrations/2_b.sql",
      before: "DROP TABLE y;",
      after: "DROP TABLE y;",
    },
  ]);
  expect(summary(findings).toSorted()).toEqual([
    "breaking drop-table y",
    "breaking edited-migration migrations/2_b.sql",
  ]);
});

test("down migrations are not judged", async () => {
  for (const [path, source] of [
    ["db/migrations/2_a.sql", "-- migrate:up\nCREATE TABLE a (id int);\n-- migrate:down\nDROP TABLE a;\n"],
    ["migrations/2_a.sql", "-- +goose Up\nCREATE TABLE a (id int);\n-- +goose Down\nDROP TABLE a;\n"],
    ["migrations/2_a.down.sql", "DROP TABLE a;"],
    ["sql/U2__a.sql", "DROP TABLE a;"],
  ] as const) {
    const findings = await judgeFile(path, source);
    expect(
      findings.filter(({ tier }) => tier === "hard"),
      path,
    ).toEqual([]);
  }
});
