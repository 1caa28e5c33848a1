// What cannot be followed is unknown, and what can be is judged by what it does: never is it silent.
import { describe, expect, test } from "vitest";
import { judge } from "./diffs.ts";

const WEIGHT = ["additive", "unknown", "breaking"];

async function verdict(path: string, source: string): Promise<string | undefined> {
  const findings = await judge([{ path, after: source }]);
  return WEIGHT[Math.max(...findings.map((finding) => WEIGHT.indexOf(finding.verdict)))];
}

const knex = (before: string, callback: string) => `${before}\nexports.up = (knex) => knex.schema.table("users", ${callback});\nexports.down = async () => {};\n`;

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
    expect(await verdict("migrations/2_x.js", `${knex("", "strip")}function strip(t) { t.dropColumn("bio"); }\n`)).toBe("breaking");
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
    const source = "class A < ActiveRecord::Migration[7.1]\n  def migrate(direction)\n    super\n    drop_table(:users) if direction == :up\n  end\n  def change\n    add_column :users, :x, :integer\n  end\nend\n";
    expect(await verdict("db/migrate/2_x.rb", source)).toBe("breaking");
  });
});

describe("MySQL", () => {
  test.each([
    ["a delimiter that touches the word before it", "DELIMITER $$\nCREATE PROCEDURE p()\nBEGIN\n  SELECT 1;\nEND$$\nDELIMITER ;\nDROP TABLE customer;", "breaking"],
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
    ["pg", "CREATE TEMP TABLE staging (id int);\nALTER TABLE staging ADD UNIQUE (id);\nTRUNCATE staging;\nDROP TABLE staging;", "additive"],
    ["pg", "CREATE TABLE archive.orders (id int);\nALTER TABLE orders DROP COLUMN status;", "breaking"],
    ["mysql", "CREATE TEMPORARY TABLE `orders` (id INT) ENGINE=MEMORY;\nDROP TEMPORARY TABLE `orders`;\nDROP TABLE `orders`;", "breaking"],
    ["mysql", "DROP TEMPORARY TABLE IF EXISTS `tmp`;\nCREATE TEMPORARY TABLE `tmp` (id INT) ENGINE=MEMORY;\nDELETE FROM tmp;\nDROP TABLE `tmp`;", "additive"],
    ["sqlite", 'CREATE TEMP TABLE "User" (id int);\nDROP TABLE main."User";', "breaking"],
    ["pg", "CREATE TABLE IF NOT EXISTS customer (id bigint);\nALTER TABLE customer ADD UNIQUE (email);", "breaking"],
    ["pg", "CREATE TABLE IF NOT EXISTS customer (id bigint);\nCREATE UNIQUE INDEX x ON customer (email);", "breaking"],
    ["pg", "CREATE TABLE IF NOT EXISTS t (id bigint);\nCREATE UNIQUE INDEX IF NOT EXISTS x ON t (id);", "additive"],
    ["pg", "CREATE TABLE IF NOT EXISTS customer (id bigint);\nALTER TABLE customer ADD CONSTRAINT c FOREIGN KEY (t) REFERENCES tenant (id);", "breaking"],
    ["drizzle/pg", 'CREATE TABLE IF NOT EXISTS "a" ("id" int);\n--> statement-breakpoint\nALTER TABLE "a" ADD CONSTRAINT c FOREIGN KEY ("id") REFERENCES "b" ("id");', "additive"],
  ])("%s: %s", async (dialect, source, expected) => {
    expect(await verdict(`${dialect}/migrations/2_x.sql`, source)).toBe(expected);
  });

  test("a table of Rails that may be there", async () => {
    expect(await verdict("db/migrate/2_x.rb", rails("create_table(:users, if_not_exists: true) { |t| t.string :a }\n    add_index :users, :email, unique: true"))).toBe("breaking");
  });
});
