import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readReport, type ReportFormat } from "../../../../src/engine/checks/reports/read-report.ts";
import { reportFormats } from "../../../../src/engine/config/config-schema.ts";

/** Files that the runners themselves wrote, of the same few tests. */
const FIXTURES: readonly [
  file: string,
  format: ReportFormat,
  passed: number,
  failed: number,
  skipped: number,
  names: readonly string[],
][] = [
  ["node.tap", "tap", 3, 3, 2, ["bad", "deep", "b.test.mjs"]],
  ["node-spec.txt", "auto", 4, 3, 2, ["bad", "deep", "b.test.mjs"]],
  ["node-junit.xml", "junit", 3, 3, 2, ["bad", "deep", "b.test.mjs"]],
  [
    "pytest.txt",
    "pytest",
    2,
    10,
    3,
    [
      "test_cache_expiry",
      "test_param[a b]",
      "test_param[c::d]",
      "test_param[e - f]",
      "TestA::test_in_class",
      "TestU::test_sub",
      "TestU::test_u",
      "TestU::test_v",
      "test_err",
    ],
  ],
  [
    "pytest-junit.xml",
    "junit",
    1,
    9,
    3,
    [
      "test_cache_expiry",
      "test_param[a b]",
      "test_param[c::d]",
      "test_param[e - f]",
      "test_in_class",
      "test_err",
      "test_sub",
      "test_u",
      "test_v",
    ],
  ],
  ["unittest.txt", "auto", 0, 4, 1, ["test_v", "test_sub", "test_u"]],
  ["cargo.txt", "cargo", 2, 2, 1, ["tests::sp", "tests::breaks"]],
  ["vitest.txt", "vitest", 1, 2, 2, ["worse", "b.test.js"]],
  ["vitest.json", "vitest", 1, 2, 2, ["bad > worse", "/project/b.test.js"]],
  ["vitest.tap", "tap", 1, 2, 2, ["bad > worse", "b.test.js"]],
  ["vitest-junit.xml", "junit", 1, 2, 2, ["suite > bad > worse", "b.test.js"]],
];

test.each(FIXTURES)(
  "%s, with its format given and with format auto",
  async (file, format, passed, failed, skipped, names) => {
    const text = readFileSync(join(import.meta.dirname, "../../../fixtures/reports", file), "utf8");
    const report = await readReport(text, format);
    expect(report?.counts).toEqual({ passed, failed, skipped });
    expect(report?.failed.toSorted()).toEqual(names.toSorted());
    expect(await readReport(text.replaceAll("\n", "\r\n"), "auto")).toEqual(report);
  },
);

const counts = (passed: number, failed = 0, skipped = 0) => ({ passed, failed, skipped });

describe("what runners print", () => {
  test.each([
    ["quiet pytest", "..s\n45 passed, 1 skipped, 3 warnings in 0.12s\n", counts(45, 0, 1), []],
    ["loud pytest, long", "======= 2 failed, 45 passed in 125.12s (0:02:05) =======", counts(45, 2), []],
    ["pytest without tests", "===== no tests ran in 0.01s =====", counts(0), []],
    [
      "pytest, log lines that look like failures",
      "ERROR something\nFAILED to connect\n=== 3 passed in 0.1s ===",
      counts(3),
      [],
    ],
    ["unittest", "Ran 5 tests in 0.001s\n\nOK (skipped=1)\n", counts(4, 0, 1), []],
    [
      "unittest, a module that cannot be imported",
      "ERROR: test_foo (unittest.loader._FailedTest.test_foo)\nRan 1 test in 0.000s\n\nFAILED (errors=1)",
      counts(0, 1),
      ["test_foo"],
    ],
    ["two runs in one line", "Ran 5 tests in 0.1s\n\nOK\n=== 1 failed, 2 passed in 0.1s ===", counts(7, 1), []],
    ["two workspaces", "ℹ tests 2\nℹ pass 2\nℹ fail 0\nℹ tests 3\nℹ pass 1\nℹ fail 1\nℹ cancelled 1", counts(3, 2), []],
    [
      "mocha",
      "  3 passing (12ms)\n  1 pending\n  2 failing\n\n  1) Cache\n       expires:\n     Error: x\n" +
        "      at y.js:1\n\n  2) Cache\n       inner\n         holds:\n\n      AssertionError: 1\n",
      counts(3, 2, 1),
      ["expires", "holds"],
    ],
    [
      "jest",
      "FAIL ./a.test.js\n  ● Cache › expires\n\n    expect\n\nTests:       1 failed, 2 skipped, 5 passed, 8 total\n",
      counts(5, 1, 2),
      ["expires"],
    ],
    [
      "jest, a file that cannot run",
      "FAIL ./a.test.js\n  ● Test suite failed to run\n\n    x\n\nTests:       5 passed, 5 total\n",
      counts(5, 1),
      ["./a.test.js"],
    ],
    [
      "go",
      "ok  \tm/a\t0.1s\n--- FAIL: TestB (0.00s)\n    --- FAIL: TestB/one (0.00s)\nFAIL\tm/b\t0.1s",
      undefined,
      ["TestB/one"],
    ],
    [
      "go -v",
      "=== RUN   TestA\n--- PASS: TestA (0.00s)\n=== RUN   TestS\n--- SKIP: TestS (0.00s)\n" +
        "ok  \tm/a\t0.1s\nFAIL\tm/c [build failed]",
      counts(1, 1, 1),
      ["m/c"],
    ],
    [
      "rspec",
      "5 examples, 1 failure, 1 pending\n\nrspec ./spec/a_spec.rb:3 # Cache expires",
      counts(3, 1, 1),
      ["Cache expires"],
    ],
    [
      "minitest",
      "  1) Failure:\nCacheTest#test_expiry [a.rb:3]:\nx\n5 runs, 9 assertions, 1 failures, 0 errors, 1 skips",
      counts(3, 1, 1),
      ["test_expiry"],
    ],
  ])("%s", async (_, text, expected, failed) => {
    expect(await readReport(text, "auto")).toEqual({ counts: expected, failed });
  });

  test.each([
    "",
    "hello",
    "ok",
    "1 passed",
    "{}",
    "<html></html>",
    "<testsuites><testsuite><testcase",
    '{"testResults":',
    "error: could not compile",
  ])("%j is not a report", async (text) => {
    for (const format of reportFormats) expect(await readReport(text, format)).toBeUndefined();
  });
});

test("go test -json: only innermost tests count, and packages that do not build", async () => {
  const events = [
    { Action: "run", Package: "m/a", Test: "TestA" },
    { Action: "fail", Package: "m/a", Test: "TestA/one" },
    { Action: "pass", Package: "m/a", Test: "TestA/two" },
    { Action: "fail", Package: "m/a", Test: "TestA" },
    { Action: "skip", Package: "m/a", Test: "TestS" },
    { Action: "fail", Package: "m/a" },
    { Action: "pass", Package: "m/b", Test: "TestA" },
    { Action: "pass", Package: "m/b" },
    { Action: "build-fail", ImportPath: "m/c" },
    { Action: "fail", Package: "m/c" },
  ];
  const text = ["# m/c", ...events.map((event) => JSON.stringify(event))].join("\n");
  expect(await readReport(text, "go")).toEqual({ counts: counts(2, 2, 1), failed: ["TestA/one", "m/c"] });
});

test("tests of the same name are listed with their class", async () => {
  const text =
    '<testsuite><testcase classname="A" name="x"><failure/></testcase><testcase classname="B" ' +
    'name="x"><error/></testcase></testsuite>';
  expect((await readReport(text, "junit"))?.failed).toEqual(["A › x", "B › x"]);
});

test("an empty suite is a report of no tests", async () => {
  expect(await readReport('<testsuites name="x"/>', "auto")).toEqual({ counts: counts(0), failed: [] });
  expect(await readReport("TAP version 13\n1..0\n", "auto")).toEqual({ counts: counts(0), failed: [] });
});

test("no text makes a reader throw or count below zero", async () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "TAP version 13\n",
      "1..3\n",
      "not ok 1 - a\n",
      "    ok 1\n",
      "  ---\n",
      "Bail out!",
      "<testsuite>",
      "<testcase name='__proto__'/>",
      "</testsuite>",
      "<failure>",
      "Ran 1 test in 0.1s\n\nFAILED (failures=9)\n",
      "=== 1 failed in 1s ===\n",
      "ℹ tests 1\n",
      '{"Action":"fail"}\n',
      '{"testResults":[]}',
      "test result: FAILED. 1 failed;\n",
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.constantFrom(...reportFormats), async (pieces, format) => {
      const report = await readReport(pieces.join(""), format);
      for (const count of Object.values(report?.counts ?? {})) expect(count).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 300 },
  );
});
