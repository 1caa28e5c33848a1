import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { coverageGate } from "../../../../src/engine/gates/coverage/coverage-gate.ts";
import { diffOf } from "../../../support/diff-of.ts";
import type { SampleFile } from "../../../support/diff-of.ts";
import { gateContext } from "../../../support/gate-context.ts";
import { temporaryFolder } from "../../../support/repository.ts";

const source = "one();\ntwo();\nthree();\nfour();\n";

/**
 * Runs the coverage gate.
 * @param report returns the text of the report; gets the root, since most tools write absolute paths
 */
async function judge(
  files: Record<string, string | SampleFile>,
  report: (root: string) => string | undefined,
  { minChanged = 50, age = 0, at = "out/report", around = [] as readonly string[] } = {},
) {
  const root = temporaryFolder();
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, file] of Object.entries(files))
    write(path, typeof file === "string" ? file : String(file.after ?? ""));
  const text = report(root);
  if (text !== undefined) {
    write(at, text);
    const time = Date.now() / 1000 + 5 - age;
    utimesSync(join(root, at), time, time);
  }
  const said: string[] = [];
  const findings = await coverageGate.judge(
    diffOf(files, Object.fromEntries(around.map((path) => [path, ""]))),
    gateContext({ root, config: { coverage: { report: at, minChanged } }, explain: (text) => said.push(text) }),
  );
  return { findings, said };
}

const lcov = (path: string, hits: readonly number[]) =>
  `TN:\nSF:${path}\n${hits.map((count, index) => `DA:${index + 1},${count}\n`).join("")}end_of_record\n`;
const istanbul = (path: string, hits: readonly number[]) =>
  JSON.stringify({
    [path]: {
      path,
      fnMap: {},
      f: {},
      branchMap: {},
      b: {},
      s: Object.fromEntries(hits.map((count, index) => [index, count])),
      statementMap: Object.fromEntries(
        hits.map((_, index) => [index, { start: { line: index + 1, column: 0 }, end: { line: index + 1, column: 6 } }]),
      ),
    },
  });
const cobertura = (path: string, hits: readonly number[], folder = "") =>
  `<?xml version="1.0" ?>\n` +
  `<!DOCTYPE coverage SYSTEM 'http://cobertura.sourceforge.net/xml/coverage-04.dtd'>\n` +
  `<coverage><sources><source>${folder}</source></sources><packages><package><classes><class ` +
  `filename="${path}"><lines>` +
  `${hits.map((count, index) => `<line number="${index + 1}" hits="${count}"/>`).join("")}</lines>` +
  `</class></classes></package></packages></coverage>`;
const coveragePy = (path: string, hits: readonly number[]) => {
  const lines = (ran: boolean) => hits.flatMap((count, index) => (count > 0 === ran ? [index + 1] : []));
  return JSON.stringify({
    meta: { version: "7.4" },
    files: { [path]: { executed_lines: lines(true), missing_lines: lines(false), summary: {} } },
    totals: {},
  });
};

describe.each<[string, (root: string, hits: readonly number[]) => string]>([
  ["lcov, absolute", (root, hits) => lcov(join(root, "src/a.js"), hits)],
  ["lcov, relative", (_, hits) => lcov("src/a.js", hits)],
  ["lcov, from the package", (_, hits) => lcov("./a.js", hits)],
  ["istanbul", (root, hits) => istanbul(join(root, "src/a.js"), hits)],
  ["cobertura, from its source", (root, hits) => cobertura("a.js", hits, join(root, "src"))],
  ["cobertura, from the root", (_, hits) => cobertura("src/a.js", hits)],
  ["coverage.py", (_, hits) => coveragePy("src/a.js", hits)],
])("%s", (_what, report) => {
  test("below the limit gets a label, with the lines that did not run", async () => {
    expect((await judge({ "src/a.js": source }, (root) => report(root, [1, 0, 0, 0]))).findings).toMatchObject([
      {
        gate: "coverage",
        rule: "changed-coverage",
        tier: "elevated",
        label: "needs-test-review",
        file: "src/a.js",
        line: 2,
        message: "Changed-line coverage: 25% (limit 50%)",
        evidence: "src/a.js:2-4",
      },
    ]);
  });

  test("at the limit has no finding", async () => {
    expect((await judge({ "src/a.js": source }, (root) => report(root, [5, 1, 0, 0]))).findings).toEqual([]);
  });
});

describe.each<[string, (path: string, hits: readonly number[]) => string]>([
  ["lcov", lcov],
  ["istanbul", istanbul],
  ["cobertura", cobertura],
  ["coverage.py", coveragePy],
])("paths of %s", (form, report) => {
  const written = (path: string) =>
    form === "istanbul" || form === "coverage.py" ? path.replaceAll("\\", "\\\\") : path;

  test.each<[string, string, string, (root: string) => string, readonly string[], string]>([
    [
      "absolute",
      "packages/x/src/a.js",
      "out/report",
      (root) => `${root}/packages/x/src/a.js`,
      ["src/a.js"],
      "packages/x/src/a.js",
    ],
    [
      "another file's, absolute",
      "src/a.js",
      "out/report",
      (root) => `${root}/packages/x/src/a.js`,
      ["packages/x/src/a.js"],
      "",
    ],
    ["of a file that is gone", "src/a.js", "out/report", (root) => `${root}/old/src/a.js`, [], ""],
    ["with a dot before", "src/a.js", "out/report", () => "./src/a.js", ["packages/x/src/a.js"], "src/a.js"],
    ["Windows, absolute", "src/a.js", "out/report", () => "C:\\repo\\src\\a.js", ["packages/x/src/a.js"], "src/a.js"],
    ["Windows, relative", "src/a.js", "out/report", () => "src\\a.js", [], "src/a.js"],
    ["Windows, with a dot before", "src/a.js", "out/report", () => ".\\src\\a.js", [], "src/a.js"],
    [
      "from where another machine had it",
      "packages/x/src/a.js",
      "out/report",
      () => "/builds/group/app/packages/x/src/a.js",
      ["src/a.js"],
      "packages/x/src/a.js",
    ],
    [
      "from the package whose report it is",
      "packages/x/src/a.js",
      "packages/x/coverage/report",
      () => "src/a.js",
      ["src/a.js", "packages/y/src/a.js"],
      "packages/x/src/a.js",
    ],
    [
      "from that package, of the root's own",
      "src/a.js",
      "packages/x/coverage/report",
      () => "src/a.js",
      ["packages/x/src/a.js"],
      "",
    ],
    [
      "from a package, the report at the root",
      "packages/x/src/a.js",
      "report",
      () => "src/a.js",
      ["packages/y/src/b.js"],
      "packages/x/src/a.js",
    ],
    ["from one of two packages", "packages/x/src/a.js", "report", () => "src/a.js", ["packages/y/src/a.js"], ""],
    ["out of a folder", "src/a.js", "build/report", () => "../src/a.js", [], "src/a.js"],
    ["out of a folder that is not here", "src/a.js", "out/report", () => "../../app/src/a.js", [], "src/a.js"],
    [
      "from a folder of sources",
      "src/main/java/org/a.js",
      "out/report",
      () => "org/a.js",
      ["src/test/java/org/b.js"],
      "src/main/java/org/a.js",
    ],
    ["below a module's name", "pkg/a.js", "out/report", () => "github.com/org/repo/pkg/a.js", ["a.js"], "pkg/a.js"],
    [
      "with blanks and letters",
      "src/größe x/a.js",
      "out/report",
      (root) => `${root}/src/größe x/a.js`,
      [],
      "src/größe x/a.js",
    ],
  ])("%s", async (_what, path, at, name, around, located) => {
    const { findings } = await judge({ [path]: source }, (root) => report(written(name(root)), [1, 0, 0, 0]), {
      at,
      around,
    });
    expect(findings).toMatchObject([
      { object: located === "" ? "0%" : "25%", evidence: `${path}:${located === "" ? "1" : "2"}-4` },
    ]);
  });
});

test.each([
  ["lcov", lcov("src\\a.js", [1, 0, 0, 0])],
  ["cobertura", cobertura("src\\a.js", [1, 0, 0, 0], "C:\\repo\\")],
  ["coverage.py", coveragePy("src/a.js", [1, 0, 0, 0])],
])("%s with Windows' line ends and a byte order mark", async (_form, report) => {
  const { findings } = await judge({ "src/a.js": source }, () => `\uFEFF${report.replaceAll("\n", "\r\n")}`);
  expect(findings).toMatchObject([{ evidence: "src/a.js:2-4" }]);
});

test("an ambiguous path is resolved like most other paths of the report", async () => {
  const report = () =>
    lcov("src/a.js", [1, 0, 0, 0]) +
    lcov("src/b.js", [1]) +
    lcov("/usr/lib/js/c.js", [1, 1, 1, 1]) +
    lcov("/ci/app/packages/x/c.js", [0, 0, 0, 0]) +
    lcov("/ci/app/packages/x/d.js", [0]);
  const around = ["packages/y/src/a.js", "packages/x/src/b.js", "packages/x/d.js"];
  const { findings } = await judge({ "packages/x/src/a.js": source, "packages/x/c.js": source }, report, {
    around,
    at: "report",
  });
  expect(findings).toMatchObject([{ object: "12%", evidence: "packages/x/c.js:1-4\npackages/x/src/a.js:2-4" }]);
});

describe("counted are", () => {
  test("only added lines", async () => {
    const files = { "src/a.js": { before: "one();\ntwo();\nthree();\n", after: source } };
    expect((await judge(files, () => lcov("src/a.js", [0, 0, 0, 1]))).findings).toEqual([]);
    expect((await judge(files, () => lcov("src/a.js", [1, 1, 1, 0]))).findings).toMatchObject([
      { evidence: "src/a.js:4" },
    ]);
  });

  test("lines as run that any suite ran", async () => {
    expect(
      (
        await judge({ "src/a.js": source }, () => lcov("src/a.js", [1, 1, 0, 0]) + lcov("src/a.js", [0, 0, 1, 1]), {
          minChanged: 100,
        })
      ).findings,
    ).toEqual([]);
  });

  test("files that no test loaded, where their language is measured", async () => {
    const other = lcov("src/other.js", [1]);
    expect(
      (await judge({ "src/a.js": `// why\n\nimport x from "x";\n${source}` }, () => other)).findings,
    ).toMatchObject([{ evidence: "src/a.js:4-7" }]);
    expect(
      (await judge({ "src/a.css": source, "test/a.js": source, "src/a.test.js": source }, () => other)).findings,
    ).toEqual([]);
  });

  test("no deleted files", async () => {
    expect((await judge({ "src/a.js": { before: source } }, () => undefined)).findings).toEqual([]);
  });
});

describe("an unusable report is reported", () => {
  test.each<[string, (root: string) => string | undefined, number, string]>([
    ["missing", () => undefined, 0, "the tests left no report"],
    ["older than the change", () => lcov("src/a.js", [0]), 3600, "older than the change"],
    ["of unknown format", () => "hello", 0, "neither lcov"],
    ["broken JSON", () => "{", 0, "cannot be read"],
    ["other JSON", () => '{"a": {"b": 1}}', 0, "cannot be read"],
    ["broken XML", () => "<coverage>", 0, "cannot be read"],
    ["empty", () => "{}", 0, "has no lines"],
    ["without a line", () => "TN:\nSF:src/a.js\nend_of_record\n", 0, "has no lines"],
  ])("%s", async (_what, report, age, text) => {
    expect((await judge({ "src/a.js": source }, report, { age })).findings).toMatchObject([
      {
        rule: "coverage-unknown",
        tier: "elevated",
        verdict: "unknown",
        label: "needs-test-review",
        message: expect.stringContaining(text),
      },
    ]);
  });
});

test("without coverage in the config there is nothing to judge", async () => {
  expect(await coverageGate.judge(diffOf({ "src/a.js": source }), gateContext())).toEqual([]);
});

test("explains what it looked at", async () => {
  expect((await judge({ "src/a.js": source }, () => lcov("src/a.js", [1, 1, 1, 0]))).said).toEqual([
    "coverage: changed-coverage looked at 1 file in out/report",
    "coverage: 3 of 4 changed lines ran (limit 50%)",
  ]);
});
