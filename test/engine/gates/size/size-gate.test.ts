import { describe, expect, test } from "vitest";
import { sizeGate } from "../../../../src/engine/gates/size/size-gate.ts";
import { diffOf } from "../../../support/diff-of.ts";
import type { SampleFile } from "../../../support/diff-of.ts";
import { gateContext } from "../../../support/gate-context.ts";

const lines = (count: number) => "x\n".repeat(count);
const filesOf = (count: number, each = 1) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`src/f${index}.ts`, lines(each)]));
const judge = async (files: Record<string, string | SampleFile>, around: Record<string, string> = {}) =>
  await sizeGate.judge(diffOf(files, around), gateContext());

describe("large diff", () => {
  test("is reported with its size", async () => {
    expect(await judge({ ...filesOf(11), "src/big.ts": lines(629) })).toMatchObject([
      {
        gate: "size",
        rule: "large-diff",
        tier: "hard",
        file: "src/big.ts",
        message: "Large diff: 12 files, 640 lines (limit 8 files, 400 lines)",
      },
    ]);
  });

  test.each<[string, Record<string, string | SampleFile>, boolean]>([
    ["8 files, 400 lines", filesOf(8, 50), false],
    ["9 files", filesOf(9), true],
    ["401 lines", filesOf(1, 401), true],
    ["401 lines removed", { "a.ts": { before: lines(401) } }, true],
    ["a small change with a large lockfile", { "a.ts": "x\n", "web/package-lock.json": lines(9000) }, false],
    ["a *.lock that no tool writes", { "evil.lock": lines(500) }, true],
    ["snapshots", { "__snapshots__/a.snap": lines(500) }, true],
    ["nothing", {}, false],
  ])("%s", async (_what, files, large) => {
    expect((await judge(files)).some(({ rule }) => rule === "large-diff")).toBe(large);
  });

  test("does not count files that .gitattributes marked as generated before the change", async () => {
    const attributes =
      "*.pb.go linguist-generated\n/api/*.ts linguist-generated=true\napi/hand.ts -linguist-generated\n";
    const big = { "x/a.pb.go": lines(300), "api/client.ts": lines(300) };
    expect(await judge(big, { ".gitattributes": attributes })).toEqual([]);
    expect(await judge({ ...big, ".gitattributes": attributes })).toMatchObject([{ rule: "large-diff" }]);
    expect(await judge({ "api/hand.ts": lines(500) }, { ".gitattributes": attributes })).toMatchObject([
      { rule: "large-diff" },
    ]);
    expect(
      await judge({ "web/gen/a.js": lines(500) }, { "web/.gitattributes": "gen/** linguist-generated\n" }),
    ).toEqual([]);
    expect(
      await judge({ "gen/a.js": lines(500) }, { "web/.gitattributes": "gen/** linguist-generated\n" }),
    ).toMatchObject([{ rule: "large-diff" }]);
  });

  test("has the same fingerprint while it grows a little, and another one when it doubles", async () => {
    const printOf = async (count: number) => (await judge(filesOf(1, count)))[0]?.fingerprint;
    expect(await printOf(500)).toBe(await printOf(501));
    expect(await printOf(500)).not.toBe(await printOf(1200));
  });
});

describe("lockfile only", () => {
  test.each([
    "package-lock.json",
    "web/pnpm-lock.yaml",
    "poetry.lock",
    "Cargo.lock",
    "go.sum",
    "Gemfile.lock",
    "bun.lockb",
  ])("%s", async (path) => {
    expect(await judge({ [path]: { before: lines(900), after: lines(10) } })).toMatchObject([
      { rule: "lockfile-only", tier: "elevated", label: "lockfile-update", file: path },
    ]);
  });

  test("is not reported with any other file", async () => {
    expect(await judge({ "package-lock.json": lines(3), "package.json": lines(3) })).toEqual([]);
  });
});
