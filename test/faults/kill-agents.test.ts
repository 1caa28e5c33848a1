// Kills the program with -9 while it runs agents that try to survive: five seconds later none of their processes is
// alive.
import { appendFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { acpMilestone } from "../support/acp-milestone.ts";
import { testMilestone, type TestMilestone } from "../support/milestone.ts";
import { survivorsOf } from "../support/survivors.ts";
import { randomNumbers } from "./random-numbers.ts";

/** Kills per kind of agent. There are two kinds, so `FAULT_AGENT_KILLS=50` makes 100. */
const KILLS = Number(process.env["FAULT_AGENT_KILLS"] ?? 4);
const SEED = Number(process.env["FAULT_SEED"] ?? 1);
/** The longest time until all processes have ended. */
const GONE_MS = 5_000;

/** A duration of `sleep` that identifies this test's processes by their arguments. */
const OWN_SECONDS = 100_000 + process.pid;

/** Ignores all signals, and starts children in another session, without a parent, and with an empty environment. */
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
    "an agent with the Agent Client Protocol",
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
    `ends with all its processes after each of ${KILLS} kills at random moments (seed ${SEED})`,
    { timeout: 60_000 + KILLS * 20_000 },
    async () => {
      const random = randomNumbers(SEED);
      const milestone = make();
      let whileWorking = 0;
      for (let round = 0; round < KILLS; round += 1) {
        // Agents inherit TZ, so its value marks their processes.
        const mark = `mark-${crypto.randomUUID()}`;
        const { child, ended } = milestone.start(["m3", "--plain"], { TZ: mark });
        await delay(300 + random() * 2_700);
        if (survivorsOf(mark).some((pid) => survivorsOf("sleep\u0000").includes(pid))) whileWorking += 1;
        child.kill("SIGKILL");
        await ended;
        const end = performance.now() + GONE_MS;
        while (survivorsOf(mark).length > 0 && performance.now() < end) await delay(20);
        expect(survivorsOf(mark), `round ${round + 1}`).toEqual([]);
        expect(sleepers(), `round ${round + 1}: processes without their environment`).toEqual([]);
      }
      const report = process.env["FAULT_REPORT"];
      const line = { kind: `agent: ${kind}`, kills: KILLS, whileWorking, answers: 0, recoveries: [] };
      if (report !== undefined) appendFileSync(report, `${JSON.stringify(line)}\n`);
      expect(whileWorking).toBeGreaterThan(0);
    },
  );
});

/** Processes that cleared their environment and so have no mark; they are found by their arguments. */
function sleepers(): readonly number[] {
  return survivorsOf(`sleep\u0000${OWN_SECONDS}`);
}
