import { expect, test } from "vitest";
import { parseOwners } from "../../../../src/engine/gates/scope/codeowners.ts";

test.each([
  ["* @a", "deep/er/file.ts", ["@a"]],
  ["* @a\n*.js @b", "x/y.js", ["@b"]],
  ["*.js @b\n* @a", "x/y.js", ["@a"]],
  ["/build/logs/ @a", "build/logs/x/y", ["@a"]],
  ["/build/logs/ @a", "x/build/logs/y", []],
  ["docs/* @a", "docs/one.md", ["@a"]],
  ["docs/* @a", "docs/two/one.md", []],
  ["apps/ @a", "x/apps/y.ts", ["@a"]],
  ["/docs @a", "docs/x/y", ["@a"]],
  ["**/logs @a", "x/logs/y", ["@a"]],
  ["/apps/ @a\n/apps/github", "apps/github/x", []],
  ["/a\\ b/ @a", "a b/c", ["@a"]],
  ["\\#odd @a", "#odd", ["@a"]],
  ["# * @a", "x", []],
  ["* a@b.example @c # why", "x", ["a@b.example", "@c"]],
  ["!x @a\n[Section] @b\n* @c", "x", ["@c"]],
  ["* @a\r\n*.md @b\r\n", "x.md", ["@b"]],
])("%j on %s", (text, path, expected) => {
  expect(parseOwners(text)(path)).toEqual(expected);
});
