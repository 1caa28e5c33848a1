// Measures each figure and its reference in the same run: npm run bench [-- NAME…] [--thorough]
// On a busy machine only the ratios are reliable, since absolute times grow with the load.
import { rm } from "node:fs/promises";
import { parseArgs } from "node:util";
import { isWithin, tableOf, type Benchmark, type Figure } from "./bench/figure.ts";
import { gates } from "./bench/gates.ts";
import { hour } from "./bench/hour.ts";
import { keys } from "./bench/keys.ts";
import { lanes } from "./bench/lanes.ts";
import { lines } from "./bench/lines.ts";
import { load } from "./bench/load.ts";
import { oneIssue } from "./bench/one-issue.ts";
import { plans } from "./bench/plans.ts";
import { prepare } from "./bench/prepare.ts";
import { screenLanes } from "./bench/screen-lanes.ts";
import { startUp } from "./bench/start-up.ts";
import { thousandIssues } from "./bench/thousand-issues.ts";

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  "start-up": startUp,
  keys,
  load,
  lines,
  "screen-lanes": screenLanes,
  "thousand-issues": thousandIssues,
  hour,
  "one-issue": oneIssue,
  lanes,
  plans,
  gates,
};

const {
  values: { thorough },
  positionals,
} = parseArgs({ allowPositionals: true, options: { thorough: { type: "boolean", default: false } } });
const unknown = positionals.filter((name) => BENCHMARKS[name] === undefined);
if (unknown.length > 0)
  throw new Error(`No such figure: ${unknown.join(", ")}. There are: ${Object.keys(BENCHMARKS).join(", ")}`);

const context = await prepare(thorough);
const figures: Figure[] = [];
try {
  for (const [name, benchmark] of Object.entries(BENCHMARKS)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    process.stderr.write(`${name}…\n`);
    figures.push(...(await benchmark(context)));
  }
} finally {
  await rm(context.folder, { recursive: true, force: true, maxRetries: 5 });
}
console.log(tableOf(figures));
process.exitCode = figures.every(isWithin) ? 0 : 1;
