import { setTimeout as delay } from "node:timers/promises";

/** Where there is no shell with job control to stop the process, `suspend` settles after this many milliseconds. */
const MOMENT_MS = 50;

/**
 * Does what ctrl-z does: stops the shell's job, and settles when it is continued. Agents run in separate process groups
 * and keep working.
 */
export async function suspend(): Promise<void> {
  process.kill(0, "SIGTSTP");
  // Timers do not run in a stopped process, so this delay ends after `fg`.
  await delay(MOMENT_MS);
}
