import { setTimeout as delay } from "node:timers/promises";

/** Where nothing can stop the process (no shell with job control), it goes on after so many milliseconds. */
const MOMENT_MS = 50;

/**
 * What ctrl-z does: stops everything the shell knows as this job, and settles when it goes on. Agents run in groups of
 * their own and work on meanwhile.
 */
export async function suspend(): Promise<void> {
  process.kill(0, "SIGTSTP");
  // A stopped process has no time: this passes after `fg`.
  await delay(MOMENT_MS);
}
