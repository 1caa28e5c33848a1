import { expect, test } from "vitest";
import { metricsOf } from "../../../src/cli/composition/metrics.ts";
import { isFact } from "../../../src/engine/model/events.ts";
import { emptyProgress, reduce } from "../../../src/state/progress/reduce.ts";
import { workTimes } from "../../../src/state/progress/work-times.ts";
import { ANSWERED, ASKING, asPublished } from "../../support/three-lanes.ts";

test("show lanes, and the time of each issue beside that of all together, in plan order", () => {
  const facts = asPublished([...ASKING, ...ANSWERED]).filter(isFact);
  const metrics = metricsOf(facts.reduce(reduce, emptyProgress("m3")), workTimes(facts));
  expect(metrics).toMatchObject({ version: 1, lanes: 3, makespanSeconds: 21, issueSeconds: 54 });
  expect(metrics.perIssue.map(({ id, state, secondsAtWork }) => [id, state, secondsAtWork])).toEqual([
    ["07", "done", 21],
    ["08", "done", 19],
    ["09", "skipped", 10],
    ["10", "active", 4],
  ]);
});
