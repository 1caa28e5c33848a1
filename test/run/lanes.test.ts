// The same milestone with one lane and with several ends with the same pull requests, decisions and tracking.
import { expect, test } from "vitest";
import { journalOf } from "../faults/invariants.ts";
import { answersOf, answerTranscript } from "../support/answering.ts";
import type { TestMilestone } from "../support/milestone.ts";
import { answerTo, lanesMilestone } from "./lanes-milestone.ts";

test(
  "one, two and four lanes end with the same pull requests, decisions and tracking",
  { timeout: 300_000 },
  async () => {
    const alone = await endWith(1);
    expect(alone.answers).toHaveLength(9);
    expect(alone.pulls).toHaveLength(11);
    for (const lanes of [2, 4]) expect(await endWith(lanes), `${lanes} lanes`).toEqual(alone);
  },
);

/** Runs the milestone with this number of lanes, and merges its pull requests in the order of the plan. */
async function endWith(lanes: number) {
  const milestone = lanesMilestone();
  const started = milestone.start(["m3", "--plain", "--lanes", String(lanes)]);
  answerTranscript(milestone, started, answerTo);
  const { code, stdout, stderr } = await started.ended;
  expect(code, `${stderr}\n${stdout}`).toBe(0);
  const pulls = (await milestone.pulls())
    .map(({ branch, title, base, state, labels }) => ({ branch, title, base, state, labels: labels.toSorted() }))
    .toSorted((a, b) => (a.branch < b.branch ? -1 : 1));
  return {
    answers: answersOf(journalOf(milestone)),
    tracking: trackingIn(milestone.plan()),
    pulls,
    merged: await mergeAll(milestone),
  };
}

/** The sections of a plan, up to their order and the numbers of pull requests. */
function trackingIn(plan: string): readonly string[] {
  return plan
    .replaceAll(/PR #\d+/g, "PR #N")
    .replaceAll(/\| #\d+ \|$/gm, "| #N |")
    .split(/\n+(?=## )/)
    .map((section) => section.trim())
    .toSorted();
}

/** Merges in the order of the plan. Returns which merges succeeded, and the files of the milestone branch. */
async function mergeAll(milestone: TestMilestone) {
  const outcomes: string[] = [];
  for (const { number, branch } of (await milestone.pulls()).toSorted((a, b) => (a.branch < b.branch ? -1 : 1)))
    outcomes.push(`${branch}: ${(await milestone.run(["pr", "merge", String(number)])).code}`);
  milestone.git("fetch", "-q", "origin");
  const files = milestone
    .git("ls-tree", "-r", "--format=%(objectname) %(path)", "origin/milestone/m3-test")
    .split("\n");
  return { outcomes, files: files.filter((file) => !/ (docs\/|milestone\.config)/.test(file)) };
}
