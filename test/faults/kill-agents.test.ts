// kill -9 of the program while agents work that do everything to stay: nothing they started is alive five seconds later.
import { appendFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { acpMilestone } from "../support/acp-milestone.ts";
import { testMilestone, type TestMilestone } from "../support/milestone.ts";
import { survivorsOf } from "../support/survivors.ts";
import { randomNumbers } from "./random-numbers.ts";

/** Kills of each kind; `FAULT_AGENT_KILLS=50` makes a hundred of both. */
const KILLS = Number(process.env["FAULT_AGENT_KILLS"] ?? 4);
const SEED = Number(process.env["FAULT_SEED"] ?? 1);
/** The most that may pass until all are gone. */
const GONE_MS = 5_000;

/** A sleep that nobody else sleeps. */
const OWN_SECONDS = 100_000 + process.pid;

/** Deaf to every signal; one child in a session of its own, one that lost its parent, one that cleared its environment. */
const STUBBORN = [
  "trap '' TERM INT HUP",
  "setsid sh -c 'trap \"\" TERM HUP; sleep 600 & wait' </dev/null >/dev/null 2>&1 &",
  "(setsid sh -c 'sleep 600 & exit' &) </dev/null >/dev/null 2>&1",
  `env -i setsid sleep ${OWN_SECONDS} </dev/null >/dev/null 2>&1 &`,
  "while :; do sleep 1; done",
].join("; ");

const KINDS: readonly (readonly [string, () => TestMilestone])[] = [
  [
    "a program",
    () =>
      testMilestone({
        issues: [
          {
            id: "01",
            script: { implement: { shell: STUBBORN.replaceAll("; while", "\nwhile").replaceAll("&;", "&\n") } },
          },
        ],
      }),
  ],
  [
    "an agent that speaks the protocol",
    () =>
      acpMilestone({
        atStart: [{ ignoreTerm: true }, { doubleFork: true }],
        turns: [
          { steps: [{ run: "sh -c '(setsid sleep 600 &)'", ask: false }, { doubleFork: true }, { silence: true }] },
        ],
      }),
  ],
];

describe.each(KINDS)("%s", (kind, make) => {
  test(
    `is gone with all it started after ${KILLS} kills at random moments (seed ${SEED})`,
    { timeout: 60_000 + KILLS * 20_000 },
    async () => {
      const random = randomNumbers(SEED);
      const milestone = make();
      let atWork = 0;
      for (let round = 0; round < KILLS; round += 1) {
        // TZ is a variable that agents get; the folder of the state stands in every argument list of the agent's sandbox.
        const mark = `mark-${crypto.randomUUID()}`;
        const { child, ended } = milestone.start(["m3", "--plain"], { TZ: mark });
        await delay(300 + random() * 2_700);
        if (survivorsOf(mark).some((pid) => survivorsOf("sleep\u0000").includes(pid))) atWork += 1;
        child.kill("SIGKILL");
        await ended;
        const end = performance.now() + GONE_MS;
        while (survivorsOf(mark).length > 0 && performance.now() < end) await delay(20);
        expect(survivorsOf(mark), `round ${round + 1}`).toEqual([]);
        expect(sleepers(), `round ${round + 1}: without its environment`).toEqual([]);
      }
      const report = process.env["FAULT_REPORT"];
      if (report !== undefined)
        appendFileSync(
          report,
          `${JSON.stringify({ kind: `agent: ${kind}`, kills: KILLS, atWork, answers: 0, recoveries: [] })}\n`,
        );
      expect(atWork).toBeGreaterThan(0);
    },
  );
});

/** What kept nothing of the mark is known by what it does. */
function sleepers(): readonly number[] {
  return survivorsOf(`sleep\u0000${OWN_SECONDS}`);
}
