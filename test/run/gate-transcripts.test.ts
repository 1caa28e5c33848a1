// The parts of both example transcripts with gate and security findings, word for word as in transcripts/*.txt.
// Where the examples abbreviate, the files have the full lines; pull requests are numbered from 1.
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loopbackRegistry } from "../engine/gates/dependencies/loopback-registry.ts";
import { testMilestone } from "../support/milestone.ts";
import { temporaryFolder } from "../support/repository.ts";

const TESTS = { test: { command: "echo 1..1; echo ok 1 - a", format: "tap" } };

const alembic = (operation: string) => `from alembic import op
import sqlalchemy as sa

revision = "b"
down_revision = "a"


def upgrade():
    ${operation}


def downgrade():
    pass
`;
const creates = (table: string) =>
  alembic(`op.create_table("${table}", sa.Column("id", sa.Integer, primary_key=True))`);

/** Creates a database whose table `users` has `rows` rows with a value in `column`; returns its URL. */
function databaseOf(column: string, rows: number): string {
  const path = join(temporaryFolder(), "dev.db");
  const database = new DatabaseSync(path);
  database.exec(`CREATE TABLE users (id INTEGER PRIMARY KEY, ${column} TEXT);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
    INSERT INTO users SELECT i, 'x' FROM n`);
  database.close();
  return `sqlite:///${path}`;
}

test("run-milestone-examples: elevated soft stop, cross-boundary, breaking schema, license", async () => {
  const { registries } = await loopbackRegistry({
    "/pypi/weasyprint/60.0/json": { info: { version: "60.0", license: "GPL-3.0" } },
    "/v1/querybatch": { results: [{}] },
  });
  const milestone = testMilestone({
    scopeTags: "[auth, permissions]",
    config: { ...TESTS, registries, database: { url: databaseOf("legacy_status", 15_000) } },
    issues: [
      {
        id: "04",
        title: "Add API keys migration",
        github: 240,
        script: { implement: { write: { "alembic/versions/004_api_keys.py": creates("api_keys") } } },
      },
      {
        id: "06",
        title: "Add caching layer",
        github: 242,
        script: { implement: { write: { "src/services/billing.py": "CACHE = {}\n" } } },
      },
      {
        id: "09",
        title: "Remove legacy fields",
        github: 245,
        script: {
          implement: {
            write: { "alembic/versions/009_remove_legacy.py": alembic('op.drop_column("users", "legacy_status")') },
          },
        },
      },
      {
        id: "11",
        title: "Add PDF generation",
        github: 247,
        script: { implement: { write: { "requirements.txt": "weasyprint==60.0\n" } } },
      },
      { id: "12", title: "Add admin overview", github: 248, needs: "#11" },
    ],
  });
  const { code, stdout } = await milestone.run(["m3", "--plain"], ["approve", "approve", "skip", "continue"]);
  expect(from(stdout, "→ Starting Issue #04")).toBe(transcript("m3-gates"));
  expect(code).toBe(0);
  expect(milestone.plan()).toContain("- #11: Add PDF generation — GPL dependency requires legal review");
});

test("integrated-workflow: migration, dependency, security finding, breaking schema", async () => {
  const { registries } = await loopbackRegistry({
    "/pypi/httpx/0.25.0/json": { info: { version: "0.25.0", license: "MIT" } },
    "/v1/querybatch": { results: [{}] },
  });
  const hardcoded = {
    title: "Hardcoded API key",
    file: "src/clients/email_api.py",
    line: 23,
    severity: "critical",
    detail: "",
  };
  const milestone = testMilestone({
    milestone: "m4.1",
    config: { ...TESTS, registries, database: { url: databaseOf("old_user_status", 50_000) } },
    issues: [
      {
        id: "04",
        title: "Add user_profiles table",
        github: 298,
        script: { implement: { write: { "alembic/versions/004_user_profiles.py": creates("user_profiles") } } },
      },
      {
        id: "06",
        title: "Add email service client",
        github: 300,
        phase: 2,
        script: {
          implement: { write: { "requirements.txt": "httpx==0.25.0\n", "src/clients/email.py": "import httpx\n" } },
        },
      },
      {
        id: "08",
        title: "Add external API integration",
        github: 302,
        phase: 2,
        script: {
          implement: { write: { "src/clients/email_api.py": "KEY = load()\n" } },
          fixes: [
            {
              write: { "src/clients/email_api.py": "import os\n" },
              done: ["Moved API key to environment variable", "Updated config loader"],
            },
          ],
          reviews: [[hardcoded], []],
        },
      },
      {
        id: "09",
        title: "Migrate legacy user data",
        github: 303,
        phase: 2,
        script: {
          implement: {
            write: { "alembic/versions/009_migrate_legacy.py": alembic('op.drop_column("users", "old_user_status")') },
          },
        },
      },
    ],
  });
  const { code, stdout } = await milestone.run(["m4.1", "--plain"], ["continue", "fix", "approve", "continue"]);
  expect(from(stdout, "→ Starting Issue #04")).toBe(transcript("m4.1-gates"));
  expect(code).toBe(0);
});

function transcript(name: string): string {
  return readFileSync(new URL(`transcripts/${name}.txt`, import.meta.url), "utf8");
}

function from(text: string, line: string): string {
  return text.slice(text.indexOf(line));
}
