import type { Plan } from "../../model/plan.ts";
import type { Tracking, TrackedReason } from "./tracking-record.ts";
import type { IssueProgress, Progress } from "../../model/progress.ts";

/**
 * Builds the tracking of a plan from the progress of its run. Issues that were skipped at a stop are "blocked"; issues
 * that were skipped for another reason, such as a skipped dependency, are "skipped".
 */
export function trackingOf(plan: Plan, progress: Progress): Tracking {
  const known = [...plan.issues.keys()].flatMap((id) => progress.issues[id] ?? []);
  const done = known.filter(({ state }) => state === "done");
  const skipped = known.filter(({ state }) => state === "skipped");
  return {
    completed: done.map(({ id, title, pull }) => ({ id, title, pull: pull?.number })),
    pulls: known.flatMap(({ id, title, pull, labels }) =>
      pull?.state === "open"
        ? [{ number: pull.number, title, id, labels: labels.map(({ label }) => label), url: pull.url }]
        : [],
    ),
    blocked: skipped.filter((issue) => issue.skipped?.stop !== undefined).map(reasonOf),
    skipped: skipped.filter((issue) => issue.skipped?.stop === undefined).map(reasonOf),
    current: currentLines(plan, progress),
    issues: new Map(known.map((issue) => [issue.id, { status: STATUS[issue.state], pull: issue.pull?.number }])),
  };
}

const STATUS: Readonly<Record<IssueProgress["state"], string>> = {
  active: "In progress",
  done: "Done",
  skipped: "Skipped",
};

function reasonOf({ id, title, skipped }: IssueProgress): TrackedReason {
  return { id, title, reason: skipped?.reason ?? "" };
}

function currentLines(plan: Plan, progress: Progress): readonly string[] {
  const open = plan.phases.find(({ number }) => !["approved", "skipped"].includes(progress.phases[number] ?? ""));
  if (progress.completed || open === undefined) return ["Complete"];
  const active = open.issues.find((id) => progress.issues[id]?.state === "active");
  return [`Phase ${open.number} of ${plan.phases.length}`, ...(active === undefined ? [] : [`Issue #${active}`])];
}
