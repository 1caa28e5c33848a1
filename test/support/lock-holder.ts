// A separate process that acquires the lock of a folder, prints the result, and holds the lock until its input ends.
import { MilestoneError } from "../../src/engine/model/errors.ts";
import { acquireLock } from "../../src/state/lock/lock.ts";
import { realClock } from "./clock.ts";

const [folder = ""] = process.argv.slice(2);
try {
  const lock = await acquireLock({ folder, milestone: "m3", version: "1.0.0", clock: realClock });
  process.stdout.write(`held ${lock.record.nonce}\n`);
  process.stdin.resume().on("end", () => void lock.release());
} catch (error) {
  if (!(error instanceof MilestoneError)) throw error;
  process.stdout.write(`${error.code} ${error.message} ${error.hint}\n`);
}
