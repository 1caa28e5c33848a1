// Migrations in JavaScript, Ruby and other languages. Code that cannot be followed is unknown, and all other code is
// judged by its effect.
import { describe, expect, test } from "vitest";
import { judge, worstVerdict } from "./diffs.ts";

const knex = (before: string, callback: string) =>
  `${before}\nexports.up = (knex) => knex.schema.table("users", ${callback});\nexports.down = async () => {};\n`;

describe("a callback of Knex", () => {
  test.each([
    ["that uses this", "", 'function () { this.dropColumn("bio"); }', "breaking"],
    ["that uses this, additive", "", 'function () { this.string("nick"); }', "additive"],
    ["that is the name of an arrow function", 'const strip = (t) => t.dropColumn("bio");', "strip", "breaking"],
    [
      "that is the name of a function that uses this",
      'function strip() { this.dropColumn("bio"); }',
      "strip",
      "breaking",
    ],
    ["that is the name of an additive function", 'const grow = (t) => t.string("nick");', "grow", "additive"],
    ["that is another module", "", 'require("../lib/strip")', "unknown"],
    ["that is destructured from another module", 'const { strip } = require("../lib/strip");', "strip", "unknown"],
    ["that a call returns", "const strip = (name) => (t) => t.dropColumn(name);", 'strip("bio")', "unknown"],
    ["that destructures its parameter", "", '({ dropColumn }) => dropColumn("bio")', "breaking"],
    ["that keeps a method in a variable", "", '(t) => { const drop = t.dropColumn; drop("bio"); }', "unknown"],
    ["that uses apply", "", '(t) => { t.string("x"); const d = t.dropColumn; d.apply(t, ["bio"]); }', "unknown"],
    ["that uses call", "", '(t) => { t.dropColumn.call(t, "bio"); }', "unknown"],
  ])("%s", async (_, before, callback, expected) => {
    expect(await worstVerdict("migrations/2_x.js", knex(before, callback))).toBe(expected);
  });

  test("a function below the up function", async () => {
    expect(
      await worstVerdict("migrations/2_x.js", `${knex("", "strip")}function strip(t) { t.dropColumn("bio"); }\n`),
    ).toBe("breaking");
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
    expect(await worstVerdict("db/migrate/2_x.rb", rails(body))).toBe(expected);
  });

  test("an overridden migrate method", async () => {
    const source =
      "class A < ActiveRecord::Migration[7.1]\n  def migrate(direction)\n    super\n" +
      "    drop_table(:users) if direction == :up\n  end\n  def change\n    add_column :users, :x, :integer\n" +
      "  end\nend\n";
    expect(await worstVerdict("db/migrate/2_x.rb", source)).toBe("breaking");
  });

  test("a table that may exist already", async () => {
    const source = rails(
      "create_table(:users, if_not_exists: true) { |t| t.string :a }\n    add_index :users, :email, unique: true",
    );
    expect(
      await worstVerdict("db/migrate/2_x.rb", source, { "db/schema.rb": 'create_table "users" do |t|\nend\n' }),
    ).toBe("breaking");
    expect(
      await worstVerdict("db/migrate/2_x.rb", source, { "db/schema.rb": 'create_table "teams" do |t|\nend\n' }),
    ).toBe("additive");
  });
});

describe("a TypeORM class that is assigned to module.exports", () => {
  test.each([
    ['ALTER TABLE "user" ADD "bio" text', "additive"],
    ['DROP TABLE "user"', "breaking"],
  ])("%s", async (sql, expected) => {
    const source =
      `module.exports = class X1 {\n  async up(queryRunner) { await queryRunner.query(\`${sql}\`); }\n` +
      "  async down(queryRunner) { await queryRunner.query('DROP TABLE gone'); }\n};\n";
    expect(await worstVerdict("src/migrations/1700000000003-X.js", source)).toBe(expected);
  });
});

describe("type arguments in TypeScript calls", () => {
  test.each([
    ["await knex<User>('users').del();", "breaking"],
    ["await knex<User>('users').where('id', 1).update({ a: 1 });", "additive"],
    ["await knex.select<{ id: number }[]>('id').from('users');\n  await knex.schema.dropTable('x');", "breaking"],
  ])("%s", async (body, expected) => {
    expect(
      await worstVerdict(
        "migrations/20250301000000_x.ts",
        `import type { Knex } from "knex";\nexport async function up(knex: Knex) {\n  ${body}\n}\n`,
      ),
    ).toBe(expected);
  });
});

describe("a script that does not name its tool", () => {
  const source =
    'module.exports = {\n  up: async (qi, S) => { await qi.removeColumn("Users", "bio"); },\n' +
    "  down: async () => {},\n};\n";
  test.each([
    [{ "package.json": '{"dependencies":{"sequelize":"6.37.0"}}' }, "breaking"],
    [
      { "package.json": '{"private":true}', "api/package.json": '{"devDependencies":{"sequelize-cli":"6.0.0"}}' },
      "breaking",
    ],
    [{ "package.json": '{"dependencies":{"sequelize":"6.37.0","knex":"3.0.0"}}' }, "unknown"],
    [{ "package.json": "{" }, "unknown"],
    [{}, "unknown"],
  ])("%s", async (unchanged, expected) => {
    expect(await worstVerdict("api/migrations/20250301000000-x.js", source, unchanged)).toBe(expected);
  });
});

test("a migration that is moved out of its folder is reported as deleted", async () => {
  const text = "CREATE TABLE a (id int);";
  const findings = await judge([
    { kind: "renamed", oldPath: "db/migrations/2_a.sql", path: "attic/2_a.sql", before: text, after: text },
  ]);
  expect(findings.filter(({ tier }) => tier === "hard").map(({ rule, file }) => `${rule} ${file}`)).toEqual([
    "deleted-migration db/migrations/2_a.sql",
  ]);
});

describe("migrations in unsupported languages", () => {
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
    expect(await worstVerdict(path, source)).toBe(expected);
  });
});
