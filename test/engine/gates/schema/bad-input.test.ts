import { describe, expect, test } from "vitest";
import { judge, judgeFile } from "./diffs.ts";

const MB = 1_000_000;

describe("input that cannot be read is unknown and needs approval", () => {
  test.each([
    ["20 MB of SQL", "migrations/2.sql", Buffer.alloc(20 * MB, "INSERT INTO a VALUES (1);\n")],
    ["20 MB of code", "migrations/2_a.js", Buffer.alloc(20 * MB, "knex.raw('x');\n")],
    ["a binary file", "migrations/2.sql", Buffer.from([0x44, 0x52, 0x4f, 0x50, 0, 1, 2])],
    ["UTF-16", "migrations/2.sql", Buffer.from("DROP TABLE a;", "utf16le")],
    ["invalid SQL", "migrations/2.sql", "DROP TABEL a;"],
    ["an unclosed string", "migrations/2.sql", "INSERT INTO a VALUES ('; DROP TABLE b;"],
    ["an unclosed comment", "migrations/2.sql", "SELECT 1; /* DROP TABLE b;"],
    [
      "invalid Python",
      "alembic/versions/a.py",
      "from alembic import op\ndown_revision = 1\ndef upgrade(:\n    op.create_table('a'\n",
    ],
    [
      "invalid Ruby",
      "db/migrate/1_a.rb",
      "class A < ActiveRecord::Migration[7.1]\n  def change\n    add_column :a, :b, :text, {\n",
    ],
    [
      "invalid JavaScript",
      "migrations/1_a.js",
      "exports.up = (knex) => { await knex.schema.createTable('a', (t) => {;\n",
    ],
    [
      "a migration of an unknown tool",
      "migrations/2024_a.ts",
      "export async function up(db: Kysely<any>) { await db.schemaBuilder.dropTable('a').execute(); }",
    ],
    ["a migration without an up function", "migrations/2024_a.js", "exports.seed = () => knex;"],
  ])("%s", async (_, path, content) => {
    const findings = await judge([{ path, after: content }]);
    expect(findings.map(({ verdict, tier }) => `${verdict} ${tier}`)).toContain("unknown hard");
  });

  test.each([
    ["a symbolic link", { path: "migrations/2.sql", newMode: "120000" }],
    ["a submodule", { path: "db/migrations", newMode: "160000" }],
    [
      "a file that became a link",
      {
        path: "migrations/1.sql",
        kind: "type-changed" as const,
        before: "SELECT 1;",
        oldMode: "100644",
        newMode: "120000",
      },
    ],
  ])("%s", async (_, edit) => {
    expect((await judge([edit])).map(({ rule, verdict }) => `${rule} ${verdict}`)).toEqual(["unreadable-file unknown"]);
  });
});

test("a syntax error in the down function alone is ignored", async () => {
  const findings = await judgeFile(
    "migrations/2_a.js",
    "exports.up = (knex) => knex.schema.createTable('a', (t) => t.increments());\n" +
      "exports.down = (knex) => { knex.raw('x' };\n",
  );
  expect(findings.map(({ verdict }) => verdict)).toEqual(["additive"]);
});

test("reading recursive code ends", async () => {
  const findings = await judgeFile(
    "migrations/2_a.js",
    "const a = (k) => { b(k); b(k); };\nconst b = (k) => { a(k); a(k); };\n" +
      "exports.up = (knex) => { a(knex); knex.schema.dropTable('x'); };\n",
  );
  expect(findings.map(({ rule }) => rule)).toContain("drop-table");
});

test("reading deeply nested code ends", async () => {
  const findings = await judgeFile(
    "migrations/2_a.js",
    `exports.up = (knex) => { ${"f(".repeat(3000)}knex.raw("DROP TABLE a")${")".repeat(3000)}; };`,
  );
  expect(findings.map(({ tier }) => tier)).toContain("hard");
});

test("an empty file changes nothing", async () => {
  for (const path of ["migrations/1.sql", "alembic/versions/a.py", "migrations/a.js", "db/migrate/__init__.py"])
    expect(await judgeFile(path, ""), path).toEqual([]);
});
