import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readPlainYaml } from "../../../../src/engine/plan/parse/plain-yaml.ts";

test("simple front matter is parsed", () => {
  expect(
    readPlainYaml(
      "title: Add user login (v2)\ngithub_issue: 101\npriority: P0\nlabels: [api, 'a b', 3]\r\n" +
        'dependencies: []\nnote: "a: b # c"\n',
    ),
  ).toEqual({
    title: "Add user login (v2)",
    github_issue: 101,
    priority: "P0",
    labels: ["api", "a b", 3],
    dependencies: [],
    note: "a: b # c",
  });
});

test.each([
  "a: b: c",
  "a: b #c",
  "a:",
  "a: true",
  "a: 0x1f",
  "a: 1.5",
  "a: 007",
  "a: |",
  "a: [b",
  "a: [[b]]",
  "a: {b: c}",
  "- a",
  "a: b\na: c",
  " a: b",
  "a: *b",
  "a: 'it''s'",
  'a: "\\n"',
  "a: b\n  c",
  "? a",
])("%o is left to the YAML parser", (text) => expect(readPlainYaml(text)).toBeUndefined());

test("every value it returns is the value of the YAML parser", () => {
  const piece = fc.constantFrom(
    "a",
    "title",
    "Null",
    "b c",
    ": ",
    ":",
    " ",
    "[",
    "]",
    ",",
    "'",
    '"',
    "#",
    " #",
    "1",
    "01",
    "-",
    "- ",
    ".",
    "(",
    "\n",
    "\r\n",
    "x: 1",
    "\nk: ",
    "true",
    "1e3",
    ".5",
    "/",
    "_",
    "\t",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = `key: ${pieces.join("")}`;
      const plain = readPlainYaml(text);
      if (plain !== undefined) expect(plain).toEqual(parse(text));
    }),
    { numRuns: 3000 },
  );
});
