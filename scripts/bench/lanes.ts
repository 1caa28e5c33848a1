import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BenchContext, Benchmark, Figure } from "./figure.ts";
import { bestMakespan, type Dependencies } from "./lanes/best-makespan.ts";
import { gapsOf, makespanOf, recordedWork, workOf, type Span, type WorkDurations } from "./lanes/recorded-work.ts";
import { SHELL_LOOP } from "./lanes/shell-loop.ts";
import { quantile, timed } from "./measure.ts";
import { benchRepository } from "./repository.ts";

interface Shape {
  readonly name: string;
  readonly issues: number;
  readonly needs: Dependencies;
  readonly durations: WorkDurations;
}

/** Files of the repository. */
const FILES = 2_000;

const TWO_SECONDS: WorkDurations = { implement: { other: 2 }, test: 0.5 };

const INDEPENDENT: Shape = { name: "12 independent issues", issues: 12, needs: {}, durations: TWO_SECONDS };

// Issues of one level take different times, so that a program that works in waves would wait for the longest of them.
const DIAMOND: Shape = {
  name: "a diamond",
  issues: 5,
  needs: { 2: [1], 3: [1], 4: [2], 5: [3, 4] },
  durations: { implement: { 3: 4, other: 2 }, test: 0.5 },
};

const SIDE_BRANCHES: Shape = {
  name: "a chain with side branches",
  issues: 7,
  needs: { 2: [1], 3: [2], 4: [3], 5: [1], 6: [2], 7: [3] },
  durations: { implement: { 5: 5, 6: 5, other: 2 }, test: 0.5 },
};

/**
 * Measures how long milestones take in several lanes, against the best possible time for the durations that the agents
 * and tests really had, and the time between two agents.
 */
export const lanes: Benchmark = async (context) => {
  const loop = runShellLoop(context, INDEPENDENT, 1);
  const fourLoops = runShellLoop(context, INDEPENDENT, 4);
  const one = runLanes(context, INDEPENDENT, 1);
  const two = runLanes(context, INDEPENDENT, 2);
  const four = runLanes(context, INDEPENDENT, 4);
  const shell = gapsOf(loop);
  return [
    makespan(INDEPENDENT, 1, one),
    makespan(INDEPENDENT, 2, two),
    makespan(INDEPENDENT, 4, four),
    makespan(DIAMOND, 4, runLanes(context, DIAMOND, 4)),
    makespan(SIDE_BRANCHES, 4, runLanes(context, SIDE_BRANCHES, 4)),
    beside("shell loop with worktrees", 1, one, loop),
    beside("four such loops at once", 4, four, fourLoops),
    gap("p50", 0.5, 1, one, 100, shell),
    gap("p90", 0.9, 1, one, 150, shell),
    gap("p50", 0.5, 4, four, 120, shell),
    gap("p90", 0.9, 4, four, 250, shell),
  ];
};

function runLanes({ folder, bin }: BenchContext, { issues, needs, durations }: Shape, count: number): readonly Span[] {
  using work = recordedWork(durations);
  const { root, stateDir } = benchRepository(mkdtempSync(join(folder, "lanes-")), {
    issues,
    phases: 1,
    agent: work.agent,
    files: FILES,
    needs,
    config: { test: work.testCommand, limits: { checksAtOnce: count } },
  });
  timed([process.execPath, bin, "m1", "--plain", "--autonomous", "--lanes", String(count)], root, {
    MILESTONE_TUI_STATE_DIR: stateDir,
  });
  return work.spans();
}

function runShellLoop({ folder }: BenchContext, { issues, durations }: Shape, atOnce: number): readonly Span[] {
  using work = recordedWork(durations);
  const own = mkdtempSync(join(folder, "loop-"));
  const script = join(own, "loop.sh");
  writeFileSync(script, SHELL_LOOP);
  const { root } = benchRepository(own, { issues, phases: 1, agent: work.agent, files: FILES });
  timed(["sh", script, String(issues), String(atOnce), ...work.agent, work.testCommand, join(own, "worktrees")], root);
  // Each issue has a worktree of its own here, but there is one lane.
  return work.spans().map((span) => ({ ...span, lane: "loop" }));
}

function makespan({ name, needs }: Shape, count: number, spans: readonly Span[]): Figure {
  return {
    name: `${name}, ${count} ${count === 1 ? "lane" : "lanes"}`,
    measured: makespanOf(spans) / 1_000,
    unit: "s",
    reference: { name: "best for the same durations", value: bestMakespan(workOf(spans), needs, count) / 1_000 },
    limit: 1.1,
  };
}

function beside(reference: string, count: number, spans: readonly Span[], loop: readonly Span[]): Figure {
  return {
    name: `12 independent issues, ${count} ${count === 1 ? "lane" : "lanes"}`,
    measured: makespanOf(spans) / 1_000,
    unit: "s",
    reference: { name: reference, value: makespanOf(loop) / 1_000 },
    limit: 1.1,
  };
}

function gap(
  what: string,
  share: number,
  count: number,
  spans: readonly Span[],
  limit: number,
  shell: readonly number[],
): Figure {
  const where = count === 1 ? "1 lane" : `${count} lanes`;
  const reference = quantile(shell, share).toFixed(0);
  return {
    name: `from agent to agent, ${where}, ${what} (shell loop ${reference} ms)`,
    measured: quantile(gapsOf(spans), share),
    unit: "ms",
    limit,
  };
}
