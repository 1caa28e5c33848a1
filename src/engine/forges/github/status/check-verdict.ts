// What the checks of a commit come to; pure.
import type { CiState } from "../../forge.ts";
import type { FailedRun } from "../../../model/stop.ts";

/** A check run or a commit status. */
export interface Check {
  readonly name: string;
  readonly state: "running" | "passed" | "failed";
  readonly url: string | undefined;
  /** What it says of itself, as text. */
  readonly output: string | undefined;
  /** The job of Actions behind it, whose steps and log can be read. */
  readonly job: number | undefined;
}

export interface CheckExpectations {
  /** Checks that must pass before a merge. Where there are any, no others count. */
  readonly required: readonly string[];
  /** Whether checks are to be expected at all, so that their absence means that they are still to come. */
  readonly expected: boolean;
  /** Whether so much time has passed that checks would have shown up. */
  readonly overdue: boolean;
}

export type Verdict =
  | { readonly state: Exclude<CiState["state"], "failed"> }
  | { readonly state: "failed"; readonly failed: readonly Check[] };

/**
 * Four states apart: none, not registered yet, running, finished. A failure counts at once, since waiting for the others
 * cannot mend it.
 */
export function verdictOf(checks: readonly Check[], { required, expected, overdue }: CheckExpectations): Verdict {
  const counting = required.length === 0 ? checks : checks.filter(({ name }) => required.includes(name));
  const failed = counting.filter(({ state }) => state === "failed");
  if (failed.length > 0) return { state: "failed", failed };
  // A required check that never shows up blocks the merge, so no time makes it `none`.
  if (required.some((name) => !checks.some((check) => check.name === name))) return { state: "not-registered" };
  if (counting.some(({ state }) => state === "running")) return { state: "running" };
  if (counting.length > 0) return { state: "passed" };
  return { state: expected && !overdue ? "not-registered" : "none" };
}

const PASSING = new Set(["success", "neutral", "skipped"]);

/** Statuses and conclusions as REST and GraphQL write them, in either case. */
export function runState(status: string, conclusion: string | null): Check["state"] {
  if (status.toLowerCase() !== "completed") return "running";
  return PASSING.has(conclusion?.toLowerCase() ?? "") ? "passed" : "failed";
}

export function statusState(state: string): Check["state"] {
  switch (state.toLowerCase()) {
    case "success":
      return "passed";
    case "pending":
    case "expected":
      return "running";
    default:
      return "failed";
  }
}

/** The job's number in the address of a check run of Actions. */
export function jobIn(url: string | null | undefined): number | undefined {
  const job = /\/actions\/runs\/\d+\/jobs?\/(\d+)/.exec(url ?? "")?.[1];
  return job === undefined ? undefined : Number(job);
}

export function failedRun(check: Check, step: string | undefined, logTail: string | undefined): FailedRun {
  return { name: check.name, step, url: check.url, logTail: logTail ?? tailOf(check.output) };
}

const TAIL_LINES = 40;

/** The last lines of a log, without the times Actions puts before each. */
export function tailOf(text: string | undefined): string | undefined {
  const lines = (text ?? "").split(/\r?\n/).map((line) => line.replace(/^\uFEFF?\d{4}-\d\d-\d\dT[\d:.]+Z /, ""));
  const tail = lines.join("\n").trimEnd().split("\n").slice(-TAIL_LINES).join("\n");
  return tail === "" ? undefined : tail;
}
