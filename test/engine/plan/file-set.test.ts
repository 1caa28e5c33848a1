import { expect, test } from "vitest";
import { fileSet, overlaps, sharedFiles } from "../../../src/engine/plan/file-set.ts";

test.each<[string, readonly string[], readonly string[], readonly string[]]>([
  ["the same file", ["src/a.ts", "src/b.ts"], ["src/b.ts", "src/c.ts"], ["src/b.ts"]],
  ["two files", ["src/a.ts"], ["src/b.ts"], []],
  ["a folder and a file in it", ["src/"], ["src/billing/plan.ts"], ["src/billing/plan.ts"]],
  ["a folder and a file beside it", ["src/billing/"], ["src/billing.ts"], []],
  ["a folder and a folder in it", ["src"], ["src/billing/"], ["src/billing"]],
  ["a glob and a file", ["src/**/*.sql"], ["src/db/1.sql", "src/db/1.ts"], ["src/db/1.sql"]],
  ["a glob and a folder in its folder", ["src/**/*.sql"], ["src/db/"], ["src/**/*.sql"]],
  ["a glob and a folder elsewhere", ["src/**/*.sql"], ["docs/"], []],
  ["a glob and a hidden file", ["src/**/*.yml"], ["src/.ci/a.yml"], ["src/.ci/a.yml"]],
  ["two globs in one folder", ["src/**/*.sql"], ["src/db/0*"], ["src/**/*.sql", "src/db/0*"]],
  ["two globs of different extensions", ["src/**/*.sql"], ["src/**/*.ts"], []],
  ["nothing", [], ["src/a.ts"], []],
])("%s", (_, a, b, expected) => {
  const [setA, setB] = [fileSet(a), fileSet(b)];
  for (const [one, other] of [
    [setA, setB],
    [setB, setA],
  ] as const) {
    const shared = sharedFiles(one, other);
    expect(overlaps(one, other)).toBe(expected.length > 0);
    if (expected.length > 1) expect(expected).toContain(shared[0]);
    else expect(shared).toEqual(expected);
  }
});
