// Run as a process of its own: records facts without end and says the number of each once it was acknowledged.
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

// Each issue at its own pace, so that commits of one and of several facts are both met.
await Promise.all(issues.map(write));
