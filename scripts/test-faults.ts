// The long form of the fault tests: node scripts/test-faults.ts [--rounds KILLS] [--seed S] [--lanes N]
// The short form is part of `npm test`.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    lanes: { type: "string", default: "1" },
  },
});
const folder = mkdtempSync(join(tmpdir(), "milestone-faults-"));
const report = join(folder, "report.ndjson");
const { status } = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", "test/faults"], {
  stdio: "inherit",
  env: {
    ...process.env,
    FAULT_KILLS: values.rounds,
    FAULT_SEED: values.seed,
    FAULT_LANES: values.lanes,
    FAULT_REPORT: report,
  },
});

/** A line of the report, written by one test. */
interface Line {
  readonly kind: string;
  readonly kills: number;
  readonly answers: number;
  /** Milliseconds from a start to its first step or question. */
  readonly recoveries: readonly number[];
}

const lines: readonly Line[] = existsSync(report)
  ? readFileSync(report, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
  : [];
for (const [kind, of] of Map.groupBy(lines, (line) => line.kind)) {
  const kills = of.reduce((sum, line) => sum + line.kills, 0);
  const answers = of.reduce((sum, line) => sum + line.answers, 0);
  const recoveries = of.flatMap((line) => line.recoveries).toSorted((a, b) => a - b);
  const at = (share: number) => recoveries[Math.min(recoveries.length - 1, Math.floor(recoveries.length * share))] ?? 0;
  console.log(
    `${kind}: ${kills} kills in ${of.length} milestones, ${answers} answers; ` +
      `next step after ${at(0.5)} ms (median), ${at(0.99)} ms (99 %)`,
  );
  // Without a failure in n trials, the failure rate is below 3/n with 95 % confidence (the rule of three).
  if (status === 0)
    console.log(`  no failure; rate per kill below ${((100 * 3) / kills).toFixed(2)} % with 95 % confidence`);
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = status ?? 1;
