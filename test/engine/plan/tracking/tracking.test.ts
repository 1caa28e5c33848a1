import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { writeTracking, type Tracking } from "../../../../src/engine/plan/tracking/tracking.ts";
import { temporaryFolder } from "../../../support/repository.ts";

const SOURCE = "# M3\n\n## Phase 1: x\n\n| # | Status |\n|---|---|\n| 1 | Todo |\n";
const state: Tracking = {
  completed: [],
  pulls: [],
  blocked: [],
  skipped: [],
  current: ["Phase 1 of 1"],
  issues: new Map([["01", { status: "Done", pull: undefined }]]),
};

function planFile(): string {
  const path = join(temporaryFolder(), "IMPLEMENTATION_PLAN.md");
  writeFileSync(path, SOURCE);
  return path;
}

test("the file says where the milestone stands, keeps its mode, and leaves nothing beside it", async () => {
  const path = planFile();
  chmodSync(path, 0o664);
  await writeTracking({ path }, state);
  expect(readFileSync(path, "utf8")).toMatch(/\| 1 \| Done \|\n[^]*Phase 1 of 1/);
  expect(statSync(path).mode & 0o777).toBe(0o664);
  expect(readdirSync(dirname(path))).toEqual(["IMPLEMENTATION_PLAN.md"]);
});

test("what a killed run left half written is gone with the next writing; other files stay", async () => {
  const path = planFile();
  for (const name of [".IMPLEMENTATION_PLAN.md.0123abcd.tmp", ".IMPLEMENTATION_PLAN.md.swp"])
    writeFileSync(join(dirname(path), name), "#");
  await writeTracking({ path }, state);
  expect(readdirSync(dirname(path)).toSorted()).toEqual([".IMPLEMENTATION_PLAN.md.swp", "IMPLEMENTATION_PLAN.md"]);
});

test("nothing is written where nothing changes", async () => {
  const path = planFile();
  await writeTracking({ path }, state);
  const before = statSync(path, { bigint: true });
  await writeTracking({ path }, state);
  const after = statSync(path, { bigint: true });
  expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
});

test("a plan that is gone, no text, or a link by now is left alone", async () => {
  const path = planFile();
  const link = join(dirname(path), "link.md");
  symlinkSync(path, link);
  await expect(writeTracking({ path: link }, state)).rejects.toThrow(/link.md has become a symbolic link/);
  await expect(writeTracking({ path: join(dirname(path), "gone.md") }, state)).rejects.toThrow(
    /gone.md: there is no such file/,
  );
  writeFileSync(path, Buffer.from([0x23, 0xff]));
  await expect(writeTracking({ path }, state)).rejects.toThrow(/not UTF-8/);
  expect(readFileSync(path)).toEqual(Buffer.from([0x23, 0xff]));
});
