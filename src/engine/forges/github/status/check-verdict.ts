// Derives the CI state of a commit from its checks. Pure functions.
import type { CiState } from "../../forge.ts";
import type { FailedRun } from "../../../model/stop.ts";

/** A check run or a commit status. */
export interface Check {
  readonly name: string;
  readonly state: "running" | "passed" | "failed";
  readonly url: string | undefined;
  /** The check's own summary or description. */
  readonly output: string | undefined;
  /** Id of the GitHub Actions job of this check, whose steps and log can be read. */
  readonly job: number | undefined;
}

export interface CheckExpectations {
  /** Checks that must pass before a merge. If there are any, the other checks do not count. */
  readonly required: readonly string[];
  /** Whether checks are expected, so that a commit without checks is waiting for them. */
  readonly expected: boolean;
  /** Whether enough time has passed for expected checks to be registered. */
  readonly overdue: boolean;
}

export type Verdict =
  | { readonly state: Exclude<CiState["state"], "failed"> }
  | { readonly state: "failed"; readonly failed: readonly Check[] };

/**
 * Distinguishes a commit without checks from one whose checks are not registered yet, are running, or are finished. A
 * failure counts at once, since waiting for the other checks cannot change it.
 */
export function verdictOf(checks: readonly Check[], { required, expected, overdue }: CheckExpectations): Verdict {
  const counting = required.length === 0 ? checks : checks.filter(({ name }) => required.includes(name));
  const failed = counting.filter(({ state }) => state === "failed");
  if (failed.length > 0) return { state: "failed", failed };
  // A required check that is never registered blocks the merge, so the state does not become `none` over time.
  if (required.some((name) => !checks.some((check) => check.name === name))) return { state: "not-registered" };
  if (counting.some(({ state }) => state === "running")) return { state: "running" };
  if (counting.length > 0) return { state: "passed" };
  return { state: expected && !overdue ? "not-registered" : "none" };
}

const PASSING = new Set(["success", "neutral", "skipped"]);

/** Accepts the lower case of REST and the upper case of GraphQL. */
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

/** Returns the job id from the URL of a GitHub Actions check run. */
export function jobIn(url: string | null | undefined): number | undefined {
  const job = /\/actions\/runs\/\d+\/jobs?\/(\d+)/.exec(url ?? "")?.[1];
  return job === undefined ? undefined : Number(job);
}

export function failedRun(check: Check, step: string | undefined, logTail: string | undefined): FailedRun {
  return { name: check.name, step, url: check.url, logTail: logTail ?? tailOf(check.output) };
}

const TAIL_LINES = 40;

/** Returns the last lines of a log without GitHub Actions' timestamps; undefined for an empty log. */
export function tailOf(text: string | undefined): string | undefined {
  const lines = (text ?? "").split(/\r?\n/).map((line) => line.replace(/^\uFEFF?\d{4}-\d\d-\d\dT[\d:.]+Z /, ""));
  const tail = lines.join("\n").trimEnd().split("\n").slice(-TAIL_LINES).join("\n");
  return tail === "" ? undefined : tail;
}
