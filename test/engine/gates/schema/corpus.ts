// Labeled migrations. Each file has the cases of one form, and each case follows a line `#> verdict rule`.
import { readFileSync } from "node:fs";

export interface Case {
  readonly form: string;
  /** The form with the line in its file: `postgres:12`. */
  readonly name: string;
  readonly verdict: "breaking" | "additive" | "unknown";
  /** Rule of the worst finding; `nothing` where no finding is expected. */
  readonly rule: string;
  readonly path: string;
  readonly source: string;
}

const FORMS: Readonly<Record<string, { readonly path: string; readonly wrap: (body: string) => string }>> = {
  postgres: { path: "db/migrations/0002_change.sql", wrap: (body) => body },
  mysql: { path: "db/migrations/0002_change.sql", wrap: (body) => body },
  sqlite: { path: "drizzle/0002_change.sql", wrap: (body) => body },
  alembic: {
    path: "alembic/versions/ab12_change.py",
    wrap: (body) =>
      'from alembic import op\nimport sqlalchemy as sa\n\nrevision = "ab12"\ndown_revision = "ab11"\n\n\n' +
      `def upgrade() -> None:\n${indent(body, 4)}\n\n\ndef downgrade() -> None:\n` +
      '    op.drop_table("only_on_the_way_down")\n',
  },
  django: {
    path: "shop/migrations/0002_change.py",
    wrap: (body) =>
      "from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n" +
      `    dependencies = [("shop", "0001_initial")]\n\n    operations = [\n${indent(body, 8)}\n    ]\n`,
  },
  rails: {
    path: "db/migrate/20240102030405_change.rb",
    wrap: (body) =>
      "# frozen_string_literal: true\n\nclass Change < ActiveRecord::Migration[7.1]\n  def up\n" +
      `${indent(body, 4)}\n  end\n\n  def down\n    drop_table :only_on_the_way_down\n  end\nend\n`,
  },
  knex: {
    path: "migrations/20240102030405_change.js",
    wrap: (body) =>
      `exports.up = async function (knex) {\n${body}\n};\n\nexports.down = async function (knex) {\n` +
      '  await knex.schema.dropTable("only_on_the_way_down");\n};\n',
  },
  typeorm: {
    path: "src/migrations/1700000000000-Change.ts",
    wrap: (body) =>
      'import { MigrationInterface, QueryRunner, Table, TableColumn } from "typeorm";\n\n' +
      'export class Change1700000000000 implements MigrationInterface {\n  name = "Change1700000000000";\n\n' +
      `  public async up(queryRunner: QueryRunner): Promise<void> {\n${body}\n  }\n\n` +
      "  private async addNick(runner: QueryRunner): Promise<void> {\n" +
      `    await runner.query(\`ALTER TABLE "users" ADD "nick" text\`);\n  }\n\n` +
      "  public async down(queryRunner: QueryRunner): Promise<void> {\n" +
      '    await queryRunner.dropTable("only_on_the_way_down");\n  }\n}\n',
  },
  sequelize: {
    path: "migrations/20240102030405-change.js",
    wrap: (body) =>
      '"use strict";\n\n/** @type {import("sequelize-cli").Migration} */\nmodule.exports = {\n' +
      `  async up(queryInterface, Sequelize) {\n${body}\n  },\n  async down(queryInterface) {\n` +
      '    await queryInterface.dropTable("only_on_the_way_down");\n  },\n};\n',
  },
};

export const FORM_NAMES = Object.keys(FORMS);

export function casesOf(form: string): readonly Case[] {
  const text = readFileSync(new URL(`corpus/${form}.txt`, import.meta.url), "utf8");
  const { path, wrap } = FORMS[form] ?? { path: "", wrap: String };
  const cases: Case[] = [];
  let line = 1;
  for (const part of text.split(/^(?=#> )/m)) {
    const [, verdict, rule] = /^#> (breaking|additive|unknown) (\S+)\n/.exec(part) ?? [];
    if ((verdict === "breaking" || verdict === "additive" || verdict === "unknown") && rule !== undefined) {
      cases.push({
        form,
        name: `${form}:${line}`,
        verdict,
        rule,
        path,
        source: wrap(part.slice(part.indexOf("\n") + 1).trimEnd()),
      });
    }
    line += part.split("\n").length - 1;
  }
  return cases;
}

function indent(text: string, by: number): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? line : " ".repeat(by) + line))
    .join("\n");
}
