import type { Forge, PullStatus } from "../../forges/forge.ts";
import { MilestoneError } from "../../model/errors.ts";
import type { Clock } from "../../model/ports.ts";

/** Asks the forge for the status of pull requests that wait for something, all of them with one request. */
export interface PullStatuses {
  now(number: number, signal: AbortSignal): Promise<PullStatus>;
  /** Resolves with the status at the next poll, which is shared by all pull requests that wait for one. */
  next(number: number, signal: AbortSignal): Promise<PullStatus>;
  /** When the next poll will be. */
  nextAt(): Date;
}

export interface PullStatusPorts {
  readonly forge: Pick<Forge, "status" | "poll">;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Time between two looks at the forge, in milliseconds. */
export const POLL_MS = 15_000;

interface Waiting {
  readonly number: number;
  readonly resolve: (status: PullStatus) => void;
  readonly reject: (error: unknown) => void;
}

export function createPullStatuses({ forge, clock, signal }: PullStatusPorts): PullStatuses {
  const waiting = new Set<Waiting>();
  let nextPoll: Date | undefined;

  /** Polls as long as anything waits. Never rejects: those that wait get the failure. */
  async function poll(): Promise<void> {
    while (waiting.size > 0) {
      nextPoll = new Date(clock.now().getTime() + POLL_MS);
      // The sleep fails only at the end of the run.
      const ended = await clock.sleep(POLL_MS, signal).catch((error: unknown) => ({ error }));
      const asked = [...waiting];
      waiting.clear();
      try {
        if (ended !== undefined) throw ended.error;
        const statuses = await statusesOf([...new Set(asked.map(({ number }) => number))]);
        for (const { number, resolve, reject } of asked) {
          const status = statuses.get(number);
          if (status === undefined) reject(unknownPull(number));
          else resolve(status);
        }
      } catch (error) {
        for (const { reject } of asked) reject(error);
      }
    }
    nextPoll = undefined;
  }

  async function statusesOf(numbers: readonly number[]): Promise<ReadonlyMap<number, PullStatus>> {
    const statuses =
      forge.poll === undefined || numbers.length === 1
        ? await Promise.all(numbers.map((number) => forge.status(number, signal)))
        : await forge.poll(numbers, signal);
    return new Map(statuses.map((status) => [status.pull.number, status]));
  }

  return {
    now: (number, until) => forge.status(number, until),
    nextAt: () => nextPoll ?? new Date(clock.now().getTime() + POLL_MS),
    async next(number, until) {
      until.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<PullStatus>();
      const mine: Waiting = { number, resolve, reject };
      const cancel = () => {
        waiting.delete(mine);
        reject(until.reason);
      };
      until.addEventListener("abort", cancel, { once: true });
      waiting.add(mine);
      if (nextPoll === undefined) void poll();
      return promise.finally(() => until.removeEventListener("abort", cancel));
    },
  };
}

function unknownPull(number: number): MilestoneError {
  return new MilestoneError("forge", `The forge does not know PR #${number} any more`);
}
