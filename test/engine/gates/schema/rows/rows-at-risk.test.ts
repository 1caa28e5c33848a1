import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { createConnection } from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { formatRows } from "../../../../../src/engine/gates/schema/rows/rows-at-risk.ts";
import { temporaryFolder } from "../../../../support/repository.ts";
import { contextOf, judge } from "../diffs.ts";

test.each([
  [0, "0"],
  [1, "1"],
  [950, "950"],
  [999, "999"],
  [1000, "1k"],
  [1499, "1.5k"],
  [9960, "10k"],
  [15_000, "15k"],
  [15_432, "15k"],
  [999_499, "999k"],
  [999_600, "1M"],
  [1_234_567, "1.2M"],
  [3e9, "3B"],
])("%i rows are printed as %s", (rows, text) => {
  expect(formatRows(rows)).toBe(text);
});

/** The risk line of each finding for a migration in SQL. */
async function risks(sql: string, url: string, root?: string): Promise<readonly (string | undefined)[]> {
  const findings = await judge([{ path: "migrations/2.sql", after: sql }], {}, contextOf(url, root));
  return findings.map(({ note }) => (note?.kind === "migration" ? note.risk : undefined));
}

describe("SQLite", () => {
  const database = () => {
    const folder = temporaryFolder();
    const db = new DatabaseSync(join(folder, "dev.db"));
    db.exec("CREATE TABLE users (id INTEGER PRIMARY KEY, legacy_status TEXT)");
    db.exec(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 16000) INSERT INTO users SELECT " +
        "i, CASE WHEN i <= 15000 THEN 'x' END FROM n",
    );
    db.close();
    return folder;
  };

  test.each(["sqlite:dev.db", "file:./dev.db", "sqlite:///dev.db"])("%s: counts values and rows", async (url) => {
    const sql =
      "ALTER TABLE users DROP COLUMN legacy_status; ALTER TABLE users DROP COLUMN nowhere; DROP TABLE nothing; " +
      "DELETE FROM users; CREATE TABLE a (id int);";
    const folder = database();
    expect(await risks(sql, url === "sqlite:///dev.db" ? `sqlite:///${folder}/dev.db` : url, folder)).toEqual([
      "Data loss (column has 15k rows)",
      "Data loss (row count unknown)",
      "Data loss (row count unknown)",
      "Data loss (table has 16k rows)",
      undefined,
    ]);
  });

  test("a missing file is not created", async () => {
    const folder = temporaryFolder();
    expect(await risks("DROP TABLE users;", "sqlite:dev.db", folder)).toEqual(["Data loss (row count unknown)"]);
    expect(() => new DatabaseSync(join(folder, "dev.db"), { readOnly: true })).toThrow();
  });
});

describe("PostgreSQL", () => {
  let database: PGlite;
  let server: PGLiteSocketServer;
  let port: number;
  beforeAll(async () => {
    database = await PGlite.create();
    await database.exec(`CREATE SCHEMA billing; CREATE TABLE billing."Bills" (id int);
      CREATE TABLE users (id int, legacy_status text);
      INSERT INTO users SELECT i, CASE WHEN i <= 950 THEN 'x' END FROM generate_series(1, 1500) i;
      CREATE TABLE huge (id int, a int); UPDATE pg_class SET reltuples = 12000000 WHERE relname = 'huge';`);
    port = await freePort();
    server = new PGLiteSocketServer({ db: database, port, host: "127.0.0.1" });
    await server.start();
  });
  afterAll(async () => {
    await server.stop();
    await database.close();
  });

  test("counts rows, and estimates tables that are too large to count", async () => {
    const sql =
      'ALTER TABLE users DROP COLUMN "legacy_status"; DROP TABLE public.users; DROP TABLE billing."Bills"; ' +
      "DROP TABLE huge; DROP TABLE nothing;";
    expect(await risks(sql, `postgres://postgres:postgres@127.0.0.1:${port}/postgres`)).toEqual([
      "Data loss (column has 950 rows)",
      "Data loss (table has 1.5k rows)",
      "Data loss (table has 0 rows)",
      "Data loss (table has ~12M rows)",
      "Data loss (row count unknown)",
    ]);
  });

  test("changes no rows", async () => {
    const context = contextOf(`postgres://postgres:postgres@127.0.0.1:${port}/postgres`);
    await judge(
      [{ path: "migrations/2.sql", after: "DROP TABLE users; TRUNCATE users; DELETE FROM users;" }],
      {},
      context,
    );
    expect((await database.query("SELECT count(*)::int AS n FROM users")).rows).toEqual([{ n: 1500 }]);
  });
});

describe("a database that does not answer", () => {
  test("leaves the row count unknown, and its password is not reported", async () => {
    // Accepts connections and never answers.
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => void silent.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void silent.close());
    const address = silent.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    for (const url of [
      `postgres://u:s3cret@127.0.0.1:${port}/db`,
      `mysql://u:s3cret@127.0.0.1:${port}/db`,
      "postgres://u:s3cret@127.0.0.1:1/db",
      "nonsense://u:s3cret@x",
    ]) {
      const context = contextOf(url);
      const findings = await judge([{ path: "migrations/2.sql", after: "DROP TABLE users;" }], {}, context);
      expect(findings.map(({ note }) => note)).toMatchObject([{ risk: "Data loss (row count unknown)" }]);
      expect(JSON.stringify([findings, context.explained])).not.toContain("s3cret");
    }
  });
});

const mariadb = ["mariadbd", "/usr/sbin/mariadbd"].find((program) => spawnSync(program, ["--version"]).status === 0);
if (mariadb === undefined) console.warn("MariaDB is not installed: its row counts are not tested.");

describe.skipIf(mariadb === undefined)("MariaDB", () => {
  test("counts values and rows", async () => {
    const folder = temporaryFolder();
    const port = await freePort();
    spawnSync("mariadb-install-db", [
      "--no-defaults",
      `--datadir=${folder}/data`,
      "--auth-root-authentication-method=normal",
      "--skip-test-db",
    ]);
    const server = spawn(
      mariadb ?? "",
      [
        "--no-defaults",
        `--datadir=${folder}/data`,
        `--socket=${folder}/s`,
        `--port=${port}`,
        "--bind-address=127.0.0.1",
        "--skip-grant-tables",
        "--user=root",
      ],
      { stdio: "ignore" },
    );
    onTestFinished(async () => {
      server.kill("SIGKILL");
      await new Promise((resolve) => server.once("exit", resolve));
    });
    const url = `mysql://root@127.0.0.1:${port}/mysql`;
    const setup = await expect
      .poll(() => createConnection({ uri: url }).catch(() => undefined), { timeout: 30_000 })
      .toBeDefined()
      .then(() => createConnection({ uri: url }));
    await setup.query("CREATE DATABASE shop");
    await setup.query("CREATE TABLE shop.users (id int, legacy_status text)");
    await setup.query("INSERT INTO shop.users SELECT seq, IF(seq <= 15000, 'x', NULL) FROM seq_1_to_16000");
    await setup.end();
    expect(
      await risks(
        "ALTER TABLE `users` DROP `legacy_status`; DROP TABLE `shop`.`users`; DROP TABLE nothing;",
        url.replace("/mysql", "/shop"),
      ),
    ).toEqual(["Data loss (column has 15k rows)", "Data loss (table has 16k rows)", "Data loss (row count unknown)"]);
  });
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => void probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
