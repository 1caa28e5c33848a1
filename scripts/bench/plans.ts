import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { Benchmark } from "./figure.ts";
import { inTurns, timed } from "./measure.ts";
import { benchRepository } from "./repository.ts";

/** A program that reads all files of a folder. */
const READ_ALL =
  "const {readdirSync,readFileSync}=require('node:fs');const d=process.argv[1];" +
  "for(const f of readdirSync(d))readFileSync(d+'/'+f,'utf8')";

/**
 * Measures the plan review and the start with 1,000 issues in 50 phases. The reference is twice the time with 10 issues
 * plus the time to read the files.
 */
export const plans: Benchmark = async ({ folder, bin }) => {
  const repository = (issues: number, phases: number) =>
    benchRepository(mkdtempSync(join(folder, "plan-")), { issues, phases, agent: ["false"] });
  const [large, small] = [repository(1_000, 50), repository(10, 1)];
  const run = ({ root, stateDir }: typeof large, ...args: string[]) =>
    timed([process.execPath, bin, ...args], root, { MILESTONE_TUI_STATE_DIR: stateDir });
  const reading = () =>
    timed([process.execPath, "-e", READ_ALL, join(large.root, "docs/milestones/m1")], large.root) -
    timed([process.execPath, "-e", "0"], large.root);
  const [review, lessReview] = await inTurns(
    5,
    () => run(large, "plan-review", "m1"),
    () => 2 * run(small, "plan-review", "m1") + reading(),
  );
  const [start, lessStart] = await inTurns(
    5,
    () => run(large, "m1", "--dry-run"),
    () => 2 * run(small, "m1", "--dry-run") + reading(),
  );
  const reference = (value: number) => ({ name: "twice 10 issues + reading the files", value });
  return [
    { name: "plan-review of 1,000 issues", measured: review, unit: "ms", reference: reference(lessReview), limit: 1 },
    { name: "start with 1,000 issues", measured: start, unit: "ms", reference: reference(lessStart), limit: 1 },
  ];
};
