import { describe, expect, test } from "vitest";
import type { Lane } from "../../../../src/engine/issue/lane.ts";
import { createLaneLimit } from "../../../../src/engine/run/lanes/lane-limit.ts";
import { createLanePool, homesOf } from "../../../../src/engine/run/lanes/lane-pool.ts";
import { emptyProgress } from "../../../../src/state/progress/reduce.ts";
import { record } from "../../../support/issue.ts";

const { signal } = new AbortController();

function poolOf(lanes: number, homes: readonly string[] = []) {
  const limit = createLaneLimit(lanes, 8);
  const known = new Map<string, Lane>();
  const laneOf = (name: string) => {
    const lane = known.get(name) ?? ({ name, path: `/m3/${name}` } as Lane);
    known.set(name, lane);
    return lane;
  };
  const pool = createLanePool({ laneOf, limit, homes: () => homes, usedBefore: 1 });
  const states = () => pool.states().map(({ name, issue }) => `${name}:${issue ?? ""}`);
  return { limit, pool, states };
}

describe("lanes", () => {
  test("those at work and free ones up to the limit can be used", () => {
    const { pool, states } = poolOf(3);
    expect(states()).toEqual(["1:", "2:", "3:"]);
    pool.assign("01", "2");
    expect(states()).toEqual(["1:", "2:01", "3:"]);
  });

  test("an issue that waits without a lane leaves it to others, and gets the first that becomes free", async () => {
    const { pool, states } = poolOf(1);
    const first = pool.assign("01", "1");
    first.release();
    expect([...pool.withoutLane()]).toEqual(["01"]);
    const second = pool.assign("02", "1");
    const again = first.acquire(signal);
    expect(states()).toEqual(["1:02"]);
    second.end();
    expect((await again).name).toBe("1");
    expect(states()).toEqual(["1:01"]);
    expect([...pool.withoutLane()]).toEqual([]);
  });

  test("an issue that waits for a lane does not get the one with an interrupted issue's work", async () => {
    const { pool, states } = poolOf(2, ["2"]);
    const first = pool.assign("01", "1");
    first.release();
    const third = pool.assign("03", "1");
    const again = first.acquire(signal);
    expect(states()).toEqual(["1:03", "2:"]);
    pool.assign("02", "2");
    third.end();
    expect((await again).name).toBe("1");
  });

  test("issues get lanes again in the order in which they asked", async () => {
    const { pool } = poolOf(1);
    const [first, second] = ["01", "02"].map((issue) => {
      const hold = pool.assign(issue, "1");
      hold.release();
      return hold;
    });
    const third = pool.assign("03", "1");
    const order: string[] = [];
    const wait = [first, second].map(async (hold, index) => {
      await hold?.acquire(signal);
      order.push(`0${index + 1}`);
      hold?.end();
    });
    third.end();
    await Promise.all(wait);
    expect(order).toEqual(["01", "02"]);
  });

  test("a request that is canceled takes no lane", async () => {
    const { pool, states } = poolOf(1);
    const first = pool.assign("01", "1");
    first.release();
    const second = pool.assign("02", "1");
    const end = new AbortController();
    const again = first.acquire(end.signal);
    end.abort(new Error("over"));
    await expect(again).rejects.toThrow("over");
    second.end();
    expect(states()).toEqual(["1:"]);
  });

  test("a lower limit takes no lane away, and offers none until enough have ended", () => {
    const { limit, pool, states } = poolOf(3);
    const [first, second] = ["1", "2", "3"].map((name) => pool.assign(`0${name}`, name));
    limit.set(2);
    first?.end();
    expect(states()).toEqual(["2:02", "3:03"]);
    second?.end();
    expect(states()).toEqual(["1:", "3:03"]);
  });

  test("a higher limit gives a lane to an issue that waits for one", async () => {
    const { limit, pool, states } = poolOf(1);
    const first = pool.assign("01", "1");
    first.release();
    pool.assign("02", "1");
    const again = first.acquire(signal);
    limit.set(2);
    expect((await again).name).toBe("2");
    expect(states()).toEqual(["1:02", "2:01"]);
  });

  test("the lane that holds the work of an interrupted issue is offered first, whatever its number", () => {
    expect(poolOf(1, ["3"]).states()).toEqual(["3:"]);
    expect(poolOf(2, ["3"]).states()).toEqual(["1:", "3:"]);
  });

  test("while an issue rests in its lane, one more may work, and it goes on once there is a turn", async () => {
    const { pool, states } = poolOf(2);
    const [first] = ["1", "2"].map((name) => pool.assign(`0${name}`, name));
    const { promise: limitEnds, resolve } = Promise.withResolvers<void>();
    let isResting = true;
    const rest = first?.rest(() => limitEnds, signal).then(() => (isResting = false));
    expect(states()).toEqual(["1:01", "2:02", "3:"]);
    const third = pool.assign("03", "3");
    resolve();
    await new Promise((next) => setImmediate(next));
    expect([isResting, states()]).toEqual([true, ["1:01", "2:02", "3:03"]]);
    third.end();
    await rest;
    expect(states()).toEqual(["1:01", "2:02"]);
  });

  test("with one lane nothing works while its issue rests", async () => {
    const { pool, states } = poolOf(1);
    const { promise: limitEnds, resolve } = Promise.withResolvers<void>();
    const rest = pool.assign("01", "1").rest(() => limitEnds, signal);
    expect(states()).toEqual(["1:01"]);
    resolve();
    await rest;
  });

  test("every change is announced", async () => {
    const { limit, pool } = poolOf(2);
    const hold = pool.assign("01", "1");
    const changes = [() => hold.release(), () => hold.end(), () => limit.set(1)];
    for (const change of changes) {
      const next = pool.nextChange();
      change();
      await next;
    }
  });

  test("homes are the numbered worktrees that contain uncommitted work of active issues", () => {
    const issues = {
      "01": record("01", { worktree: "/r.worktrees/m3/2", finished: ["worktree", "implement"] }),
      "02": record("02", { worktree: "/r.worktrees/m3/1", finished: ["worktree", "implement"], state: "done" }),
      "03": record("03", { worktree: "/r.worktrees/m3", finished: ["worktree", "implement"] }),
      "04": record("04", { worktree: "/r.worktrees/m3/4", finished: ["worktree", "implement", "commit"] }),
      "05": record("05", { worktree: "/r.worktrees/m3/5", finished: ["worktree"], currentStep: "implement" }),
    };
    expect(homesOf({ ...emptyProgress("m3"), issues })).toEqual(["2", "5"]);
  });
});
