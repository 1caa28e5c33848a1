// An agent and a test command that write down when they begin and end, and what can be computed from that.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Times are in milliseconds, by the same clock. */
export interface Span {
  readonly kind: "implement" | "review" | "test";
  readonly issue: string;
  /** The worktree. */
  readonly lane: string;
  readonly start: number;
  readonly end: number;
}

export interface WorkDurations {
  /** Seconds that the agent takes to implement an issue, by the issue's number; `other` for all others. */
  readonly implement: Readonly<Record<number, number>> & { readonly other: number };
  readonly test: number;
}

/** Removes its files when it is disposed of. */
export interface RecordedWork extends Disposable {
  readonly agent: readonly [string, ...string[]];
  readonly testCommand: string;
  /** What was done so far, in the order in which it ended. The tests of the baseline are not part of it. */
  spans(): readonly Span[];
}

/**
 * Creates the programs. A review takes no time beyond the start of its process. They write below the system's temporary
 * folder, the only place that a sandboxed agent, a test and the reference can all write to.
 */
export function recordedWork({ implement, test }: WorkDurations): RecordedWork {
  const folder = mkdtempSync(join(tmpdir(), "milestone-bench-"));
  const log = join(folder, "log");
  const script = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\nbegun=$(date +%s%N)\n${text}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  mkdirSync(join(folder, "at-work"));
  // Tells the test, which knows only its worktree, which issue it is for.
  const note = `"${folder}/at-work/$(basename "$PWD")"`;
  const written = (kind: string, issue: string) => `echo "${kind} ${issue} $begun $(date +%s%N) $PWD" >> '${log}'`;
  const seconds = Object.entries(implement).map(([issue, value]) => `${pattern(issue)}) sleep ${value} ;;`);
  const agent = script(
    "agent.sh",
    `cat > /dev/null
if [ "$MILESTONE_TASK" = review ]; then echo '{"findings":[]}' > "$MILESTONE_RESULT_FILE"; else
echo "$MILESTONE_ISSUE" > ${note}
case "$MILESTONE_ISSUE" in ${seconds.join(" ")} esac
echo "issue $MILESTONE_ISSUE" > "src/new-$MILESTONE_ISSUE.txt"; fi
${written("$MILESTONE_TASK", "$MILESTONE_ISSUE")}`,
  );
  const tests = script(
    "test.sh",
    `read -r issue < ${note} || issue=baseline\nsleep ${test}\n${written("test", "$issue")}`,
  );
  return {
    agent: [agent],
    testCommand: tests,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
    spans: () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").map(parseSpan).filter(isOfIssue) : []),
  };
}

/** How long the work took, from the first agent's start to the last one's end. */
export function makespanOf(spans: readonly Span[]): number {
  const agents = spans.filter(({ kind }) => kind !== "test");
  return Math.max(...agents.map(({ end }) => end)) - Math.min(...agents.map(({ start }) => start));
}

/** How long each issue's own agents and tests took, by the issue's number. */
export function workOf(spans: readonly Span[]): ReadonlyMap<number, number> {
  const work = new Map<number, number>();
  for (const { issue, start, end } of spans) work.set(Number(issue), (work.get(Number(issue)) ?? 0) + end - start);
  return work;
}

/**
 * The times in each lane between the end of one agent and the start of the next, without the tests in between.
 */
export function gapsOf(spans: readonly Span[]): readonly number[] {
  const lanes = Object.values(Object.groupBy(spans, ({ lane }) => lane)).map((lane = []) => lane);
  return lanes.flatMap((lane) => {
    const agents = lane.filter(({ kind }) => kind !== "test").toSorted((a, b) => a.start - b.start);
    return agents.slice(1).map((next, index) => {
      const end = agents[index]?.end ?? next.start;
      const tests = lane.filter(({ kind, start }) => kind === "test" && start >= end && start < next.start);
      return next.start - end - tests.reduce((sum, test) => sum + test.end - test.start, 0);
    });
  });
}

/** The pattern of an issue's id for the shell; `*` for all others. */
function pattern(issue: string): string {
  return issue === "other" ? "*" : issue.padStart(2, "0");
}

function parseSpan(line: string): Span {
  const [kind, issue = "", start, end, lane = ""] = line.split(" ");
  // The scripts write these three kinds only.
  return { kind: kind as Span["kind"], issue, lane, start: Number(start) / 1e6, end: Number(end) / 1e6 };
}

function isOfIssue({ issue }: Span): boolean {
  return issue !== "baseline";
}
