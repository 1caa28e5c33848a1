// SQL whose effect is not obvious. SQL that cannot be followed is unknown, and all other SQL is judged by its effect.
import { describe, expect, test } from "vitest";
import { judge, worstVerdict } from "./diffs.ts";

describe("delimiters of MySQL", () => {
  test.each([
    [
      "a delimiter that touches the word before it",
      "DELIMITER $$\nCREATE PROCEDURE p()\nBEGIN\n  SELECT 1;\nEND$$\nDELIMITER ;\nDROP TABLE customer;",
      "breaking",
    ],
    ["a delimiter within the line", "DELIMITER $$\nSELECT 1$$DROP TABLE customer$$\nDELIMITER ;", "breaking"],
    ["a delimiter that touches a name", "DELIMITER $$\nDROP TABLE customer$$\nDELIMITER ;", "breaking"],
    ["a delimiter that is a quote", "DELIMITER '\nSELECT 1'\nDELIMITER ;\nDROP TABLE customer;", "breaking"],
  ])("%s", async (_, source, expected) => {
    expect(await worstVerdict("mysql/migrations/2_x.sql", source)).toBe(expected);
  });
});

describe("tables of the same name, and tables that may exist already", () => {
  test.each([
    ["pg", "CREATE TEMP TABLE customer AS SELECT 1 AS id;\nDROP TABLE public.customer;", "breaking"],
    ["pg", "CREATE TEMPORARY TABLE orders ON COMMIT DROP AS SELECT 1;\nTRUNCATE public.orders;", "breaking"],
    ["pg", "CREATE TEMP TABLE orders (id int);\nDROP TABLE orders;\nDROP TABLE orders;", "breaking"],
    [
      "pg",
      "CREATE TEMP TABLE staging (id int);\nALTER TABLE staging ADD UNIQUE (id);\nTRUNCATE staging;\n" +
        "DROP TABLE staging;",
      "additive",
    ],
    ["pg", "CREATE TABLE archive.orders (id int);\nALTER TABLE orders DROP COLUMN status;", "breaking"],
    [
      "mysql",
      "CREATE TEMPORARY TABLE `orders` (id INT) ENGINE=MEMORY;\nDROP TEMPORARY TABLE `orders`;\nDROP TABLE `orders`;",
      "breaking",
    ],
    [
      "mysql",
      "DROP TEMPORARY TABLE IF EXISTS `tmp`;\nCREATE TEMPORARY TABLE `tmp` (id INT) ENGINE=MEMORY;\n" +
        "DELETE FROM tmp;\nDROP TABLE `tmp`;",
      "additive",
    ],
    ["sqlite", 'CREATE TEMP TABLE "User" (id int);\nDROP TABLE main."User";', "breaking"],
    ["pg", "CREATE TABLE IF NOT EXISTS t (id bigint);\nCREATE UNIQUE INDEX IF NOT EXISTS x ON t (id);", "additive"],
    ["pg", "SET search_path TO archive;\nCREATE TABLE orders (id int);\nDROP TABLE public.orders;", "breaking"],
    [
      "pg",
      "SET search_path TO archive;\nCREATE TABLE orders (id int);\nSET search_path TO public;\nDROP TABLE orders;",
      "breaking",
    ],
    [
      "pg",
      "SET search_path = archive;\nCREATE TABLE orders (id int);\nRESET search_path;\nDROP TABLE orders;",
      "breaking",
    ],
    [
      "pg",
      "SELECT set_config('search_path', 'archive', false);\nCREATE TABLE orders (id int);\nDROP TABLE public.orders;",
      "breaking",
    ],
    [
      "pg",
      "SET search_path TO archive;\nCREATE TABLE orders (id int);\n" +
        "CREATE UNIQUE INDEX u ON archive.orders (id);\nALTER TABLE orders ADD CHECK (id > 0);",
      "additive",
    ],
    [
      "pg",
      "SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.t (id int);\n" +
        "ALTER TABLE ONLY public.t ADD PRIMARY KEY (id);",
      "additive",
    ],
    ["mysql", "USE archive;\nCREATE TABLE orders (id INT);\nUSE app;\nDROP TABLE orders;", "breaking"],
    ["mysql", "USE `archive`;\nCREATE TABLE orders (id INT);\nALTER TABLE archive.orders ADD UNIQUE (id);", "additive"],
    ["mysql", "CREATE INDEX ix ON a (b);\nDROP INDEX ix ON c;", "breaking"],
    ["mysql", "CREATE INDEX ix ON a (b);\nDROP INDEX ix ON a;", "additive"],
    [
      "drizzle/pg",
      'CREATE TABLE IF NOT EXISTS "a" ("id" int);\n--> statement-breakpoint\n' +
        'ALTER TABLE "a" ADD CONSTRAINT c FOREIGN KEY ("id") REFERENCES "b" ("id");',
      "additive",
    ],
  ])("%s: %s", async (dialect, source, expected) => {
    expect(await worstVerdict(`${dialect}/migrations/2_x.sql`, source)).toBe(expected);
  });

  test.each([
    [
      "CREATE TABLE IF NOT EXISTS customer (id bigint);\nALTER TABLE customer ADD UNIQUE (email);",
      "breaking",
      "additive",
    ],
    [
      "CREATE TABLE IF NOT EXISTS customer (id bigint);\nCREATE UNIQUE INDEX x ON customer (email);",
      "breaking",
      "additive",
    ],
    [
      "CREATE TABLE IF NOT EXISTS customer (id bigint);\n" +
        "ALTER TABLE customer ADD CONSTRAINT c FOREIGN KEY (t) REFERENCES tenant (id);",
      "breaking",
      "additive",
    ],
    // A migration that drops a column of a table shows that the table exists already.
    [
      "CREATE TABLE IF NOT EXISTS customer (id bigint);\nALTER TABLE customer DROP COLUMN email;",
      "breaking",
      "breaking",
    ],
    ["CREATE OR REPLACE VIEW customer AS SELECT 1 AS id;", "unknown", "additive"],
  ])("%s is %s where an older migration mentions the object, else %s", async (source, known, fresh) => {
    const older = (text: string) => ({ "pg/migrations/1_a.sql": text });
    expect(await worstVerdict("pg/migrations/2_x.sql", source, older('CREATE TABLE "Customer" (id int);'))).toBe(known);
    expect(await worstVerdict("pg/migrations/2_x.sql", source, older("CREATE TABLE customers (id int);"))).toBe(fresh);
  });
});

describe("MySQL procedures that the same script calls", () => {
  const procedure = (body: string) =>
    `DELIMITER $$\nCREATE PROCEDURE p()\nBEGIN\n  ${body}\nEND$$\nDELIMITER ;\nCALL p();\nDROP PROCEDURE p;`;
  test.each([
    [
      "IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'a') THEN\n" +
        "    ALTER TABLE a ADD COLUMN z INT NULL;\n  END IF;",
      "additive",
    ],
    ["ALTER TABLE a DROP COLUMN z;", "breaking"],
    ["IF purge_all() THEN\n    ALTER TABLE a ADD COLUMN z INT NULL;\n  END IF;", "unknown"],
    ["PREPARE s FROM @sql;", "unknown"],
    ["CALL other();", "unknown"],
  ])("%s", async (body, expected) => {
    expect(await worstVerdict("mysql/migrations/2_x.sql", procedure(body))).toBe(expected);
  });
});

describe("SQL with indirect effects", () => {
  test.each([
    ["pg", "INSERT INTO audit SELECT purge_all();", "unknown"],
    ["pg", "INSERT INTO audit SELECT lower(trim(name)), jsonb_build_object('a', 1), now() FROM users;", "additive"],
    ["pg", "INSERT INTO audit (id, at) VALUES (next_id(), now());", "additive"],
    ["pg", "CREATE TABLE z AS SELECT purge_all();", "unknown"],
    ["pg", "CREATE TABLE z AS SELECT count(*) FROM users;", "additive"],
    [
      "pg",
      "CREATE OR REPLACE FUNCTION a() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM customer; RETURN " +
        "NULL; END $$;",
      "unknown",
    ],
    [
      "pg",
      "CREATE OR REPLACE FUNCTION a() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := now(); RETURN NEW; " +
        "END $$;",
      "additive",
    ],
    ["pg", "CREATE OR REPLACE VIEW v AS SELECT id FROM users;", "additive"],
    ["mysql", "CREATE OR REPLACE VIEW v AS SELECT id FROM users;", "unknown"],
    ["mysql", "CREATE OR REPLACE ALGORITHM=MERGE VIEW `v` AS SELECT `id` FROM `users`;", "unknown"],
    ["mysql", "REPLACE INTO customer SELECT * FROM old;", "unknown"],
    ["mysql", "REPLACE INTO settings (k, v) VALUES ('a', 1);", "additive"],
    ["mysql", "CREATE EVENT purge ON SCHEDULE EVERY 1 DAY DO DELETE FROM customer;", "unknown"],
    ["mysql", "ALTER TABLE customer ALTER INDEX ix INVISIBLE;", "unknown"],
    ["mysql", "ALTER TABLE customer ALTER INDEX ix VISIBLE;", "additive"],
  ])("%s: %s", async (dialect, source, expected) => {
    expect(await worstVerdict(`${dialect}/migrations/2_x.sql`, source)).toBe(expected);
  });

  test("Flyway migrations in Java are unknown", async () => {
    expect(
      await worstVerdict(
        "src/main/java/db/migration/V3__Drop.java",
        "public class V3__Drop extends BaseJavaMigration {}",
      ),
    ).toBe("unknown");
    expect(await worstVerdict("src/main/java/db/Settings.java", "public class Settings {}")).toBeUndefined();
  });

  test("the settings of a Java project name the dialect", async () => {
    const findings = await judge(
      [
        {
          path: "src/main/resources/db/migration/V2__v.sql",
          after: "CREATE OR REPLACE VIEW v AS SELECT id FROM users;",
        },
      ],
      { "src/main/resources/application.properties": "spring.datasource.url=jdbc:mysql://localhost/app" },
    );
    expect(findings.map((finding) => finding.verdict)).toEqual(["unknown"]);
  });
});
