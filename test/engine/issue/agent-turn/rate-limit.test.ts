import { expect, test } from "vitest";
import { waitForLimit } from "../../../../src/engine/issue/agent-turn/rate-limit.ts";
import { agentThat, stepFor, WORK } from "../../../support/step.ts";

test.each([
  ["of the reviewer lets another lane work", "critic", true],
  ["of the agent that implements does not: another issue would meet the same limit", "robot", false],
])("a rate limit %s", async (_, limited, rests) => {
  const rested: string[] = [];
  const [agent, reviewer] = ["robot", "critic"].map((name) => agentThat(() => Promise.resolve(WORK), name));
  if (agent === undefined || reviewer === undefined) throw new Error("There are two agents");
  const { context } = stepFor("review", {
    lane: { agents: { agent, reviewer, fallback: undefined } },
    watch: {
      rest: (wait) => {
        rested.push(limited);
        return wait();
      },
    },
  });
  await waitForLimit(context, limited, { ok: false, reason: "rate-limit", message: "slow down", detail: "" }, 1_000);
  expect(rested).toEqual(rests ? [limited] : []);
});
