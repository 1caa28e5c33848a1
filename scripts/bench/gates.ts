import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Benchmark } from "./figure.ts";
import { median, timed } from "./measure.ts";
import { benchRepository } from "./repository.ts";

/** Measures the command `gate` on 400 changed lines in eight files, one of them a migration. */
export const gates: Benchmark = async ({ folder, bin }) => {
  const { root, stateDir } = benchRepository(mkdtempSync(join(folder, "gates-")), {
    issues: 1,
    phases: 1,
    agent: ["false"],
  });
  execFileSync("git", ["checkout", "-q", "-b", "work"], { cwd: root });
  for (let file = 0; file < 7; file += 1) {
    writeFileSync(
      join(root, `src/part-${file}.ts`),
      Array.from({ length: 56 }, (_, line) => `export const value${line} = compute("${file}", ${line});\n`).join(""),
    );
  }
  writeFileSync(
    join(root, "src/002_more.sql"),
    "CREATE TABLE more (id bigint PRIMARY KEY, name text);\nALTER TABLE more ADD COLUMN note text;\n",
  );
  execFileSync("git", ["add", "-A"], { cwd: root });
  const times = Array.from({ length: 5 }, () =>
    timed([process.execPath, bin, "gate", "main"], root, { MILESTONE_TUI_STATE_DIR: stateDir }),
  );
  return [{ name: "gates on 400 lines, start included", measured: median(times), unit: "ms", limit: 1_000 }];
};
