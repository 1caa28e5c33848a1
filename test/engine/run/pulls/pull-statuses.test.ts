import { describe, expect, test } from "vitest";
import type { Forge, PullStatus } from "../../../../src/engine/forges/forge.ts";
import { MilestoneError } from "../../../../src/engine/model/errors.ts";
import { createPullStatuses } from "../../../../src/engine/run/pulls/pull-statuses.ts";
import { passedStatus } from "../../../support/coordinator.ts";
import { manualClock } from "../../../support/manual-clock.ts";

function statusesOf(answer: (numbers: readonly number[]) => Promise<readonly PullStatus[]>) {
  const asked: (readonly number[])[] = [];
  const poll = (numbers: readonly number[]) => {
    asked.push(numbers);
    return answer(numbers);
  };
  const forge: Pick<Forge, "status" | "poll"> = {
    status: async (number) => (await poll([number]))[0] ?? statusOf(number),
    poll,
  };
  const clock = manualClock();
  const run = new AbortController();
  return { asked, clock, run, statuses: createPullStatuses({ forge, clock, signal: run.signal }) };
}

function statusOf(number: number): PullStatus {
  return { ...passedStatus(number), ci: { state: "running" } };
}

describe("the statuses of pull requests that wait", () => {
  const { signal } = new AbortController();
  const all = (numbers: readonly number[]) => Promise.resolve(numbers.map(statusOf));

  test("all that wait share one request", async () => {
    const { asked, clock, statuses } = statusesOf(all);
    const found = await Promise.all([7, 8, 9].map((number) => statuses.next(number, signal)));
    expect(found.map(({ pull }) => pull.number)).toEqual([7, 8, 9]);
    expect(asked).toEqual([[7, 8, 9]]);
    expect(clock.slept).toEqual([15_000]);
  });

  test("one that waits alone is asked about alone, and polling ends with it", async () => {
    const { asked, clock, statuses } = statusesOf(all);
    await statuses.next(7, signal);
    await statuses.next(7, signal);
    expect(asked).toEqual([[7], [7]]);
    expect(clock.slept).toEqual([15_000, 15_000]);
  });

  test("a failure reaches all that waited, and those that wait again get the next answer", async () => {
    let failing = true;
    const { statuses } = statusesOf((numbers) =>
      failing ? Promise.reject(new MilestoneError("forge", "502")) : all(numbers),
    );
    const waiting = [7, 8].map((number) => statuses.next(number, signal));
    expect((await Promise.allSettled(waiting)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    failing = false;
    expect((await statuses.next(7, signal)).pull.number).toBe(7);
  });

  test("one that the forge does not know any more fails alone", async () => {
    const { statuses } = statusesOf((numbers) => all(numbers.filter((number) => number !== 7)));
    const [gone, kept] = [7, 8].map((number) => statuses.next(number, signal));
    await expect(gone).rejects.toThrow("PR #7");
    expect((await kept)?.pull.number).toBe(8);
  });

  test("one that is canceled leaves the others waiting", async () => {
    const { asked, statuses } = statusesOf(all);
    const canceled = new AbortController();
    const gone = statuses.next(7, canceled.signal);
    const kept = statuses.next(8, signal);
    canceled.abort(new Error("over"));
    await expect(gone).rejects.toThrow("over");
    expect((await kept).pull.number).toBe(8);
    expect(asked).toEqual([[8]]);
  });

  test("the end of the run ends all waits", async () => {
    const { run, statuses } = statusesOf(all);
    const waiting = [7, 8].map((number) => statuses.next(number, signal));
    run.abort(new Error("aborted"));
    for (const wait of waiting) await expect(wait).rejects.toThrow("aborted");
  });
});
