import { basename } from "node:path";
import type { Lane } from "../../issue/lane.ts";
import type { IssueId } from "../../model/plan.ts";
import { uncommittedWorktree, type Progress } from "../../model/progress.ts";
import type { LaneLimit } from "./lane-limit.ts";
import type { LaneState } from "../schedule.ts";

/** Knows which issue works in which lane. */
export interface LanePool {
  /** The lanes that may be used now: those at work, and free ones up to the limit. */
  states(): readonly LaneState[];
  /** The issues at work that hold no lane now. */
  withoutLane(): ReadonlySet<IssueId>;
  /** Gives a free lane to an issue whose work begins. */
  assign(issue: IssueId, name: string): LaneHold;
  /** Every lane that was used in this milestone, and the lanes up to the limit. */
  lanes(): readonly Lane[];
  /** Resolves when a lane becomes free, an issue ends, or the limit changes, after this call. */
  nextChange(): Promise<void>;
}

/** An issue's hold on a lane, from the start of its work to the end. */
export interface LaneHold {
  /** Undefined while the issue waits without a lane. */
  readonly lane: Lane | undefined;
  /** Gives the lane back, so that another issue can use it while this one waits. */
  release(): void;
  /**
   * Takes a lane again, once one is free. Issues get one in the order of their calls, before any new issue starts.
   * @throws the reason of the signal when it is aborted
   */
  acquire(signal: AbortSignal): Promise<Lane>;
  /**
   * Waits with the lane, in which no work is done meanwhile, so that one more lane may work. With one lane nothing else
   * works.
   * @returns once `wait` has ended and there is a turn for the lane again
   */
  rest(wait: () => Promise<void>, signal: AbortSignal): Promise<void>;
  /** Ends the hold, together with the work on the issue. */
  end(): void;
}

export interface LanePoolPorts {
  readonly laneOf: (name: string) => Lane;
  readonly limit: LaneLimit;
  /**
   * The lanes in which issues have work that is not committed. Where such an issue was interrupted, its lane is offered
   * even if its number is above the limit.
   */
  readonly homes: () => readonly string[];
  /** How many lanes earlier runs of the milestone had at most. */
  readonly usedBefore: number;
}

interface Request {
  readonly issue: IssueId;
  /** The lane that the issue has and in which it goes on; undefined where it needs one. */
  readonly own: Lane | undefined;
  readonly grant: (lane: Lane) => void;
}

export function createLanePool({ laneOf, limit, homes, usedBefore }: LanePoolPorts): LanePool {
  const issueIn = new Map<string, IssueId>();
  const withoutLane = new Set<IssueId>();
  /** Names of the lanes in which an issue waits and does not work. */
  const resting = new Set<string>();
  const requests: Request[] = [];
  const used = new Set(numbers(usedBefore));
  let change = Promise.withResolvers<void>();
  limit.onChange(changed);

  /** Names of the lanes that may exist, the homes of interrupted issues first, then by number. */
  function names(): readonly string[] {
    return [...new Set([...homes(), ...numbers(limit.count + resting.size), ...issueIn.keys()])];
  }

  function freeNames(): readonly string[] {
    return names()
      .filter((name) => !issueIn.has(name))
      .slice(0, Math.max(0, room()));
  }

  /** How many more lanes may work. */
  function room(): number {
    return limit.count - (issueIn.size - resting.size);
  }

  /** A free lane that no interrupted issue has to find as it was left. */
  function emptyLane(): Lane | undefined {
    const kept = homes();
    const name = names().find((candidate) => !issueIn.has(candidate) && !kept.includes(candidate));
    return name === undefined ? undefined : laneOf(name);
  }

  function changed(): void {
    for (let [first] = requests; first !== undefined && room() > 0; [first] = requests) {
      const lane = first.own ?? emptyLane();
      if (lane === undefined) break;
      requests.shift();
      occupy(lane, first.issue);
      first.grant(lane);
    }
    change.resolve();
    change = Promise.withResolvers();
  }

  function occupy(lane: Lane, issue: IssueId): void {
    used.add(lane.name);
    issueIn.set(lane.name, issue);
    withoutLane.delete(issue);
    resting.delete(lane.name);
  }

  function request(issue: IssueId, own: Lane | undefined, signal: AbortSignal): Promise<Lane> {
    const { promise, resolve, reject } = Promise.withResolvers<Lane>();
    const mine: Request = { issue, own, grant: resolve };
    const cancel = () => {
      if (requests.includes(mine)) requests.splice(requests.indexOf(mine), 1);
      reject(signal.reason);
    };
    signal.throwIfAborted();
    signal.addEventListener("abort", cancel, { once: true });
    requests.push(mine);
    changed();
    return promise.finally(() => signal.removeEventListener("abort", cancel));
  }

  return {
    states: () =>
      [...issueIn.keys(), ...freeNames()]
        .sort((a, b) => Number(a) - Number(b))
        .map((name) => ({ name, path: laneOf(name).path, issue: issueIn.get(name) })),
    withoutLane: () => new Set(withoutLane),
    lanes: () => [...new Set([...names(), ...used])].map(laneOf),
    nextChange: () => change.promise,
    assign(issue, name) {
      let lane: Lane | undefined = laneOf(name);
      occupy(lane, issue);
      const free = () => {
        issueIn.delete(lane?.name ?? "");
        resting.delete(lane?.name ?? "");
        lane = undefined;
      };
      return {
        get lane() {
          return lane;
        },
        release() {
          if (lane === undefined) return;
          withoutLane.add(issue);
          free();
          changed();
        },
        async acquire(signal) {
          lane ??= await request(issue, undefined, signal);
          return lane;
        },
        async rest(wait, signal) {
          if (lane === undefined || limit.count === 1) return wait();
          resting.add(lane.name);
          changed();
          await wait();
          await request(issue, lane, signal);
        },
        end() {
          free();
          withoutLane.delete(issue);
          changed();
        },
      };
    },
  };
}

function numbers(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => String(index + 1));
}

/** Returns the names of the lanes that contain work of active issues which is not committed. */
export function homesOf({ issues }: Pick<Progress, "issues">): readonly string[] {
  return Object.values(issues).flatMap((issue) => {
    const worktree = uncommittedWorktree(issue);
    const name = worktree === undefined ? "" : basename(worktree);
    return /^[1-9][0-9]*$/.test(name) ? [name] : [];
  });
}
