// Checks that the tests of each safeguard can fail: with the safeguard removed from a copy of the sources they must
// fail, and without the change they must pass. node scripts/mutation-check.ts [name ...]
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { MUTATIONS, type Mutation } from "./support/mutations.ts";

const wanted = process.argv.slice(2);
const chosen = MUTATIONS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
let failed = 0;
for (const mutation of chosen) {
  const before = run(mutation, false);
  const after = before ? run(mutation, true) : false;
  const verdict = !before
    ? "its tests fail without a change"
    : after
      ? "SURVIVED: no test fails without it"
      : "covered";
  if (!before || after) failed += 1;
  console.log(`${mutation.name}: ${verdict}`);
}
console.log(`${chosen.length - failed} of ${chosen.length} safeguards have a test that fails without them`);
process.exitCode = failed === 0 ? 0 : 1;

/** Whether the mutation's tests pass in a copy of the sources. @param mutated whether to remove the safeguard */
function run({ name, file, from, to, tests }: Mutation, mutated: boolean): boolean {
  const folder = mkdtempSync(join(tmpdir(), "milestone-mutation-"));
  try {
    for (const part of ["bin", "scripts", "src", "test", "docs", "package.json", "tsconfig.json", "vitest.config.ts"])
      cpSync(part, join(folder, part), { recursive: true });
    symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
    if (mutated) {
      const path = join(folder, file);
      const text = readFileSync(path, "utf8");
      if (text.split(from).length !== 2)
        throw new Error(`${name}: ${file} has changed, so its mutation must be adapted`);
      writeFileSync(
        path,
        text.replace(from, () => to),
      );
    }
    const { status, stdout } = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...tests], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, FAULT_KILLS: "4" },
    });
    if (!mutated && status !== 0) console.log(stdout);
    return status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
