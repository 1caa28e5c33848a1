// Each evasion found in research on such gates, run against all gates at once with the diff that git makes of it.
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { allGates } from "../../../src/engine/gates/all-gates.ts";
import { asks, judge } from "../../../src/engine/gates/judge.ts";
import { gateContext } from "../../support/gate-context.ts";
import { opened } from "../../support/opened-repository.ts";
import { testRepository } from "../../support/repository.ts";
import { memoryCache, npmLock, offline } from "./dependencies/judge-dependencies.ts";

type Files = Readonly<Record<string, string>>;
const TOKEN = ["ghp_", "R7c2Lq9XvT4nBz8KmW1pYs6HdJ3fGa5QeUo0"].join("");
const AWS = ["AKIA", "Q3ZJ7XK2M5PWBT6R"].join("");

/** The findings that need approval, once `after` is written over `before` and `moves` are made. */
async function asked(before: Files, after: Files, moves: Files = {}): Promise<readonly string[]> {
  const repository = testRepository({ "a.txt": "a\n", ...before });
  const root = join(repository.root, "../worktree");
  const worktree = (await opened(repository)).worktree(root);
  const base = repository.git("rev-parse", "main");
  await worktree.start("feat/one", base);
  for (const [path, text] of Object.entries(after)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (const [from, to] of Object.entries(moves)) {
    mkdirSync(dirname(join(root, to)), { recursive: true });
    renameSync(join(root, from), join(root, to));
  }
  await worktree.stage();
  const { findings } = await judge(
    await worktree.diff(base),
    allGates({ fetch: offline, cache: memoryCache() }),
    gateContext({ root }),
  );
  return findings
    .filter((finding) => asks([finding]))
    .map(({ gate, rule, file, line }) => `${gate}/${rule} ${file}${line === undefined ? "" : `:${line}`}`);
}

const knex = (up: string) => `exports.up = async (knex) => {\n${up}\n};\nexports.down = async () => {};\n`;
const alembic = (up: string) =>
  `from alembic import op\nrevision = "b"\ndown_revision = "a"\n\ndef upgrade():\n${up}\n`;

test.each<[string, Files, readonly string[]]>([
  [
    "MySQL's executable comment",
    { "mysql/migrations/2.sql": "/*!50003 DROP TABLE y */;\n" },
    ["schema/drop-table mysql/migrations/2.sql:1"],
  ],
  [
    "squawk-ignore-file",
    { "migrations/2.sql": "-- squawk-ignore-file\n-- squawk-ignore ban-drop-table\nDROP TABLE y;\n" },
    ["schema/drop-table migrations/2.sql:3"],
  ],
  [
    "secretlint-disable",
    { "a.ts": `// secretlint-disable\nconst t = "${TOKEN}"; // secretlint-disable-line\n` },
    ["secrets/github a.ts:2"],
  ],
  [
    "secretlint-disable-next-line",
    { "a.py": `# secretlint-disable-next-line\nt = "${TOKEN}"\n` },
    ["secrets/github a.py:2"],
  ],
  [
    "SQL in a string",
    { "migrations/2_x.js": knex('  await knex.raw("DROP TABLE y");') },
    ["schema/drop-table migrations/2_x.js:2"],
  ],
  [
    "SQL in a variable",
    { "migrations/2_x.js": knex('  const sql = "DROP " + "TABLE y";\n  await knex.raw(sql);') },
    ["schema/drop-table migrations/2_x.js:2"],
  ],
  [
    "SQL in a variable of the module",
    { "migrations/versions/2_x.py": `${alembic("    op.execute(SQL)")}\nSQL = "DROP TABLE y"\n` },
    ["schema/drop-table migrations/versions/2_x.py:8"],
  ],
  [
    "SQL in a heredoc",
    {
      "db/migrate/2_x.rb":
        "class X < ActiveRecord::Migration[7.1]\n  def up\n    execute <<~SQL\n      DROP TABLE y;\n" +
        "    SQL\n  end\nend\n",
    },
    ["schema/drop-table db/migrate/2_x.rb:4"],
  ],
  [
    "a migration outside the usual folder",
    { "tools/one-off/tidy.sql": "DROP TABLE y;\n" },
    ["schema/drop-table tools/one-off/tidy.sql:1"],
  ],
  ["a key after a plus sign", { "notes.md": `+${AWS}\n` }, ["secrets/aws notes.md:1"]],
])("finds %s", async (_what, after, expected) => {
  expect(await asked({}, after)).toEqual(expected);
});

test("finds an edited migration that git shows as a rename", async () => {
  const drop = "-- one-off\nDROP TABLE y;\n";
  expect(await asked({ "migrations/001_a.sql": drop }, {}, { "migrations/001_a.sql": "migrations/009_z.sql" })).toEqual(
    ["schema/edited-migration migrations/009_z.sql", "schema/drop-table migrations/009_z.sql:2"],
  );
});

test("finds a file that is moved among the migrations", async () => {
  expect(await asked({ "docs/old.txt": "DROP TABLE y;\n" }, {}, { "docs/old.txt": "migrations/009_z.sql" })).toEqual([
    "schema/drop-table migrations/009_z.sql:1",
  ]);
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ["from elsewhere", { resolved: "https://evil.example/left-1.0.0.tgz", integrity: "sha512-left1.0.0==" }],
  ["with other content", { integrity: "sha512-other==" }],
  ["with another package", { resolved: "https://registry.npmjs.org/evil/-/evil-1.0.0.tgz" }],
])("finds a lockfile-only change that swaps a package: %s", async (_what, entry) => {
  const [before, after] = [npmLock({ left: {} }), npmLock({ left: entry })];
  expect(await asked({ "package-lock.json": before }, { "package-lock.json": after })).toContainEqual(
    expect.stringMatching(/^dependencies\/\S+ package-lock\.json/),
  );
});
