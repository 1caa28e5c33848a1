// A separate process that records facts without end, and prints the number of each one once it is acknowledged.
import { writeSync } from "node:fs";
import { acquireLock } from "../../src/state/lock/lock.ts";
import { openLedger } from "../../src/state/ledger/ledger.ts";
import { realClock } from "./clock.ts";
import { issueStarted } from "./facts.ts";

const [folder = "", ...issues] = process.argv.slice(2);
const lock = await acquireLock({ folder, milestone: "m3", version: "1.0.0", clock: realClock });
const ledger = await openLedger({
  folder,
  milestone: "m3",
  clock: realClock,
  lock,
  logs: { write() {}, drained: () => undefined },
  onListenerError: (error) => {
    throw error;
  },
});

async function write(issue: string): Promise<never> {
  for (let number = 1; ; number++) {
    await ledger.record(issueStarted(issue, `${process.pid}-${number} ${"x".repeat(2_000)}`));
    writeSync(1, `${issue} ${process.pid}-${number}\n`);
  }
}

// The issues write independently, so that commits of one fact and of several facts occur.
await Promise.all(issues.map(write));
