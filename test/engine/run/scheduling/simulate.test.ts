import { expect, test } from "vitest";
import { simulate } from "../../../../src/engine/run/scheduling/simulate.ts";
import { planOf, plannedIssue, progressOf } from "../../../support/issue.ts";

const on = (...ids: string[]) => ({ dependencies: ids.map((issue) => ({ raw: `#${issue}`, issue })) });

test("starts issues in lanes, and ends a phase before the next begins", () => {
  const plan = planOf(
    [plannedIssue("01"), plannedIssue("02"), plannedIssue("03", on("01"))],
    [plannedIssue("04"), plannedIssue("05")],
  );
  const moves = simulate(plan, progressOf([]), 2).map((move) =>
    move.kind === "issue" ? `${move.issue} in ${move.lane} from ${move.start} to ${move.end}` : move.kind,
  );
  expect(moves).toEqual([
    "01 in 1 from 0 to 1",
    "02 in 2 from 0 to 1",
    "03 in 1 from 1 to 2",
    "boundary",
    "04 in 1 from 2 to 3",
    "05 in 2 from 2 to 3",
    "boundary",
    "complete",
  ]);
});

test("of 1,000 issues ends", () => {
  const ids = Array.from({ length: 1_000 }, (_, index) => `${index + 100}`);
  const needs = (index: number) => on(...ids.slice(Math.max(0, index - 20), Math.max(0, index - 18)));
  const plan = planOf(ids.map((id, index) => plannedIssue(id, needs(index))));
  expect(simulate(plan, progressOf([]), 4).filter(({ kind }) => kind === "issue")).toHaveLength(1_000);
});
