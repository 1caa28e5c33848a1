import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { writeTracking } from "../../../../src/engine/plan/tracking/tracking.ts";
import type { Tracking } from "../../../../src/engine/plan/tracking/tracking-record.ts";
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

test("the state is written into the plan, which keeps its mode, and no other file is left", async () => {
  const path = planFile();
  chmodSync(path, 0o664);
  await writeTracking({ path }, state);
  expect(readFileSync(path, "utf8")).toMatch(/\| 1 \| Done \|\n[^]*Phase 1 of 1/);
  expect(statSync(path).mode & 0o777).toBe(0o664);
  expect(readdirSync(dirname(path))).toEqual(["IMPLEMENTATION_PLAN.md"]);
});

test("the next write removes temporary files of a killed run, and no other file", async () => {
  const path = planFile();
  for (const name of [".IMPLEMENTATION_PLAN.md.0123abcd.tmp", ".IMPLEMENTATION_PLAN.md.swp"])
    writeFileSync(join(dirname(path), name), "#");
  await writeTracking({ path }, state);
  expect(readdirSync(dirname(path)).toSorted()).toEqual([".IMPLEMENTATION_PLAN.md.swp", "IMPLEMENTATION_PLAN.md"]);
});

test("the file is not written where nothing changes", async () => {
  const path = planFile();
  await writeTracking({ path }, state);
  const before = statSync(path, { bigint: true });
  await writeTracking({ path }, state);
  const after = statSync(path, { bigint: true });
  expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
});

test.each([
  ["at once", () => Promise.resolve()],
  ["while earlier ones run", () => new Promise<void>(setImmediate)],
] as const)(
  "twenty writes started %s all succeed, the newest last, and leave nothing beside the plan",
  async (_, next) => {
    const path = planFile();
    const writes: Promise<void>[] = [];
    for (let phase = 1; phase <= 20; phase += 1) {
      writes.push(writeTracking({ path }, { ...state, current: [`Phase ${phase} of 20`] }));
      await next();
    }
    expect((await Promise.allSettled(writes)).filter(({ status }) => status === "rejected")).toEqual([]);
    const text = readFileSync(path, "utf8");
    expect(text).toContain("Phase 20 of 20");
    expect(text.match(/milestone-tui:begin current/g)).toHaveLength(1);
    expect(readdirSync(dirname(path))).toEqual(["IMPLEMENTATION_PLAN.md"]);
  },
);

test("a plan that is missing, not UTF-8 or a symbolic link is not written", async () => {
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
