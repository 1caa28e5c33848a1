import { isFact, type Stamped } from "../../../engine/model/events.ts";
import type { Fact } from "../../../engine/model/facts.ts";
import type { IssueId } from "../../../engine/model/plan.ts";
import type { Progress } from "../../../engine/model/progress.ts";
import type { Question, StopKind } from "../../../engine/model/stop.ts";
import { issueOf, openAfter } from "../../../state/progress/open-questions.ts";
import { reduce } from "../../../state/progress/reduce.ts";
import { lanesOf } from "../../../state/progress/selectors.ts";
import { waitsAfter, type Wait } from "./waits.ts";

/** What the transcript keeps from one event to the next. */
export interface Memory {
  readonly progress: Progress;
  readonly verbose: boolean;
  /** Whether the run answers its questions by itself. */
  readonly unattended: boolean;
  /** True from the reconciliation of a resumed run to its first issue. */
  readonly continuing: boolean;
  /** Issues that this run has started or resumed and that have not ended. */
  readonly atWork: ReadonlySet<IssueId>;
  /** Questions that this run has asked and that wait for an answer, oldest first. */
  readonly open: readonly Question[];
  /** By issue: the kind of stop that was answered with `retry`, until the next step of the issue is finished. */
  readonly retrying: Readonly<Record<IssueId, StopKind | undefined>>;
  /** What the issues and the run wait for, each shown once. */
  readonly waits: readonly Wait[];
}

export function beginMemory(progress: Progress, verbose: boolean): Memory {
  return { progress, verbose, ...ofNewRun(false) };
}

/**
 * Whether lines have to say which issue they belong to. After the number of lanes has fallen to one, that is so until
 * only one issue is still at work.
 */
export function isInterleaved({ progress, atWork }: Memory): boolean {
  return lanesOf(progress) > 1 || atWork.size > 1;
}

export function remember(memory: Memory, event: Stamped): Memory {
  const waits = waitsAfter(memory.waits, event, issueOf(event, memory.open));
  if (!isFact(event)) return { ...memory, waits };
  const progress = reduce(memory.progress, event);
  const open = openAfter(memory.open, event);
  return withFact({ ...memory, progress, open, waits }, event, memory.open);
}

function withFact(memory: Memory, fact: Fact, openBefore: readonly Question[]): Memory {
  switch (fact.type) {
    case "run.started":
      return { ...memory, ...ofNewRun(fact.autonomous) };
    case "reconciled":
      return { ...memory, continuing: true };
    case "issue.started":
    case "issue.resumed":
      return { ...memory, continuing: false, atWork: new Set([...memory.atWork, fact.issue]) };
    case "issue.done":
    case "issue.skipped":
      return { ...memory, atWork: new Set([...memory.atWork].filter((id) => id !== fact.issue)) };
    case "phase.approved":
      return { ...memory, continuing: false };
    case "question.answered": {
      const { issue, stop } = openBefore.find(({ id }) => id === fact.id) ?? {};
      return issue === undefined
        ? memory
        : retryingAfter(memory, issue, fact.command === "retry" ? stop?.kind : undefined);
    }
    case "step.finished":
      return retryingAfter(memory, fact.issue, undefined);
    default:
      return memory;
  }
}

function retryingAfter(memory: Memory, issue: IssueId, kind: StopKind | undefined): Memory {
  return { ...memory, retrying: { ...memory.retrying, [issue]: kind } };
}

function ofNewRun(unattended: boolean) {
  return { unattended, continuing: false, atWork: new Set<IssueId>(), open: [], retrying: {}, waits: [] };
}
