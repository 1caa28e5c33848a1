import {
  allowancesFor,
  exhaustedLimit,
  UNITS,
  type AgentUsage,
  type LimitReached,
  type Limits,
  type Reservation,
  type Reserve,
} from "../../model/budget.ts";
import type { IssueId } from "../../model/plan.ts";
import type { Ledger } from "../../model/ports.ts";
import type { TaskKind } from "../../model/progress.ts";
import { fitsBeside, reserveFor } from "../../model/task-cost.ts";

/** The limits of the run, shared by the tasks of all lanes. */
export interface SharedBudget {
  /**
   * Keeps back what a task may cost. Waits, first come first served, while tasks at work may use up what is left.
   * @param onWait called once, before the task waits
   * @returns the limit that leaves nothing for the task, if there is one
   * @throws the reason of the signal when it is aborted
   */
  reserve(task: BudgetedTask, signal: AbortSignal, onWait: () => void): Promise<Reservation | LimitReached>;
}

interface BudgetedTask {
  readonly issue: IssueId;
  readonly agent: string;
  readonly kind: TaskKind;
}

interface Running {
  readonly reserve: Reserve;
  usage: AgentUsage | undefined;
}

export function createSharedBudget(ledger: Pick<Ledger, "progress">, limits: Limits): SharedBudget {
  const running = new Set<Running>();
  /** In the order of their arrival. */
  const waiting = new Map<BudgetedTask, (answer: Reservation | LimitReached) => void>();

  /** Starts a task if it may start now. Where nothing else runs, it may if anything is left. */
  function start(task: BudgetedTask): Reservation | LimitReached | undefined {
    const limit = exhaustedLimit(allowancesFor(limits, ledger.progress, task.issue));
    if (limit !== undefined) return limit;
    const reserve = reserveFor(limits, ledger.progress, task);
    if (running.size > 0 && !fitsBeside(limits, ledger.progress, reserve, sumOf(running))) return undefined;
    const entry: Running = { reserve, usage: undefined };
    running.add(entry);
    return {
      ok: true,
      allowances() {
        const others = [...running].filter((other) => other !== entry);
        return allowancesFor(limits, ledger.progress, task.issue, sumOf(others));
      },
      use(usage) {
        entry.usage = usage;
      },
      end() {
        running.delete(entry);
        startWaiting();
      },
    };
  }

  function startWaiting(): void {
    for (const [task, resolve] of waiting) {
      const answer = start(task);
      if (answer === undefined) return;
      waiting.delete(task);
      resolve(answer);
    }
  }

  return {
    async reserve(task, signal, onWait) {
      signal.throwIfAborted();
      const answer = waiting.size === 0 ? start(task) : undefined;
      if (answer !== undefined) return answer;
      const turn = Promise.withResolvers<Reservation | LimitReached>();
      const giveUp = () => {
        if (!waiting.delete(task)) return;
        turn.reject(signal.reason);
        startWaiting();
      };
      waiting.set(task, turn.resolve);
      signal.addEventListener("abort", giveUp, { once: true });
      onWait();
      try {
        return await turn.promise;
      } finally {
        signal.removeEventListener("abort", giveUp);
      }
    },
  };
}

/** What is kept back for tasks: what they reserved, or what they have cost by now where that is more. */
function sumOf(running: Iterable<Running>): Reserve {
  const all = [...running];
  const sum = (unit: (typeof UNITS)[number]) =>
    all.reduce((total, { reserve, usage }) => total + Math.max(reserve[unit] ?? 0, usage?.[unit] ?? 0), 0);
  return Object.fromEntries(UNITS.map((unit) => [unit, sum(unit)]));
}
